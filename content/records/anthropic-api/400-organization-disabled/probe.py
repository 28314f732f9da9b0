"""Is the organization of this key alive? Lists models only; sends no prompt and costs nothing."""

import anthropic

client = anthropic.Anthropic()

try:
    client.models.list(limit=1)
except anthropic.BadRequestError as error:
    held = error.error_code == "organization_on_hold"
    if held or "organization has been disabled" in (error.api_message or ""):
        print("disabled:", error.request_id)
        print("appeal:", getattr(error.details, "appeal_url", None) or "no address sent")
    else:
        print("another 400:", error.api_message)
except anthropic.APIStatusError as error:
    print(f"another refusal: {error.status_code} {error.type}")
else:
    print("alive")
