"""Let the SDK wait for `retry-after`, more than twice, and no more than two requests at a time."""

from concurrent.futures import ThreadPoolExecutor

import anthropic

client = anthropic.Anthropic(max_retries=6)  # the default is 2


def ask(prompt: str) -> str:
    try:
        message = client.messages.create(
            model="claude-haiku-4-5-20251001",
            max_tokens=16,
            messages=[{"role": "user", "content": prompt}],
        )
    except anthropic.RateLimitError as limited:  # still limited after six waits: ask for less, or later
        return f"given up: {limited.error_code or limited.type} ({limited.request_id})"
    return f"answered: {message.stop_reason}"


with ThreadPoolExecutor(max_workers=2) as pool:
    for answer in pool.map(ask, ["one", "two", "three", "four"]):
        print(answer)
