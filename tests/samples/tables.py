"""Whether the tables about exception classes and retries say what both SDKs do, status by status, and whether the words that
the extract of facts takes from the Python SDK are in it."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import ExitStack
from pathlib import Path
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

# A row of the tables, and what `x-should-retry` says if it is sent.
Question = tuple[str, str | None]
# The class that was raised, and how many requests were sent.
Seen = dict[Question, tuple[str, int]]


def table(name: str) -> dict[str, dict[str, Any]]:
    return yaml.safe_load((pages.ROOT / "content" / "tables" / f"{name}.yaml").read_text())["rows"]


def python(urls: list[str]) -> list[str]:
    """The class raised for one message to each address."""
    raised = []
    for url in urls:
        try:
            anthropic.Anthropic(base_url=url, api_key=anthropic_api.KEY).messages.create(**MESSAGE)
        except anthropic.APIError as error:
            raised.append(type(error).__name__)
    return raised


def typescript(urls: list[str]) -> list[str]:
    program = pages.ROOT / "tests" / "samples" / "raise.ts"
    command = [play.NODE, program, anthropic_api.KEY, json.dumps(MESSAGE), *urls]
    return json.loads(subprocess.run(command, check=True, capture_output=True, timeout=play.LIMIT).stdout)


SDKS = {"python": python, "typescript": typescript}


def answer(status: str, overrule: str | None) -> Answer:
    if status == "no-response":
        return Answer(fault="reset")
    refused = anthropic_api.refused(int(status), "api_error", "a test")
    refused.headers |= SOON | ({"x-should-retry": overrule} if overrule else {})
    return refused


def look(sdk: str, questions: list[Question]) -> Seen:
    def stub(question: Question) -> Stub:
        refused = answer(*question)
        return Stub([lambda _request: refused])

    with ExitStack() as stack:
        stubs = [stack.enter_context(stub(question)) for question in questions]
        raised = SDKS[sdk]([stub.url for stub in stubs])
        counted = [len(stub.requests) for stub in stubs]
    return dict(zip(questions, zip(raised, counted, strict=True), strict=True))


def check(sdk: str) -> list[str | None]:
    """For each row of the tables: nothing if it holds, else what the SDK does."""
    classes = {(status, None): re.findall(r"`(\w+)`", row[sdk])[0] for status, row in table("sdk-exceptions").items()}
    # Not an answer to a request: an error inside a stream (529-overloaded has samples for it) and Claude Code.
    told = {status: row for status, row in table("retries").items() if status == "no-response" or status.isdigit()}
    requests: dict[Question, int] = {(status, None): 3 if row["sdk"].startswith("yes") else 1 for status, row in told.items()}
    # `x-should-retry` decides before the status does, as the caption of the table says.
    requests |= {("403", "true"): 3, ("529", "false"): 1}
    seen = look(sdk, [*(classes | requests)])
    found: list[str | None] = []
    for question, said in classes.items():
        raised, _ = seen[question]
        found.append(None if raised == said else f"sdk-exceptions/{question[0]}: {sdk} raises {raised}, the table says {said}")
    for question, times in requests.items():
        _, sent = seen[question]
        found.append(None if sent == times else f"retries/{question}: {sdk} sends {sent} times, the table says {times}")
    return found


def words() -> list[str | None]:
    extract = json.loads((pages.ROOT / "tests" / "facts" / "extract.json").read_text())
    sources = Path(anthropic.__file__).parent.rglob("*.py")
    there = set(re.findall(r"[\w-]+", "\n".join(source.read_text() for source in sources)))
    kinds = ("models", "beta-values", "classes", "codes")
    taken = [word for kind in kinds for word, place in extract[kind].items() if place == "S-py"]
    return [None if word in there else f"tests/facts/extract.json: {word} is not in the Python SDK" for word in taken]
