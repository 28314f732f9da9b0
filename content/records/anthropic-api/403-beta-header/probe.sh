#!/bin/sh
# The same small request with and without the beta header: does the header decide?
value=${1:-interleaved-thinking-2025-05-14}

outcome() {
  curl -sS -i "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/messages" \
    -H "x-api-key: $ANTHROPIC_API_KEY" \
    -H "anthropic-version: 2023-06-01" \
    -H "content-type: application/json" \
    "$@" \
    -d '{"model":"claude-haiku-4-5-20251001","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}' |
    grep -i -E '^(HTTP/|request-id:)|"type": *"error"'
}

echo 'without the header:'
outcome
echo 'with the header:'
outcome -H "anthropic-beta: $value"
