"""Which rule refuses this network? Sends no prompt and costs nothing."""

import anthropic


def rule(refused: anthropic.PermissionDeniedError) -> str:
    # The tenant restriction has its code beside the message; the SDK reads only `error.details.error_code`.
    body = refused.body if isinstance(refused.body, dict) else {}
    if body.get("error", {}).get("error_code") == "tenant_restriction_violation":
        return "tenant restriction: the company proxy does not allow this organization"
    if refused.request_id is None:
        return "network edge: the API never saw the request"
    if "allowed range" in (refused.api_message or ""):
        return f"allowlist: the organization does not allow this address ({refused.request_id})"
    return f"other refusal: {refused.api_message} ({refused.request_id})"


try:
    anthropic.Anthropic().models.list(limit=1)
except anthropic.PermissionDeniedError as refused:
    print(rule(refused))
else:
    print("allowed")
