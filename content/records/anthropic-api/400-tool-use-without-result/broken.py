"""Ends with anthropic.BadRequestError: the call in the second message has no result in the third."""

import anthropic

client = anthropic.Anthropic()
TOOLS = [{"name": "clock", "description": "Tells the time.", "input_schema": {"type": "object", "properties": {}}}]
history = [
    {"role": "user", "content": "What time is it?"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_01A", "name": "clock", "input": {}}]},
    {"role": "user", "content": "Never mind. How are you?"},
]
message = client.messages.create(model="claude-sonnet-4-6", max_tokens=64, tools=TOOLS, messages=history)
print(message.stop_reason)
