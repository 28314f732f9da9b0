"""Ends with anthropic.BadRequestError: the ordinary endpoint does not know the field."""

import anthropic

client = anthropic.Anthropic()
message = client.messages.create(
    model="claude-sonnet-4-6",
    max_tokens=16,
    messages=[{"role": "user", "content": "hi"}],
    extra_body={"context_management": {"edits": [{"type": "clear_tool_uses_20250919"}]}},
)
print(message.stop_reason)
