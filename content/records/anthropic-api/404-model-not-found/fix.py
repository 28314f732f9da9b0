"""Look the model up in the list of this key before the first call, and name its nearest neighbour."""

import difflib
import sys

import anthropic

wanted = (sys.argv[1] if len(sys.argv) > 1 else "claude-sonnet-4.6").strip()

client = anthropic.Anthropic()
listed = [entry.id for entry in client.models.list(limit=100)]

if wanted in listed:
    print(f"using {wanted}")
else:
    nearest = difflib.get_close_matches(wanted, listed, n=1)
    print(f"not listed: {wanted}" + (f"; nearest is {nearest[0]}" if nearest else ""))
