"""Tell a missing payment from a bad request: 402, or 400 with the credit sentence."""

import anthropic

client = anthropic.Anthropic()


def needs_payment(error: anthropic.APIStatusError) -> bool:
    if error.status_code == 402:
        return True
    return error.status_code == 400 and "credit balance is too low" in (error.api_message or "")


try:
    message = client.messages.create(
        model="claude-haiku-4-5-20251001",
        max_tokens=16,
        messages=[{"role": "user", "content": "hi"}],
    )
    print("answered:", message.stop_reason)
except anthropic.APIStatusError as error:
    if not needs_payment(error):
        raise
    print(f"billing, not a bug: add credit, then resend ({error.request_id or 'no request id'})")
