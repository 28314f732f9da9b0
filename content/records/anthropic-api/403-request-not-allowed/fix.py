"""Tell a refused network from a refused key: only the API sends a request id."""

import anthropic

client = anthropic.Anthropic()

try:
    message = client.messages.create(
        model="claude-sonnet-4-6",
        max_tokens=16,
        messages=[{"role": "user", "content": "hi"}],
    )
except anthropic.PermissionDeniedError as refused:
    if refused.request_id is None:
        edge = refused.response.headers.get("cf-ray", "no cf-ray")
        print(f"network refused ({edge}): use another exit or set HTTPS_PROXY")
    else:
        print(f"refused by the API: {refused.api_message} ({refused.request_id})")
else:
    print(message.stop_reason)
