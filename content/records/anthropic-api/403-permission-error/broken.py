"""Ends with anthropic.PermissionDeniedError when the API refuses: nothing is logged, nothing is decided."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-4-7",
    max_tokens=16,
    messages=[{"role": "user", "content": "hi"}],
)
print(message.stop_reason)
