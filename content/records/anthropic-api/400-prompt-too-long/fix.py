"""Count before sending; while the prompt is over the limit, drop the oldest question and its answer."""

import anthropic

MODEL = "claude-sonnet-4-6"
LIMIT = 200_000 - 8_000  # the standard window, less room for the answer

client = anthropic.Anthropic()
history = [
    {"role": "user", "content": "Name a colour."},
    {"role": "assistant", "content": "Blue."},
    {"role": "user", "content": "And another one?"},
]


def size() -> int:
    return client.messages.count_tokens(model=MODEL, messages=history).input_tokens


while len(history) > 1 and size() > LIMIT:
    del history[:2]  # plain turns only; a tool call and its result must go together

message = client.messages.create(model=MODEL, max_tokens=64, messages=history)
print(f"sent {len(history)} messages: {message.stop_reason}")
