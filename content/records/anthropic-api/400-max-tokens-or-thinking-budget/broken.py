"""Ends with anthropic.BadRequestError: the thinking budget leaves nothing for the answer."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-4-5-20251101",
    max_tokens=2048,
    thinking={"type": "enabled", "budget_tokens": 2048},
    messages=[{"role": "user", "content": "Is 1009 a prime number?"}],
)
print(message.stop_reason)
