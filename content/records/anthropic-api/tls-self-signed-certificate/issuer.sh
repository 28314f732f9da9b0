#!/bin/sh
# Who signed the certificate that this network shows for the API?
url=${ANTHROPIC_BASE_URL:-https://api.anthropic.com}
place=${url#https://}
place=${place%%/*}
host=${place%%:*}
case $place in *:*) ;; *) place=$place:443 ;; esac

shown=$(openssl s_client -connect "$place" -servername "$host" </dev/null 2>/dev/null |
  openssl x509 -noout -issuer -dates 2>/dev/null) || shown='no certificate was shown'
printf '%s\n' "$shown"
