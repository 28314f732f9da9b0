"""Find the refusals and their request ids in a paste or log. Usage: python request-ids.py < claude.log"""

import re
import sys

text = sys.stdin.read()
text = re.sub(r"\\+", "", text)  # JSON inside a string
text = re.sub(r"\n\s*", "", text)  # lines that a terminal wrapped

refusals = re.findall(r'"error":\{"type":"(\w+)","message":"([^"]*)"\}(?:,"request_id":"(\w+)")?', text)

for kind, message, request_id in refusals:
    print(f"{kind}: {message} ({request_id or 'no request id'})")
if not refusals:
    print("no refusal found")
