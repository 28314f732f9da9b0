#!/bin/sh
# Which credentials could Claude Code use here? Prints names and places, never a secret. Changes nothing.

for name in CLAUDE_CODE_USE_BEDROCK CLAUDE_CODE_USE_VERTEX CLAUDE_CODE_USE_FOUNDRY \
  ANTHROPIC_AUTH_TOKEN ANTHROPIC_API_KEY CLAUDE_CODE_OAUTH_TOKEN; do
  if [ -n "$(printenv "$name")" ]; then echo "set: $name"; fi
done

folder=${CLAUDE_CONFIG_DIR:-$HOME/.claude}
if grep -qs '"apiKeyHelper"' "$folder/settings.json"; then
  echo "apiKeyHelper: in $folder/settings.json"
fi

if [ "$(uname)" = Darwin ]; then
  # With a folder of its own, the item is named after that folder.
  item='Claude Code-credentials'
  place=${CLAUDE_SECURESTORAGE_CONFIG_DIR-$CLAUDE_CONFIG_DIR}
  if [ -n "$place" ]; then item="$item-$(printf %s "$place" | shasum -a 256 | cut -c1-8)"; fi
  security find-generic-password -s "$item" >/dev/null 2>&1
  echo "keychain item: exit code $? (0 is there, 44 is not there)"
elif [ -e "$folder/.credentials.json" ]; then
  echo "saved login: $(ls -l "$folder/.credentials.json")"
else
  echo "saved login: none in $folder"
fi
