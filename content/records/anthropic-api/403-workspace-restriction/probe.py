"""Which workspace answers for this key? Sends no prompt and costs nothing."""

import anthropic

try:
    answer = anthropic.Anthropic().models.with_raw_response.list(limit=1)
except anthropic.PermissionDeniedError as refused:
    print(f"refused: code {refused.error_code or 'none'}, workspace {refused.workspace_id or 'not sent'}")
else:
    print("workspace:", answer.headers.get("anthropic-workspace-id", "not sent"))
    print("organization:", answer.headers.get("anthropic-organization-id", "not sent"))
