#!/bin/sh
# Can this shell reach the API, and through which proxy?
url=${ANTHROPIC_BASE_URL:-https://api.anthropic.com}

for name in https_proxy HTTPS_PROXY no_proxy NO_PROXY; do
  eval "value=\${$name:-}"
  [ -n "$value" ] && printf '%s is set\n' "$name"
done

if status=$(curl -sS -I -m 20 -o /dev/null -w '%{http_code}' "$url"); then
  echo "reached: HTTP $status"
else
  echo "not reached: curl exit $?"
fi
