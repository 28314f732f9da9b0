"""Ends with anthropic.PermissionDeniedError, which sounds like rights and means the network here."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=16,
    messages=[{"role": "user", "content": "hi"}],
)
print(message.stop_reason)
