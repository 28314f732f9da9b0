"""Wait out a ramp limit; stop at once at a spend cap, which no wait of this program can outlast."""

import time

import anthropic

SPENT = {"enforced_spend_limit_reached", "contract_spend_limit_reached"}

client = anthropic.Anthropic(max_retries=0)  # this loop decides, not the SDK


def ask(prompt: str) -> str:
    for attempt in range(6):
        try:
            message = client.messages.create(
                model="claude-haiku-4-5-20251001",
                max_tokens=16,
                messages=[{"role": "user", "content": prompt}],
            )
            return f"answered: {message.stop_reason}"
        except anthropic.RateLimitError as limited:
            wait = limited.response.headers.get("retry-after")
            if limited.error_code in SPENT:
                return f"stopped: {limited.error_code} ({limited.request_id})"
            if wait is None:  # no code this program knows and no time to wait for
                return f"stopped: 429 without retry-after ({limited.request_id})"
            time.sleep(float(wait) * (1 + attempt / 4))
    return "stopped: still limited after 6 attempts"


print(ask("hi"))
