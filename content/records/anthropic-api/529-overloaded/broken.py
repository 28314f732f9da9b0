"""Ends with anthropic.OverloadedError: two retries of the SDK are used up, and nothing catches the third answer."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-haiku-4-5-20251001",
    max_tokens=16,
    messages=[{"role": "user", "content": "hi"}],
)
print(message.stop_reason)
