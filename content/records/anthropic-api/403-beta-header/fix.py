"""Send a beta value for one call, through the beta namespace. Learn at once if the value is refused."""

import anthropic

client = anthropic.Anthropic()

try:
    message = client.beta.messages.create(
        model="claude-opus-4-5-20251101",
        max_tokens=2048,
        thinking={"type": "enabled", "budget_tokens": 1024},
        messages=[{"role": "user", "content": "hi"}],
        betas=["interleaved-thinking-2025-05-14"],
    )
    print("accepted:", message.stop_reason)
except anthropic.BadRequestError as error:  # unknown value, or a beta you have no access to
    print("the value was refused:", error.api_message)
except anthropic.PermissionDeniedError as error:  # not about the header
    print(f"refused for another reason: {error.type} ({error.request_id or 'no request id'})")
