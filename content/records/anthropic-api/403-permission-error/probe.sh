#!/bin/sh
# Who answers, and which models may this key use? Sends no prompt and costs nothing.
answer=$(curl -sS -i "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/models?limit=100" \
  -H "x-api-key: $ANTHROPIC_API_KEY" \
  -H "anthropic-version: 2023-06-01")

printf '%s\n' "$answer" | head -n 1
printf '%s\n' "$answer" | grep -i '^request-id:' || echo 'no request-id'
printf '%s\n' "$answer" | grep -i -E '^(anthropic-workspace-id|server|cf-ray):'
printf '%s\n' "$answer" | grep -o -E '"(id|message)": *"[^"]*"' || true
