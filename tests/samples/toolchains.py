"""Languages whose SDK no pinned list brings: their samples use the standard library and the toolchain of the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pages

BUILT = pages.ROOT / "target" / "samples"


@dataclass(frozen=True)
class Toolchain:
    programs: tuple[str, ...]
    asked: tuple[str, ...]
    version: str
    library: str

    @property
    def name(self) -> str:
        return self.programs[0]

    @property
    def missing(self) -> list[str]:
        return [program for program in self.programs if not shutil.which(program)]

    @cache
    def used(self) -> str:
        told = subprocess.run(self.asked, check=True, capture_output=True, text=True).stdout
        return f"{self.name} {re.findall(self.version, told)[0]} ({self.library})"


TOOLCHAINS = {
    ".go": Toolchain(("go",), ("go", "version"), r"go(\d+\.\d+)", "net/http"),
    # Without a compiler `java` does not run a source file.
    ".java": Toolchain(("java", "javac"), ("java", "--version"), r" (\d+)", "java.net.http"),
    ".rb": Toolchain(("ruby",), ("ruby", "--version"), r"ruby ([\d.]+)", "net/http"),
}


def toolchain(sample: str) -> Toolchain | None:
    return TOOLCHAINS.get(Path(sample).suffix)


def alike(noted: str, used: str) -> bool:
    """Whether both are the same but for the version of a toolchain: it is the machine's, and nothing pins it."""
    noted, used = (re.sub(r" [\d.]+(?= \()", "", words) for words in (noted, used))
    return noted == used


def build(sample: str) -> None:
    """Go is compiled once, not for every case. Nothing is fetched, and no compiler for C is needed."""
    if sample.endswith(".go"):
        env = os.environ | {"CGO_ENABLED": "0", "GOCACHE": str(BUILT / "cache"), "GOFLAGS": "", "GOPROXY": "off"}
        subprocess.run(["go", "build", "-o", program(sample), pages.RECORDS / sample], env=env, check=True)


def program(sample: str) -> Path:
    return BUILT / sample.removesuffix(".go")


def command(sample: str) -> list[str]:
    """How to start it: Java and Ruby as a reader does, from the source."""
    chain = toolchain(sample)
    if chain is None or sample.endswith(".go"):
        return [str(program(sample))]
    return [chain.name, str(pages.RECORDS / sample)]
