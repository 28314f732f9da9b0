"""Is this model listed for this key? Sends no prompt and costs nothing."""

import sys

import anthropic

model = sys.argv[1] if len(sys.argv) > 1 else "claude-opus-4-8"

try:
    listed = sorted(entry.id for entry in anthropic.Anthropic().models.list(limit=100))
except anthropic.PermissionDeniedError as refused:
    print(f"refused: {refused.api_message} ({refused.request_id or 'no request id'})")
else:
    print(f"listed: {model}" if model in listed else f"not listed: {model}")
    print("this key can see:", ", ".join(listed))
