"""The same small request with and without the beta header: does the header decide?"""

import sys

import anthropic

VALUE = sys.argv[1] if len(sys.argv) > 1 else "interleaved-thinking-2025-05-14"

client = anthropic.Anthropic()


def outcome(headers: dict[str, str]) -> str:
    try:
        client.messages.create(
            model="claude-haiku-4-5-20251001",
            max_tokens=1,
            messages=[{"role": "user", "content": "hi"}],
            extra_headers=headers,
        )
    except anthropic.APIStatusError as error:
        return f"{error.status_code} {error.type} ({error.request_id or 'no request id'})"
    return "success"


print("without the header:", outcome({}))
print("with the header:", outcome({"anthropic-beta": VALUE}))
