#!/bin/sh
# Is the login in the keychain, and can this terminal reach it? Never prints the secret.
if ! command -v security >/dev/null 2>&1; then
  echo "no security command: this is not macOS, the login is in a file"
  exit 0
fi

# With a folder of its own, the item is named after that folder.
item='Claude Code-credentials'
place=${CLAUDE_SECURESTORAGE_CONFIG_DIR-$CLAUDE_CONFIG_DIR}
if [ -n "$place" ]; then item="$item-$(printf %s "$place" | shasum -a 256 | cut -c1-8)"; fi

security find-generic-password -s "$item" >/dev/null 2>&1
case $? in
  0) echo "login item: found" ;;
  44) echo "login item: none (exit 44)" ;;
  36) echo "keychain: not usable from here (exit 36)" ;;
  *) echo "keychain: unexpected answer, run claude doctor" ;;
esac
