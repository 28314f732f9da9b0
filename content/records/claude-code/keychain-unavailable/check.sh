#!/bin/sh
# Is the login in the keychain, and can this terminal reach it? Never prints the secret.
if ! command -v security >/dev/null 2>&1; then
  echo "no security command: this is not macOS, the login is in a file"
  exit 0
fi

security find-generic-password -s 'Claude Code-credentials' >/dev/null 2>&1
case $? in
  0) echo "login item: found" ;;
  44) echo "login item: none (exit 44)" ;;
  36) echo "keychain: not usable from here (exit 36)" ;;
  *) echo "keychain: unexpected answer, run claude doctor" ;;
esac
