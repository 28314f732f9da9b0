"""Ends with anthropic.BadRequestError: a missing payment looks like a bug in this program."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-haiku-4-5-20251001",
    max_tokens=16,
    messages=[{"role": "user", "content": "hi"}],
)
print(message.stop_reason)
