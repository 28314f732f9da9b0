"""Ends with anthropic.PaymentRequiredError (2.5.0 and later): nobody is told who has to pay."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=32,
    messages=[{"role": "user", "content": "Say hello."}],
)
print(message.stop_reason)
