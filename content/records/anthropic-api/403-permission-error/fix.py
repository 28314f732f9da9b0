"""Use the best model this key may use; take a 403 as an answer, not as a glitch."""

import anthropic

WANTED = ["claude-opus-4-7", "claude-sonnet-4-6", "claude-haiku-4-5-20251001"]

client = anthropic.Anthropic()


def ask(prompt: str) -> str:
    listed = {model.id for model in client.models.list(limit=100)}
    model = next((name for name in WANTED if name in listed), None)
    if model is None:
        return f"none of {WANTED} is listed for this key"
    message = client.messages.create(
        model=model,
        max_tokens=16,
        messages=[{"role": "user", "content": prompt}],
    )
    return f"{model}: {message.stop_reason}"


try:
    print(ask("hi"))
except anthropic.NotFoundError as missing:  # the usual answer to a model that is closed to you
    print(f"not found: {missing.api_message} ({missing.request_id})")
except anthropic.PermissionDeniedError as refused:  # the SDK did not retry it, and neither should you
    print(f"refused: {refused.type} ({refused.request_id or 'no request id, so not from the API'})")
