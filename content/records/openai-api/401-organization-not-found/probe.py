"""Does the organization setting break the key? The same free request with it and without it."""

import os

import openai

NAMES = ["OPENAI_ORG_ID", "OPENAI_ORGANIZATION"]


def outcome(client: openai.OpenAI) -> str:
    try:
        client.models.list()
    except openai.APIStatusError as error:
        return f"{error.status_code} {error.code}"
    return "success"


for name in NAMES:
    value = os.environ.get(name)
    shape = "not set" if value is None else "looks like an id" if value.startswith("org-") else "is not an id"
    print(f"{name}: {shape}")

print("as configured:", outcome(openai.OpenAI()))
for name in NAMES:
    os.environ.pop(name, None)
print("without organization:", outcome(openai.OpenAI()))
