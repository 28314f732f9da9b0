#!/bin/sh
# Does this shell reach the API, or only the firewall in front of it? Any key will do, even none.
answer=$(curl -sS -i --max-time 20 "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/models?limit=1" \
  -H "x-api-key: ${ANTHROPIC_API_KEY:-none}" \
  -H "anthropic-version: 2023-06-01" 2>/dev/null)

if [ -z "$answer" ]; then
  echo "no answer"
elif printf '%s' "$answer" | grep -qi '^request-id:'; then
  echo "the API answered"
else
  echo "blocked in front of the API"
fi
printf '%s\n' "$answer" | tr -d '\r' | grep -i -E '^(HTTP/|server:|cf-ray:|request-id:)' || true
