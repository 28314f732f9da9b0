"""Ends with anthropic.BadRequestError: the conversation ends with the assistant, and the model takes no prefill."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-opus-4-7",
    max_tokens=64,
    messages=[
        {"role": "user", "content": "Give me a list of three colours as JSON."},
        {"role": "assistant", "content": "["},
    ],
)
print(message.stop_reason)
