"""What the index of a built site weighs beside Pagefind's for the same pages, and what it answers.

Used by `bench.py`. Pagefind comes by npm; the questions go to the site's own scripts, in Node.
"""

import json
import pathlib
import shutil
import subprocess
from dataclasses import dataclass

import corpus

ROOT = pathlib.Path(__file__).resolve().parents[2]
RECOGNIZE = ROOT / "tests/js/recognize.mjs"
# As many pastes of as many characters as the figures we compare with.
PASTES = 25
LENGTH = 189


@dataclass
class Weight:
    files: int
    bytes: int


def weigh(paths):
    sizes = [path.stat().st_size for path in paths if path.is_file()]
    return Weight(len(sizes), sum(sizes))


def own(site):
    return weigh([site / "assets/index.js", *(site / "assets/index").rglob("*")])


def pagefind(program, site, folder):
    """Pagefind's index of the pages of the records, without the scripts it brings for its box."""
    shutil.rmtree(folder, ignore_errors=True)
    pages = f"{{{','.join(corpus.PROGRAMS)}}}/*-*.html"
    subprocess.run([program, "--site", site, "--glob", pages, "--output-path", folder], check=True, capture_output=True)
    return weigh(path for path in folder.rglob("*") if ".pf_" in path.name or path.name == "pagefind-entry.json")


def paste(ix, count, turn):
    """The error of a record as a log has it; another turn has another time, machine, request and value."""
    dice = corpus.Dice(ix * 31 + turn + 7)
    one = corpus.record(ix, count)
    message = corpus.filled(one).replace("4711", str(dice.below(99999)))
    body = f'{{"type":"error","error":{{"type":"{one.type}","message":"{message}"}}}}'
    head = f"2026-11-{10 + dice.below(19)}T0{dice.below(9)}:{10 + dice.below(49)}:{10 + dice.below(49)}Z worker-{dice.below(99)} "
    tail = f" request_id=req_{dice.below(2**30):08x} host=10.0.{dice.below(255)}.{dice.below(255)}"
    return (head + body + tail).ljust(LENGTH, ".")[:LENGTH]


def right_first(site, count, turn):
    """Of how many pastes the site's own search names the right record first; none without Node."""
    node = shutil.which("node")
    if not node:
        return None
    ixs = [n * count // PASTES for n in range(PASTES)]
    lines = "".join(json.dumps({"text": paste(ix, count, turn)}) + "\n" for ix in ixs)
    done = subprocess.run([node, RECOGNIZE, site], input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line)["answer"]["hits"] for line in done.stdout.splitlines()]
    return sum(bool(hits) and hits[0]["record"] == "/".join(corpus.place(ix)) for ix, hits in zip(ixs, answers, strict=True))


def report(site, count, folder, program):
    """Lines for people: the index and its answers."""
    index = own(site)
    lines = [f"Index: {index.bytes / 1e6:,.1f} MB in {index.files:,} files"]
    if program:
        theirs = pagefind(program, site, folder)
        lines.append(f"Pagefind: {theirs.bytes / 1e6:,.1f} MB in {theirs.files:,} files; ours is {index.bytes / theirs.bytes:.2f} × that")
    else:
        lines.append("Pagefind: absent")
    first, other = right_first(site, count, 0), right_first(site, count, 1)
    if first is not None:
        lines.append(f"Right record first for a pasted error of {LENGTH} characters: {first} of {PASTES}, with other ids {other} of {PASTES}")
    return lines
