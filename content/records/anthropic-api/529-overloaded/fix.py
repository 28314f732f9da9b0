"""Stream, and start again after an overload only while the reader has seen nothing."""

import random
import time

import anthropic

ATTEMPTS = 5

client = anthropic.Anthropic()


def stream(prompt: str) -> str:
    for attempt in range(ATTEMPTS):
        emitted = ""
        try:
            with client.messages.stream(
                model="claude-haiku-4-5-20251001",
                max_tokens=64,
                messages=[{"role": "user", "content": prompt}],
            ) as events:
                for text in events.text_stream:
                    emitted += text
            return f"complete after attempt {attempt + 1}"
        except anthropic.APIStatusError as error:
            if error.type != "overloaded_error":  # only an overload is worth this loop
                raise
            if emitted:
                return f"broken off: {len(emitted)} characters were shown, not started again"
        time.sleep(min(0.5 * 2**attempt, 8) * random.uniform(0.75, 1))
    return f"still overloaded after {ATTEMPTS} attempts"


print(stream("hi"))
