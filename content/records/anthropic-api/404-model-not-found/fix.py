"""Look the model up in the list of this key before the first call, and name its nearest neighbour."""

import re
import sys

import anthropic


def plain(name: str) -> str:
    # Ids differ mostly by dots and dates, so compare letters and digits only.
    return re.sub(r"[^a-z0-9]", "", name)


def near(name: str) -> bool:
    return plain(name).startswith(plain(wanted)) or plain(wanted).startswith(plain(name))


wanted = (sys.argv[1] if len(sys.argv) > 1 else "claude-sonnet-4.6").strip()
listed = [entry.id for entry in anthropic.Anthropic().models.list(limit=100)]

if wanted in listed:
    print(f"using {wanted}")
else:
    nearest = next(filter(near, listed), None)
    print(f"not listed: {wanted}" + (f"; nearest is {nearest}" if nearest else ""))
