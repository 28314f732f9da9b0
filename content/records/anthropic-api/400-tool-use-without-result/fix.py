"""Give every tool call without a result an error result, in front of the next user message."""

import anthropic

client = anthropic.Anthropic()
TOOLS = [{"name": "clock", "description": "Tells the time.", "input_schema": {"type": "object", "properties": {}}}]
history = [
    {"role": "user", "content": "What time is it?"},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_01A", "name": "clock", "input": {}}]},
    {"role": "user", "content": [{"type": "text", "text": "Never mind. How are you?"}]},
]


def ids(message: dict, kind: str, key: str) -> set[str]:
    blocks = message["content"] if isinstance(message["content"], list) else []
    return {block[key] for block in blocks if block["type"] == kind}


for call, answer in zip(history, history[1:]):  # content lists here; wrap plain strings in a text block first
    missing = ids(call, "tool_use", "id") - ids(answer, "tool_result", "tool_use_id")
    results = [{"type": "tool_result", "tool_use_id": name, "is_error": True, "content": "cancelled"} for name in sorted(missing)]
    if results:
        print("added results for", *sorted(missing))
        answer["content"] = results + answer["content"]

message = client.messages.create(model="claude-sonnet-4-6", max_tokens=64, tools=TOOLS, messages=history)
print("answered:", message.stop_reason)
