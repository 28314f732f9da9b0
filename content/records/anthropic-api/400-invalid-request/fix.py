"""Send once. If the API objects, log what to look at and stop: the same body gets the same answer."""

import anthropic

client = anthropic.Anthropic()

try:
    message = client.messages.create(
        model="claude-opus-4-7",
        max_tokens=64,
        messages=[{"role": "user", "content": "Give me a JSON list of three colours, nothing else."}],
    )
    print("accepted:", message.stop_reason)
except anthropic.BadRequestError as error:
    print("code:", error.error_code or "none")  # branch on this one, if it is there
    print("message:", error.api_message)  # begins with the path of the field, if a field is wrong
    print("request id:", error.request_id)
