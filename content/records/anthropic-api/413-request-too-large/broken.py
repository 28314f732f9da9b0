"""Ends with anthropic.ContentTooLargeError: 34 MB of text in one message."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=16,
    messages=[{"role": "user", "content": "x" * 34_000_000}],
)
print(message.stop_reason)
