"""Who am I to AWS, and may this identity call this model here? One token, billed by AWS."""

import os

import boto3
from botocore.exceptions import BotoCoreError, ClientError

MODEL = os.environ.get("ANTHROPIC_MODEL", "us.anthropic.claude-haiku-4-5-20251001-v1:0")

try:
    print("identity:", boto3.client("sts").get_caller_identity()["Arn"])
    runtime = boto3.client("bedrock-runtime")
    print("region:", runtime.meta.region_name)
    runtime.converse(
        modelId=MODEL,
        messages=[{"role": "user", "content": [{"text": "hi"}]}],
        inferenceConfig={"maxTokens": 1},
    )
    print("allowed:", MODEL)
except BotoCoreError as error:  # no credentials, no region, no connection
    print("no call was made:", error)
except ClientError as error:
    answer = error.response
    print(f"refused: {answer['ResponseMetadata']['HTTPStatusCode']} {answer['Error']['Code']}: {answer['Error']['Message']}")
