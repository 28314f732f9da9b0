"""Call the model through an inference profile of this region instead of by its bare id."""

import boto3

MODEL = "anthropic.claude-haiku-4-5-20251001-v1:0"

profiles = boto3.client("bedrock").list_inference_profiles(maxResults=1000)["inferenceProfileSummaries"]
usable = [profile["inferenceProfileId"] for profile in profiles if profile["inferenceProfileId"].endswith(MODEL)]

if usable:
    answer = boto3.client("bedrock-runtime").converse(
        modelId=usable[0],
        messages=[{"role": "user", "content": [{"text": "hi"}]}],
        inferenceConfig={"maxTokens": 16},
    )
    print(f"{usable[0]}: {answer['stopReason']}")
else:
    print(f"no inference profile of this region contains {MODEL}")
