"""Runs every code sample beside a record with the SDK or toolchain it is written for, against a stub of the API on loopback.

    target/venv/bin/python tests/samples/run.py            checks; so does `make test-samples`
    target/venv/bin/python tests/samples/run.py --write    and notes in content/runs.yaml what was run, with what, when
    … run.py 429                                           only samples with `429` in their path; notes nothing
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pages
import play
import tables
import toolchains
import yaml

HERE = Path(__file__).parent
RUNS = pages.ROOT / "content" / "runs.yaml"
HASHES = HERE / "ran.json"
# Samples spend their time waiting, so more at once than there are processors.
AT_ONCE = 10
# Answers that make a sample wait for half a minute; it begins first, so that nobody waits for it at the end.
LONG = {"silence", "aws-throttled"}

Cases = dict[str, list[play.Case]]


def scenarios() -> tuple[Cases, dict[str, list[str]]]:
    """Cases by sample, and outcomes by record that no sample can print."""
    cases: Cases = {}
    by_hand: dict[str, list[str]] = {}
    for record, entries in yaml.safe_load((HERE / "scenarios.yaml").read_text()).items():
        by_hand[record] = entries.pop("by-hand", [])
        for files, listed in entries.items():
            for file in files.split():
                cases[f"{record}/{file}"] = [play.Case(**case) for case in listed]
    return cases, by_hand


def gaps(samples: list[str], cases: Cases, by_hand: dict[str, list[str]]) -> list[str]:
    """What has no counterpart: samples, scenarios, front matter, outcomes on the pages."""
    found = [f"{sample}: no scenario" for sample in samples if sample not in cases]
    found += [f"{sample}: a scenario without a file" for sample in cases if sample not in samples]
    for sample in samples:
        record, _, file = sample.rpartition("/")
        purpose = pages.page(record).purpose(file)
        if purpose is None:
            found.append(f"{sample}: the record does not list it under `code-samples:`")
        if purpose == "broken" and not sample.endswith(".py"):
            found.append(f"{sample}: only Python samples can be looked at while they break")
        met = [case.outcome for case in cases.get(sample, []) if case.outcome] + by_hand.get(record, [])
        for outcome in pages.page(record).outcomes(file) if purpose == "probe" else []:
            if not any(words in outcome for words in met):
                found.append(f"{sample}: no case and nothing under `by-hand` leads to the page's {outcome!r}")
    return found


def make_certificate(folder: Path) -> Path:
    """A key and a self-signed certificate for localhost in one file."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/O=A Company/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    certificate.write_text(key.read_text() + certificate.read_text())
    return certificate


def run_with(sample: str) -> str:
    """What the page says the sample was run with: the SDK it imports, its toolchain, or the commands of a script."""
    if chain := toolchains.toolchain(sample):
        return chain.used()
    text = (pages.RECORDS / sample).read_text()
    if sample.endswith(".py"):
        for package in ("anthropic", "openai", "boto3"):
            if re.search(rf"(?m)^import {package}$", text):
                return f"{package} {version(package)}"
        return "Python 3"
    if sample.endswith(".ts"):
        if "'@anthropic-ai/sdk'" in text:
            return f"@anthropic-ai/sdk {npm_version('@anthropic-ai/sdk')}"
        return f"Node {npm_version('node')}"
    # A stand-in is not the real thing, and the page says so.
    if re.search(r"(?m)^ *security ", text):
        return "sh and a stand-in for the security command"
    used = next((command for command in ("curl", "openssl") if re.search(rf"\b{command} ", text)), None)
    return f"sh and {used}" if used else "sh"


def npm_version(package: str) -> str:
    return json.loads((pages.ROOT / "node_modules" / package / "package.json").read_text())["version"]


def hashes(samples: list[str]) -> dict[str, str]:
    return {sample: hashlib.sha256((pages.RECORDS / sample).read_bytes()).hexdigest() for sample in samples}


def left_out(samples: list[str]) -> dict[str, str]:
    """Samples whose toolchain is not on this machine, and what is missing."""
    chains = {sample: toolchains.toolchain(sample) for sample in samples}
    return {sample: " and no ".join(chain.missing) for sample, chain in chains.items() if chain and chain.missing}


def stale(samples: list[str], skipped: Container[str]) -> list[str]:
    """Where content/runs.yaml is not about the samples as they are."""
    runs = noted()
    before, now = json.loads(HASHES.read_text()), hashes(samples)
    found = [f"{sample}: in content/runs.yaml, but there is no such file" for sample in runs if sample not in now]
    for sample in samples:
        if sample not in runs or before.get(sample) != now[sample]:
            found.append(f"{sample}: new or changed since it was noted; run with --write")
        elif sample not in skipped and not toolchains.alike(runs[sample]["with"], run_with(sample)):
            found.append(f"{sample}: noted with {runs[sample]['with']}, run with {run_with(sample)}")
    return found


def noted() -> dict[str, dict[str, Any]]:
    # Everything as text: to YAML 1.1 `on` is a truth value.
    return yaml.load(RUNS.read_text(), Loader=yaml.BaseLoader) if RUNS.exists() else {}


def note(samples: list[str]) -> None:
    """The day of an entry moves only when the sample, or what it was run with, is another one."""
    runs = noted()
    before = json.loads(HASHES.read_text()) if HASHES.exists() else {}
    now, today = hashes(samples), datetime.date.today()
    lines = ["# Written by tests/samples/run.py: which code sample was run with what, and when. Do not edit.\n"]
    for sample in samples:
        old, used = runs.get(sample, {}), run_with(sample)
        same = before.get(sample) == now[sample] and old.get("with") == used
        lines.append(f'{sample}: {{ with: "{used}", on: {old["on"] if same else today} }}\n')
    RUNS.write_text("".join(lines))
    HASHES.write_text(json.dumps(now, indent=0, sort_keys=True) + "\n")


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--write"]
    writing, everything = "--write" in sys.argv[1:], pages.samples()
    cases, by_hand = scenarios()
    chosen = [sample for sample in everything if all(word in sample for word in words) and sample in cases]
    failures = [] if words else gaps(everything, cases, by_hand)
    skipped = left_out(chosen)
    for sample, missing in skipped.items():
        print(f"skipped {sample}: there is no {missing}")
        # A build machine must not skip, and what was not run is not noted.
        failures += [f"{sample}: not run"] if writing or os.environ.get("CI") else []
    chosen = [sample for sample in chosen if sample not in skipped]
    for sample in chosen:
        toolchains.build(sample)
    with tempfile.TemporaryDirectory(prefix="samples-") as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        certificate = make_certificate(Path(folder))
        jobs = [(sample, place, case) for sample in chosen for place, case in enumerate(cases[sample], 1)]
        jobs.sort(key=lambda job: LONG.isdisjoint(job[2].answers))
        rows = [] if words else [pool.submit(tables.check, sdk) for sdk in tables.SDKS] + [pool.submit(tables.words)]
        results = list(pool.map(lambda job: play.ran(job[0], job[2], certificate), jobs))
        told = [objection for row in rows for objection in row.result()]
    passed = told.count(None)
    failures += [objection for objection in told if objection]
    for (sample, place, _), (found, seconds) in zip(jobs, results, strict=True):
        passed += not found
        failures += [f"{sample}, case {place} ({seconds:.1f} s): {objection}" for objection in found]
    if not words:
        if writing and not failures:
            note(everything)
        elif not failures:
            failures += stale(everything, skipped)
    for failure in failures:
        print(failure)
    print(f"{passed} passed, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
