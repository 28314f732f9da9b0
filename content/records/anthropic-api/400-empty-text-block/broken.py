"""Ends with anthropic.BadRequestError: a turn without text was stored as an empty text block."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-haiku-4-5-20251001",
    max_tokens=16,
    messages=[
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": [{"type": "text", "text": ""}]},
        {"role": "user", "content": "Are you there?"},
    ],
)
print(message.stop_reason)
