#!/bin/sh
# Where could a key come from in this folder and shell? Shows the last four characters of each, never a whole key.
ending() { tail -c 5 | tr -d '\n' | tail -c 4; }

for name in ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN CLAUDE_CODE_OAUTH_TOKEN; do
  eval "value=\${$name:-}"
  [ -n "$value" ] && echo "environment: $name ends in $(printf '%s' "$value" | ending)"
done

for file in .env .env.local mcp.json .mcp.json "$HOME/.zshrc" "$HOME/.bashrc" "$HOME/.profile"; do
  [ -r "$file" ] || continue
  grep -o 'ANTHROPIC_API_KEY"\{0,1\} *[=:] *[^ ,}]*' "$file" | while read -r line; do
    echo "file: $file has a key that ends in $(printf '%s' "$line" | tr -d "\"'" | ending)"
  done
done
echo "end of list"
