"""Which key does this process use, and does the API take it? Prints four characters of it, costs nothing."""

import os

import anthropic

raw = os.environ.get("ANTHROPIC_API_KEY", "")
key = raw.strip().strip("'\"")

if not key:
    print("no key: ANTHROPIC_API_KEY is not set here")
else:
    print(f"key ends in {key[-4:]}")
    if key != raw:
        print("warning: quotes or white space around the key")
    try:
        anthropic.Anthropic(api_key=key).models.list(limit=1)
    except anthropic.AuthenticationError as refused:
        print(f"refused: {refused.api_message} ({refused.request_id})")
    else:
        print("accepted")
