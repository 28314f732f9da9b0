"""Choose the kind of thinking by model, and keep 1024 <= budget < max_tokens."""

import anthropic

MANUAL = {"claude-opus-4-5-20251101", "claude-haiku-4-5-20251001"}  # 4.5 and older take a budget

client = anthropic.Anthropic()


def thinking(model: str, max_tokens: int) -> dict:
    if model not in MANUAL:
        return {"thinking": {"type": "adaptive"}, "output_config": {"effort": "medium"}}
    budget = max_tokens // 2  # half for thinking, half for the answer
    return {"thinking": {"type": "enabled", "budget_tokens": budget}} if budget >= 1024 else {}


for model in ("claude-opus-4-5-20251101", "claude-opus-4-7"):
    message = client.messages.create(
        model=model,
        max_tokens=4096,
        messages=[{"role": "user", "content": "Is 1009 a prime number?"}],
        **thinking(model, 4096),
    )
    print(f"{model}: {message.stop_reason}")
