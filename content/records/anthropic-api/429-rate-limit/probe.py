"""Which of the per-minute limits is used up? One small message, billed as a few tokens."""

import anthropic

LIMITS = ["requests", "tokens", "input-tokens", "output-tokens"]

client = anthropic.Anthropic(max_retries=0)  # show the first answer, do not wait it out

try:
    headers = client.messages.with_raw_response.create(
        model="claude-haiku-4-5-20251001",
        max_tokens=1,
        messages=[{"role": "user", "content": "hi"}],
    ).headers
    print("accepted")
except anthropic.RateLimitError as limited:
    headers = limited.response.headers
    print(f"limited: code {limited.error_code or 'none'}, retry-after {headers.get('retry-after', 'not sent')}")

print("workspace:", headers.get("anthropic-workspace-id", "not sent"))
for name in LIMITS:
    limit = headers.get(f"anthropic-ratelimit-{name}-limit", "not sent")
    remaining = headers.get(f"anthropic-ratelimit-{name}-remaining", "not sent")
    print(f"{name}: {remaining} of {limit} left")
