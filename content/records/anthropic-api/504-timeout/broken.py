"""Ends with anthropic.GatewayTimeoutError: the same long request is sent three times and times out three times."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=16000,
    messages=[{"role": "user", "content": "Write a long report."}],
)
print(message.stop_reason)
