"""Let botocore slow down by itself, and reserve no more output than the answer needs."""

import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

MODEL = os.environ.get("ANTHROPIC_MODEL", "us.anthropic.claude-haiku-4-5-20251001-v1:0")

runtime = boto3.client(
    "bedrock-runtime",
    config=Config(retries={"mode": "adaptive", "total_max_attempts": 6}),
)

try:
    answer = runtime.converse(
        modelId=MODEL,
        messages=[{"role": "user", "content": [{"text": "hi"}]}],
        inferenceConfig={"maxTokens": 64},
    )
    print("answered:", answer["stopReason"])
except ClientError as error:
    if error.response["Error"]["Code"] != "ThrottlingException":
        raise
    print("still throttled after 6 attempts: the quota, not the moment, is too small")
