"""The same for the two other vendors that have samples: the AWS services around Bedrock, and OpenAI."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from stub import Answer, Request

PROFILE = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
OPENAI_ORGANIZATION = "org-loopback"


def aws(request: Request) -> Answer:
    """STS, the list of inference profiles, and Converse for ids that name a profile."""
    if request.path == "/" and b"GetCallerIdentity" in request.body:
        return identity()
    if request.path == "/inference-profiles":
        profile = {
            "inferenceProfileId": PROFILE,
            "inferenceProfileName": "US Haiku 4.5",
            "inferenceProfileArn": f"arn:aws:bedrock:us-east-1:000000000000:inference-profile/{PROFILE}",
            "models": [],
            "status": "ACTIVE",
            "type": "SYSTEM_DEFINED",
        }
        return Answer(headers={"content-type": "application/json"}, body=json.dumps({"inferenceProfileSummaries": [profile]}).encode())
    called = re.fullmatch(r"/model/(.+)/converse", unquote(request.path))
    if called and called[1] == PROFILE:
        content = {
            "output": {"message": {"role": "assistant", "content": [{"text": "Yes."}]}},
            "stopReason": "end_turn",
            "usage": {"inputTokens": 8, "outputTokens": 2, "totalTokens": 10},
            "metrics": {"latencyMs": 1},
        }
        return Answer(headers={"content-type": "application/json"}, body=json.dumps(content).encode())
    if called:
        return aws_refused(
            400,
            "ValidationException",
            f"Invocation of model ID {called[1]} with on-demand throughput isn’t supported. Retry your request with the ID "
            "or ARN of an inference profile that contains this model.",
        )
    return aws_refused(404, "ResourceNotFoundException", "no such operation")


def identity() -> Answer:
    body = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::000000000000:user/loopback</Arn><UserId>AIDALOOPBACK</UserId><Account>000000000000</Account>
</GetCallerIdentityResult></GetCallerIdentityResponse>"""
    return Answer(headers={"content-type": "text/xml"}, body=body.encode())


def sts_refused(status: int, code: str, message: str) -> Answer:
    body = f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    return Answer(status, {"content-type": "text/xml"}, body.encode())


def aws_refused(status: int, kind: str, message: str) -> Answer:
    headers = {"content-type": "application/json", "x-amzn-errortype": kind}
    return Answer(status, headers, json.dumps({"message": message}, ensure_ascii=False).encode())


def openai(request: Request) -> Answer:
    """The list of models, for a key of one organization."""
    asked = request.headers.get("openai-organization")
    if asked not in (None, OPENAI_ORGANIZATION):
        error = {
            "message": "OpenAI-Organization header should match organization for API key",
            "type": "invalid_request_error",
            "param": None,
            "code": "mismatched_organization",
        }
        return openai_refused(401, error)
    body = {"object": "list", "data": [{"id": "a-model", "object": "model", "created": 0, "owned_by": "openai"}]}
    return Answer(headers={"content-type": "application/json"}, body=json.dumps(body).encode())


def openai_refused(status: int, error: dict[str, str | None]) -> Answer:
    return Answer(status, {"content-type": "application/json"}, json.dumps({"error": error}).encode())
