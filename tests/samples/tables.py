"""Whether the tables about exception classes and retries say what both SDKs do, status by status."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from functools import partial
from typing import Any

import anthropic
import anthropic_api
import pages
import play
import yaml
from stub import Answer, Stub

# As short as the SDKs take it, so that nobody waits for a back-off that other tests look at.
SOON = {"retry-after-ms": "1"}
MESSAGE: dict[str, Any] = {
    "model": "claude-sonnet-4-6",
    "max_tokens": 16,
    "messages": [{"role": "user", "content": "hi"}],
}


def table(name: str) -> dict[str, dict[str, Any]]:
    return yaml.safe_load((pages.ROOT / "content" / "tables" / f"{name}.yaml").read_text())["rows"]


def python(url: str) -> dict[str, Any]:
    client = anthropic.Anthropic(base_url=url, api_key=anthropic_api.KEY)
    try:
        client.messages.create(**MESSAGE)
    except anthropic.APIStatusError as error:
        return {"class": type(error).__name__, "status": error.status_code}
    except anthropic.APIConnectionError as error:
        return {"class": type(error).__name__, "status": None}
    return {"class": None, "status": 200}


def typescript(url: str) -> dict[str, Any]:
    program = pages.ROOT / "tests" / "samples" / "raise.ts"
    command = [play.NODE, program, url, anthropic_api.KEY, json.dumps(MESSAGE)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=play.LIMIT).stdout)


SDKS = {"python": python, "typescript": typescript}


def outcome(sdk: str, answer: Answer) -> tuple[str, int]:
    with Stub([lambda _request: answer]) as stub:
        raised = SDKS[sdk](stub.url)
    return raised["class"], len(stub.requests)


Row = Callable[[], str | None]


def rows() -> list[Row]:
    """One for each thing that a table says of an SDK: nothing if it holds, else what the SDK does."""
    return [*classes(), *retries(), *overruled()]


def answer(status: str, headers: dict[str, str] | None = None) -> Answer:
    if status == "no-response":
        return Answer(fault="reset")
    refused = anthropic_api.refused(int(status), "api_error", "a test")
    refused.headers |= SOON | (headers or {})
    return refused


def classes() -> list[Row]:
    def row(sdk: str, status: str, said: str) -> str | None:
        raised, _ = outcome(sdk, answer(status))
        return None if raised == said else f"sdk-exceptions/{status}: {sdk} raises {raised}, the table says {said}"

    named = [(sdk, status, re.findall(r"`(\w+)`", row[sdk])[0]) for status, row in table("sdk-exceptions").items() for sdk in SDKS]
    return [partial(row, *names) for names in named]


def retries() -> list[Row]:
    # Not an answer to a request: an error inside a stream (529-overloaded has samples for it) and Claude Code.
    told = {status: row for status, row in table("retries").items() if status == "no-response" or status.isdigit()}
    said = {status: 3 if row["sdk"].startswith("yes") else 1 for status, row in told.items()}
    return [partial(sends, sdk, status, requests) for status, requests in said.items() for sdk in SDKS]


def overruled() -> list[Row]:
    """`x-should-retry` decides before the status does, as the caption of the table says."""
    said = [("403", "true", 3), ("529", "false", 1)]
    return [partial(sends, sdk, status, requests, header) for status, header, requests in said for sdk in SDKS]


def sends(sdk: str, status: str, said: int, overrule: str | None = None) -> str | None:
    _, requests = outcome(sdk, answer(status, {"x-should-retry": overrule} if overrule else {}))
    if requests == said:
        return None
    return f"retries/{status} (x-should-retry: {overrule}): {sdk} sends {requests} times, the table says {said}"
