"""Plays one case of a sample against the stub and lists what was not as the scenario and the page say."""

from __future__ import annotations

import json
import multiprocessing
import multiprocessing.connection
import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import anthropic_api
import answers
import clouds
import pages
from stub import Stub

NODE = pages.ROOT / "node_modules" / ".bin" / "node"
# Longer than any sample needs, the one that waits for a timeout of 20 seconds included.
LIMIT = 90

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["child", "anthropic", "anthropic.types.beta", "boto3", "openai"])
# Starting a process asks after the end of all others, and an end can be read only once: two threads must not ask at the same time.
_one_asks = threading.Lock()


@dataclass
class Case:
    """One line of scenarios.yaml. The fields are explained there."""

    answers: list[str] = field(default_factory=list)
    requests: int = 0
    prints: list[str] = field(default_factory=list)
    outcome: str | None = None
    env: dict[str, str | None] = field(default_factory=dict)
    args: list[str] = field(default_factory=list)
    stdin: str = ""
    files: dict[str, str] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)
    tls: bool = False
    clock_off: int = 0
    waits: float = 0


@dataclass
class Ended:
    code: int | None
    printed: str
    complaint: str
    raised: dict[str, object] | None
    requests: int
    shortest_wait: float


def environment(case: Case, home: Path, url: str, certificate: Path) -> dict[str, str]:
    """Nothing of the environment of whoever runs the tests but the way to the programs."""
    path = os.environ["PATH"]
    if case.commands:
        path = f"{home.parent / 'bin'}{os.pathsep}{path}"
    everything: dict[str, str | None] = {
        "PATH": path,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "ANTHROPIC_BASE_URL": url,
        "ANTHROPIC_API_KEY": anthropic_api.KEY,
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIALOOPBACK",
        "AWS_SECRET_ACCESS_KEY": "loopback",
        "AWS_EC2_METADATA_DISABLED": "true",
        "OPENAI_BASE_URL": f"{url}/v1",
        "OPENAI_API_KEY": "sk-loopback",
    }
    everything |= case.env
    names = {"{certificate}": str(certificate), "{key}": anthropic_api.KEY, "{organization}": clouds.OPENAI_ORGANIZATION}
    filled = {}
    for name, value in everything.items():
        if value is not None:
            for hole, word in names.items():
                value = value.replace(hole, word)
            filled[name] = value
    return filled


def lay_out(case: Case, folder: Path) -> Path:
    home = folder / "home"
    home.mkdir()
    (folder / "stdin").write_text(case.stdin)
    for name in ("stdout", "stderr"):
        (folder / name).touch()
    for name, content in case.files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(content.replace("{key}", anthropic_api.KEY))
    for name, script in case.commands.items():
        command = folder / "bin" / name
        command.parent.mkdir(exist_ok=True)
        command.write_text(f"#!/bin/sh\n{script}\n")
        command.chmod(0o755)
    return home


def start(sample: str, case: Case, env: dict[str, str], folder: Path) -> int | None:
    """The exit code, or none if it had to be ended."""
    file = pages.RECORDS / sample
    if file.suffix == ".py":
        import child

        process = _processes.Process(target=child.run, args=(str(file), case.args, env, str(folder)))
        with _one_asks:
            process.start()
        ended = multiprocessing.connection.wait([process.sentinel], LIMIT)
        with _one_asks:
            if not ended:
                process.kill()
            process.join()
        return process.exitcode if ended else None
    program = {".ts": str(NODE), ".sh": "sh"}[file.suffix]
    with (folder / "stdin").open() as given, (folder / "stdout").open("w") as out, (folder / "stderr").open("w") as err:
        try:
            ended = subprocess.run(
                [program, str(file), *case.args],
                env=env, cwd=folder / "home", stdin=given, stdout=out, stderr=err, timeout=LIMIT, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return None
    return ended.returncode


def play(sample: str, case: Case, certificate: Path) -> Ended:
    with tempfile.TemporaryDirectory(prefix="sample-") as name:
        folder = Path(name)
        home = lay_out(case, folder)
        script = [answers.play(answer) for answer in case.answers or ["api"]]
        with Stub(script, str(certificate) if case.tls else None, case.clock_off) as stub:
            code = start(sample, case, environment(case, home, stub.url, certificate), folder)
        times = [request.at for request in stub.requests]
        raised = folder / "raised"
        return Ended(
            code,
            (folder / "stdout").read_text().replace(str(home), "~"),
            (folder / "stderr").read_text(),
            json.loads(raised.read_text()) if raised.exists() else None,
            len(times),
            min((after - before for before, after in zip(times, times[1:])), default=0),
        )


def objections(sample: str, case: Case, ended: Ended) -> list[str]:
    record, _, file = sample.rpartition("/")
    page = pages.page(record)
    purpose = page.purpose(file)
    found = []
    if purpose == "broken":
        status = page.front["status"]
        expected = {"class": pages.exception_class(status), "status": status, "type": page.front["type"]}
        if ended.raised != expected:
            found.append(f"raised {ended.raised}, the record is {expected}")
    elif ended.code != 0:
        found.append(f"ended with {ended.code}: {ended.complaint.strip()[-300:]}")
    if ended.requests != case.requests:
        found.append(f"{ended.requests} requests instead of {case.requests}")
    if ended.shortest_wait < case.waits:
        found.append(f"waited {ended.shortest_wait:.2f} s instead of {case.waits} s between two requests")
    lines = ended.printed.splitlines()
    if len(lines) != len(case.prints) or not all(map(pages.matches, case.prints, lines)):
        found.append(f"printed {lines} instead of {case.prints}")
    if case.outcome is not None:
        if case.outcome not in page.text:
            found.append(f"the page does not say {case.outcome!r}")
        if not any(pages.occurs(span, ended.printed) for span in pages.spans(case.outcome) or [""]):
            found.append(f"printed nothing of {pages.spans(case.outcome)}, which the page names")
    elif purpose == "probe":
        found.append("no `outcome`: which words of the page does this probe lead to?")
    return found


def ran(sample: str, case: Case, certificate: Path) -> tuple[list[str], float]:
    began = time.monotonic()
    found = objections(sample, case, play(sample, case, certificate))
    return found, time.monotonic() - began
