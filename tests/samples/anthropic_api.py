"""What api.anthropic.com answers, as far as the samples can tell: it looks at a request and objects as the API does.

The rules are those the records describe, so a `broken` sample fails for what it does, and a `fix` passes for the same reason.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from stub import Answer, Request

KEY = "sk-ant-api03-a-key-for-loopback-only-AA"
REQUEST_ID = "req_011CSampleOnLoopback0001"
ORGANIZATION = "00000000-0000-4000-8000-0000000000aa"
WORKSPACE = "wrkspc_01Loopback"
MODELS = [
    "claude-opus-4-8",
    "claude-opus-4-7",
    "claude-opus-4-6",
    "claude-sonnet-4-6",
    "claude-haiku-4-5-20251001",
    "claude-opus-4-5-20251101",
    "claude-sonnet-4-5-20250929",
]
BETAS = {
    "context-management-2025-06-27",
    "interleaved-thinking-2025-05-14",
    "agent-memory-2026-07-22",
}
MANUAL_THINKING_ONLY = {"claude-haiku-4-5-20251001", "claude-opus-4-5-20251101", "claude-sonnet-4-5-20250929"}
ADAPTIVE_THINKING_ONLY = {"claude-opus-4-7", "claude-opus-4-8"}
LARGEST_BODY = 32_000_000


def headers() -> dict[str, str]:
    return {
        "content-type": "application/json",
        "request-id": REQUEST_ID,
        "anthropic-organization-id": ORGANIZATION,
        "anthropic-workspace-id": WORKSPACE,
    }


def answered(content: dict[str, Any]) -> Answer:
    limits = {"requests": 50, "tokens": 38_000, "input-tokens": 30_000, "output-tokens": 8_000}
    counted = {f"anthropic-ratelimit-{name}-limit": str(limit) for name, limit in limits.items()}
    counted |= {f"anthropic-ratelimit-{name}-remaining": str(limit - 1) for name, limit in limits.items()}
    return Answer(headers=headers() | counted, body=json.dumps(content).encode())


def refused(status: int, kind: str, message: str, code: str | None = None, **details: str) -> Answer:
    error: dict[str, Any] = {"type": kind, "message": message}
    if code:
        error["details"] = {"error_code": code} | details
    sent = headers()
    if status == 401:
        del sent["anthropic-workspace-id"]  # the API does not know it then
    body = {"type": "error", "error": error, "request_id": REQUEST_ID}
    return Answer(status, sent, json.dumps(body).encode())


def invalid(message: str) -> Answer:
    return refused(400, "invalid_request_error", message)


def api(request: Request) -> Answer:
    """The API with an account in good standing."""
    if len(request.body) > LARGEST_BODY:
        # The edge says so, before the API sees it: no request id.
        body = {"type": "error", "error": {"type": "request_too_large", "message": "Request exceeds the maximum size"}}
        return Answer(413, {"content-type": "application/json", "server": "cloudflare"}, json.dumps(body).encode())
    # curl sends the key as it always was; the SDKs of autumn 2026 send it as a bearer token.
    if KEY not in (request.headers.get("x-api-key"), request.headers.get("authorization", "").removeprefix("Bearer ")):
        return refused(401, "authentication_error", "invalid x-api-key")
    for value in betas(request):
        if value not in BETAS:
            return invalid(
                f"Unexpected value(s) `{value}` for the `anthropic-beta` header. Please consult our documentation at "
                "platform.claude.com/docs or try again without the header."
            )
    body = request.json()
    match request.method, request.path.split("/")[1:]:
        case "GET", ["v1", "models"]:
            return answered(models())
        case "POST", ["v1", "messages", "count_tokens"]:
            return answered({"input_tokens": len(request.body) // 4})
        case "POST", ["v1", "messages"]:
            return objection(body, betas(request)) or message(body)
        case ("GET" | "POST") as method, ["v1", "memory_stores", store, "memories", memory]:
            return remember(method, store, memory, body)
    return refused(404, "not_found_error", "Not found")


def betas(request: Request) -> list[str]:
    sent = request.headers.get("anthropic-beta")
    return [value.strip() for value in sent.split(",")] if sent is not None else []


def models() -> dict[str, Any]:
    return {
        "data": [
            {"type": "model", "id": name, "display_name": name, "created_at": "2026-01-01T00:00:00Z", "lifecycle": "active"}
            for name in MODELS
        ],
        "has_more": False,
        "first_id": MODELS[0],
        "last_id": MODELS[-1],
    }


def objection(body: dict[str, Any], sent: list[str]) -> Answer | None:
    """What the API has against this message, if anything."""
    if body["model"] not in MODELS:
        return refused(404, "not_found_error", f"model: {body['model']}")
    if "context_management" in body and "context-management-2025-06-27" not in sent:
        return invalid("context_management: Extra inputs are not permitted")
    complaint = thinking(body) or history(body)
    return invalid(complaint) if complaint else None


def thinking(body: dict[str, Any]) -> str | None:
    asked = body.get("thinking", {})
    if asked.get("type") == "adaptive" and body["model"] in MANUAL_THINKING_ONLY:
        return "adaptive thinking is not supported on this model"
    if asked.get("type") != "enabled":
        return None
    if body["model"] in ADAPTIVE_THINKING_ONLY:
        return (
            '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and '
            '"output_config.effort" to control thinking behavior.'
        )
    if asked["budget_tokens"] < 1024:
        return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
    if asked["budget_tokens"] >= body["max_tokens"]:
        return "`max_tokens` must be greater than `thinking.budget_tokens`"
    return None


def blocks(turn: dict[str, Any]) -> list[dict[str, Any]]:
    content = turn["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def history(body: dict[str, Any]) -> str | None:
    turns = body["messages"]
    for block in (block for turn in turns for block in blocks(turn)):
        if block["type"] == "text" and not block["text"]:
            return "messages: text content blocks must be non-empty"
        if block["type"] == "text" and not block["text"].strip():
            return "messages: text content blocks must contain non-whitespace text"
    for place, turn in enumerate(turns):
        calls = [block["id"] for block in blocks(turn) if block["type"] == "tool_use"]
        after = blocks(turns[place + 1]) if place + 1 < len(turns) else []
        first = after[: len(calls)]  # the results must come before anything else
        missing = set(calls) - {block.get("tool_use_id") for block in first}
        if missing:
            return (
                f"messages.{place}: `tool_use` ids were found without `tool_result` blocks immediately after: "
                f"{', '.join(sorted(missing))}. Each `tool_use` block must have a corresponding `tool_result` block in "
                "the next message."
            )
    if turns[-1]["role"] == "assistant" and body["model"] in ADAPTIVE_THINKING_ONLY:
        return "This model does not support assistant message prefill. The conversation must end with a user message."
    return None


def message(body: dict[str, Any]) -> Answer:
    stop = "max_tokens" if body["max_tokens"] <= 16 else "end_turn"
    text = "Yes, and gladly."
    shell = {"id": "msg_01Loopback", "type": "message", "role": "assistant", "model": body["model"]}
    usage = {"input_tokens": 8, "output_tokens": 5}
    if not body.get("stream"):
        content = [{"type": "text", "text": text}]
        return answered(shell | {"content": content, "stop_reason": stop, "stop_sequence": None, "usage": usage})
    end = {"type": "message_delta", "delta": {"stop_reason": stop, "stop_sequence": None}, "usage": usage}
    closing = [{"type": "content_block_stop", "index": 0}, end, {"type": "message_stop"}]
    return Answer(headers=stream_headers(), events=[*opening(body["model"], text), *closing])


def stream_headers() -> dict[str, str]:
    return headers() | {"content-type": "text/event-stream"}


def opening(model: str, text: str | None) -> list[dict[str, Any]]:
    """The first events of a stream, up to the text if there is one."""
    shell = {"id": "msg_01Loopback", "type": "message", "role": "assistant", "model": model, "content": []}
    shell |= {"stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 8, "output_tokens": 1}}
    events: list[dict[str, Any]] = [{"type": "message_start", "message": shell}]
    if text is not None:
        events += [
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}},
        ]
    return events


def remember(method: str, store: str, memory: str, body: dict[str, Any] | None) -> Answer:
    """A memory that holds one line. An update must name the hash of that line, and nothing is kept of it."""
    content = "what the memory says now"
    digest = hashlib.sha256(content.encode()).hexdigest()
    if method == "POST" and (body or {}).get("precondition", {}).get("content_sha256", digest) != digest:
        return refused(409, "conflict_error", "The memory has changed since it was read.")
    return answered(
        {
            "type": "memory",
            "id": memory,
            "memory_store_id": store,
            "memory_version_id": "memver_01Loopback",
            "path": "/notes.md",
            "content": content,
            "content_sha256": digest,
            "content_size_bytes": len(content),
            "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-01T00:00:00Z",
        }
    )
