"""Measure the body before it leaves, and stop with a clear sentence instead of a 413."""

import base64
import json

import anthropic

LIMIT = 32_000_000  # messages endpoint: 32 MB, read as the smaller of two possible meanings
SCANS = [b"\0" * 3_000_000] * 9  # stands for nine image files of 3 MB

client = anthropic.Anthropic()


def image(data: bytes) -> dict:
    encoded = base64.b64encode(data).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": encoded}}


question = {"type": "text", "text": "What do you see?"}
messages = [{"role": "user", "content": [*map(image, SCANS), question]}]
size = len(json.dumps(messages))
if size > LIMIT:
    print(f"not sent: {size} bytes of {LIMIT}; send fewer or smaller images, or use file ids")
else:
    message = client.messages.create(model="claude-sonnet-4-6", max_tokens=64, messages=messages)
    print("sent:", message.stop_reason)
