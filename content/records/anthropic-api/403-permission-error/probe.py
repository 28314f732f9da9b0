"""Who answers, and which models may this key use? Sends no prompt and costs nothing."""

import anthropic

client = anthropic.Anthropic()  # reads ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL

try:
    answer = client.models.with_raw_response.list(limit=100)
except anthropic.PermissionDeniedError as refused:
    if refused.request_id:
        print(f"refused by the API: {refused.type}, request id {refused.request_id}")
    else:
        print("refused in front of the API: no request id")
else:
    print("request id:", answer.headers.get("request-id", "none"))
    print("workspace:", answer.headers.get("anthropic-workspace-id", "not sent"))
    for model in answer.parse():
        print("model:", model.id)
