"""Handle a 402 by its status and its code. Works with SDKs that have no class for it."""

import anthropic

LINKED = {"linked_organization_billing_unavailable", "linked_organization_spend_limit_reached"}

client = anthropic.Anthropic()

try:
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=32,
        messages=[{"role": "user", "content": "Say hello."}],
    )
    print("answered:", message.stop_reason)
except anthropic.APIStatusError as error:
    if error.status_code != 402:
        raise
    payer = "the linked organization" if getattr(error, "error_code", None) in LINKED else "our own organization"
    print(f"payment needed from {payer}: {error.request_id or 'no request id, so perhaps not from the API'}")
