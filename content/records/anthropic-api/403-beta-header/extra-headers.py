"""Send a beta value as a raw header. It works; `client.beta` with `betas=[...]` is the documented form."""

import anthropic

client = anthropic.Anthropic()

try:
    message = client.messages.create(
        model="claude-opus-4-5-20251101",
        max_tokens=16,
        messages=[{"role": "user", "content": "hi"}],
        extra_headers={"anthropic-beta": "interleaved-thinking-2025-05-14"},
    )
    print("accepted:", message.stop_reason)
except anthropic.APIStatusError as error:
    print(f"{error.status_code} {error.type}: {error.api_message} ({error.request_id or 'no request id'})")
