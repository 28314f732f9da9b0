"""errbook beside the generators that people would pick instead: the same records, in turn, in one run.

    make bench                       (100 and 1,000 records, three rounds)
    make bench SIZES="1000 10000" ROUNDS=3

Prints medians of time on the clock, processor time and peak memory (as the system counts them for the process and its
children), files and bytes written, and ratios. The floor reads every input and writes the same bytes, and nothing else.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

import corpus
import search

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLOOR = """
import os, pathlib, sys
source, made, out = map(pathlib.Path, sys.argv[1:])
for folder, _, names in os.walk(source):
    for name in names:
        open(os.path.join(folder, name), 'rb').read()
for folder, _, names in os.walk(made):
    to = out / pathlib.Path(folder).relative_to(made)
    to.mkdir(parents=True, exist_ok=True)
    for name in names:
        size = os.path.getsize(os.path.join(folder, name))
        with open(to / name, 'wb') as file:
            file.write(bytes(size))
"""


@dataclass
class Cost:
    wall: float
    cpu: float
    memory: int


def run(command, folder):
    """Runs to the end and says what it cost."""
    start = time.monotonic()
    with open(os.devnull, "wb") as nowhere, open(folder / "bench.log", "wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=nowhere, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{(folder / 'bench.log').read_text()}")
    return Cost(time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


class Attic:
    """Where things go that are in the way. They are deleted in the end: for minutes after a deletion some file systems
    look longer for room, and whoever writes next would pay for it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, path):
        if path.exists():
            path.rename(tempfile.mkdtemp(dir=self.folder) + "/it")

    def clear(self):
        shutil.rmtree(self.folder)


@dataclass
class Contestant:
    """What is measured: how it is run, and what is removed or changed before each round."""

    name: str
    folder: pathlib.Path
    command: list
    before: object
    out: pathlib.Path


def contestants(base, count, peers, attic):
    folder, out = base / "errbook", base / "errbook/site"
    build = [ROOT / "target/release/errbook", "build", "."]
    cache = folder / ".errbook"
    record = folder / "content/records" / ("/".join(corpus.place(count // 2)) + ".md")

    def cold():
        attic.take(out)
        attic.take(cache)

    def change():
        text = record.read_text()
        old, _, words = text.rpartition("\nIt was changed ")
        times = int(words.split()[0]) + 1 if old else 1
        record.write_text((old or text.rstrip("\n") + "\n") + f"\nIt was changed {times} times. {{documented: D-1}}\n")

    yield Contestant("errbook, cold", folder, build, cold, out)
    yield Contestant("errbook, highlights kept, no site", folder, build, lambda: attic.take(out), out)
    yield Contestant("errbook, nothing changed", folder, build, lambda: None, out)
    yield Contestant("errbook, one record changed", folder, build, change, out)
    copy = base / "floor"
    yield Contestant(
        "floor: read all, write the same bytes",
        base,
        [sys.executable, "-c", FLOOR, folder / "content", out, copy],
        lambda: attic.take(copy),
        copy,
    )
    made = {"hugo": "public", "zola": "public", "mdbook": "book"}
    for name, program in peers.items():
        site = base / name / made[name]
        command = {"hugo": [program], "zola": [program, "build"], "mdbook": [program, "build"]}[name]
        extra = base / name / "resources"
        yield Contestant(
            f"{name}, cold",
            base / name,
            command,
            lambda site=site, extra=extra: (attic.take(site), attic.take(extra)),
            site,
        )


def size(folder):
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    pages = [path.stat().st_size for path in folder.glob("product-*/**/*.html") if is_record(path)]
    return len(sizes), sum(sizes), statistics.median(pages) if pages else 0


def is_record(path):
    """Peers put a record at `<slug>/index.html` or `<slug>.html`; slugs end in a number."""
    name = path.parent.name if path.name == "index.html" else path.stem
    return name.rpartition("-")[2].isdigit() and not name.startswith(("product-", "page-")) and ".page-" not in name


def measure(count, rounds, base, peers, attic):
    print(f"\nwriting {count:,} records …", file=sys.stderr)
    attic.take(base)
    corpus.make(count, base, ["errbook", *peers])
    entries = list(contestants(base, count, peers, attic))
    costs = {entry.name: [] for entry in entries}
    for turn in range(rounds):
        for entry in entries:
            entry.before()
            cost = run(entry.command, entry.folder)
            costs[entry.name].append(cost)
            told = f"{cost.wall:.2f} s, CPU {cost.cpu:.2f} s, {cost.memory / 1e6:,.0f} MB"
            print(f"round {turn + 1}: {entry.name}: {told}", file=sys.stderr)
    rows = []
    for entry in entries:
        files, written, page = size(entry.out)
        middle = lambda what, entry=entry: statistics.median(getattr(cost, what) for cost in costs[entry.name])
        rows.append(
            dict(
                records=count,
                name=entry.name,
                wall=middle("wall"),
                cpu=middle("cpu"),
                memory=middle("memory"),
                files=files,
                bytes=written,
                page=page,
            )
        )
    return rows


def table(rows):
    first, floor = rows[0], next(row for row in rows if row["name"].startswith("floor"))
    lines = [
        f"**{first['records']:,} records**",
        "",
        "| | wall s | CPU s | peak MB | files | output MB | bytes a record page | CPU against errbook cold | CPU against the floor |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for row in rows:
        lines.append(
            f"| {row['name']} | {row['wall']:.2f} | {row['cpu']:.2f} | {row['memory'] / 1e6:,.0f} | {row['files']:,} | {row['bytes'] / 1e6:,.1f} "
            f"| {row['page']:,.0f} | {row['cpu'] / first['cpu']:.2f} | {row['cpu'] / floor['cpu']:.1f} |"
        )
    return "\n".join(lines)


def versions(peers):
    told = {"errbook": [ROOT / "target/release/errbook", "--version"]}
    told |= {name: [program, "version" if name == "hugo" else "--version"] for name, program in peers.items()}
    # A program that comes by way of a package may speak of the package first.
    last = lambda command: subprocess.run(command, capture_output=True, text=True).stdout.strip().splitlines()[-1]
    return {name: last(command) for name, command in told.items()}


def main():
    parser = argparse.ArgumentParser(description="errbook beside its peers")
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", action="store_true", help="without peers: sizes at which they take too long")
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "target/bench")
    args = parser.parse_args()
    known = ["hugo", "zola", "mdbook"]
    peers = {} if args.alone else {name: path for name in known if (path := shutil.which(name))}
    rows, attic = [], Attic(args.folder / "attic")
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, median of {args.rounds}")
    for name, version in versions(peers).items():
        print(f"- {name}: {version}")
    for name in known:
        if name not in peers:
            print(f"- {name}: absent")
    for count in args.sizes:
        made = measure(count, args.rounds, args.folder / str(count), peers, attic)
        print("\n" + table(made) + "\n", flush=True)
        base = args.folder / str(count)
        for line in search.report(base / "errbook/site", count, base / "pagefind", None if args.alone else shutil.which("pagefind")):
            print(f"- {line}", flush=True)
        rows += made
    # Sizes are measured one by one, and drawn together.
    results = args.folder / "results.json"
    before = json.loads(results.read_text()) if results.exists() else []
    rows += [row for row in before if row["records"] not in args.sizes]
    results.write_text(json.dumps(rows, indent=1) + "\n")
    attic.clear()


if __name__ == "__main__":
    main()
