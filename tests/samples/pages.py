"""What the pages say about their samples: purpose, error, exception class, and the outcomes listed under a sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
RECORDS = ROOT / "content" / "records"


@dataclass(frozen=True)
class Page:
    front: dict[str, Any]
    text: str

    def purpose(self, file: str) -> str | None:
        return self.front.get("code-samples", {}).get(file, {}).get("purpose")

    def outcomes(self, file: str) -> list[str]:
        """Left sides of the `observation → meaning` bullets in the section that includes the sample."""
        found = []
        for section in re.split(r"(?m)^(?=#{2,4} )", self.text):
            included = [name for line in re.findall(r"\{\{ code (.+?) \}\}", section) for name in line.split()]
            if file in included:
                found += re.findall(r"(?m)^- (.+?) → ", section)
        return found


@cache
def page(record: str) -> Page:
    _, front, text = (RECORDS / f"{record}.md").read_text().split("---\n", 2)
    return Page(yaml.safe_load(front), text)


@cache
def exception_class(status: int) -> str:
    """The class in Python, as the shared table has it."""
    table = yaml.safe_load((ROOT / "content" / "tables" / "sdk-exceptions.yaml").read_text())
    return re.findall(r"`(\w+)`", table["rows"][str(status)]["python"])[0]


def samples() -> list[str]:
    """Every code file beside a record: what is not a sample paste."""
    files = (file for file in RECORDS.glob("*/*/*") if file.is_file() and file.suffix != ".txt")
    return sorted(str(file.relative_to(RECORDS)) for file in files)


def spans(words: str) -> list[str]:
    return re.findall(r"`([^`]+)`", words)


def matches(pattern: str, text: str) -> bool:
    """Whether a whole line is as the pattern says, where `…` stands for anything."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split("…"))), text) is not None


def occurs(pattern: str, text: str) -> bool:
    return re.search(".*".join(map(re.escape, pattern.split("…"))), text) is not None
