"""Drop text blocks without text, and messages that are left without content."""

import anthropic

client = anthropic.Anthropic()
history = [
    {"role": "user", "content": [{"type": "text", "text": "hi"}]},
    {"role": "assistant", "content": [{"type": "text", "text": ""}]},
    {"role": "user", "content": [{"type": "text", "text": "Are you there?"}]},
]


def has_content(block: dict) -> bool:
    return block["type"] != "text" or bool(block["text"].strip())


cleaned = [{**turn, "content": [block for block in turn["content"] if has_content(block)]} for turn in history]
cleaned = [turn for turn in cleaned if turn["content"]]

message = client.messages.create(model="claude-haiku-4-5-20251001", max_tokens=16, messages=cleaned)
print(f"sent {len(cleaned)} of {len(history)} messages: {message.stop_reason}")
