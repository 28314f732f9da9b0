"""Turns the names in a scenario into answers: the programs that play an API, and the entries of answers.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anthropic_api
import clouds
import yaml
from stub import Answer, Play

PROGRAMS: dict[str, Play] = {"api": anthropic_api.api, "aws": clouds.aws, "openai": clouds.openai}
ENTRIES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "answers.yaml").read_text())


def play(name: str) -> Play:
    if name in PROGRAMS:
        return PROGRAMS[name]
    answer = read(ENTRIES[name])
    return lambda _request: answer


def read(entry: dict[str, Any]) -> Answer:
    answer = base(entry)
    answer.headers |= entry.get("headers", {})
    answer.fault = entry.get("fault")
    return answer


def base(entry: dict[str, Any]) -> Answer:
    if "refused" in entry:
        return anthropic_api.refused(*entry["refused"], **entry.get("details", {}))
    if "json" in entry:
        return anthropic_api.answered(entry["json"])
    if "stream" in entry:
        kind, message = entry["stream"]["error"]
        error = {"type": "error", "error": {"type": kind, "message": message}, "request_id": anthropic_api.REQUEST_ID}
        events = [*anthropic_api.opening("claude-haiku-4-5-20251001", entry["stream"].get("text")), error]
        return Answer(headers=anthropic_api.stream_headers(), events=events)
    if "aws" in entry:
        return clouds.aws_refused(*entry["aws"])
    if "sts" in entry:
        return clouds.sts_refused(*entry["sts"])
    body = entry.get("body", "")
    if isinstance(body, str):
        return Answer(entry.get("status", 200), body=body.encode())
    return Answer(entry["status"], {"content-type": "application/json"}, json.dumps(body).encode())
