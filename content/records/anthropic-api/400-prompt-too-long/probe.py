"""Count the parts of a prompt. Nothing is generated; counting is its own endpoint."""

import anthropic

MODEL = "claude-sonnet-4-6"
SYSTEM = "You answer in one sentence."
TOOLS = [{"name": "clock", "description": "Tells the time.", "input_schema": {"type": "object", "properties": {}}}]
MESSAGES = [{"role": "user", "content": "What time is it?"}]

client = anthropic.Anthropic()


def count(**parts: object) -> int:
    return client.messages.count_tokens(model=MODEL, messages=MESSAGES, **parts).input_tokens


messages = count()
print("messages:", messages)
print("system prompt:", count(system=SYSTEM) - messages)
print("tools:", count(tools=TOOLS) - messages)
