#!/bin/sh
# Is the clock of this machine right? Compares it with the date header of the API; sends no credential.
date=$(curl -sS --max-time 20 -o /dev/null -D - "${ANTHROPIC_BASE_URL:-https://api.anthropic.com}/v1/models" 2>/dev/null |
  tr -d '\r' | sed -n 's/^[Dd]ate: //p' | head -n 1)
[ -n "$date" ] || { echo "no answer"; exit 0; }

# GNU date reads the header as it is, the date of macOS needs the format.
server=$(date -u -d "$date" +%s 2>/dev/null || date -j -u -f '%a, %d %b %Y %H:%M:%S GMT' "$date" +%s)
off=$(($(date +%s) - server))
[ "$off" -lt 0 ] && off=$((-off))

if [ "$off" -le 60 ]; then
  echo "clock is within 60 seconds"
else
  echo "clock is off by $off seconds"
fi
