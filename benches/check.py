"""errbook check and explain on made-up records: from nothing, and when it begins with what the last one knew.

    make bench-check SIZES="1000 10000"

Prints medians of time on the clock, processor time and peak memory. Rows are measured in turn.
"""

import datetime
import os
import pathlib
import re
import statistics
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benches" / "peers"))
import corpus  # noqa: E402
from bench import Attic, run  # noqa: E402

ROUNDS = 5
# What was written just now can be written again without looking different, so nobody relies on how it looks.
SETTLED = 2.5


def rows(folder, count, attic):
    program = ROOT / "target/release/errbook"
    record = folder / "content/records" / ("/".join(corpus.place(count // 2)) + ".md")
    text = record.read_text()
    check = [program, "check", "."]

    def put(changed):
        record.write_text(changed)
        time.sleep(SETTLED)

    def change(turn):
        put(f"{text.rstrip()}\nIt was changed {turn} times. {{documented: D-1}}\n")

    def change_signature(turn):
        put(re.sub("^type: .*$", f"type: error_{turn}", text, flags=re.MULTILINE))

    sample = record.with_suffix("") / "sample.txt"
    yield "check, from nothing", check, lambda turn: attic.take(folder / ".errbook")
    yield "check, nothing changed", check, lambda turn: None
    yield "check, one record changed", check, change
    yield "check, one signature changed", check, change_signature
    yield "explain", [program, "explain", "--dir", ".", sample], lambda turn: put(text)


def main():
    base = ROOT / "target/bench-check"
    attic = Attic(base / "attic")
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, median of {ROUNDS}\n")
    print("| records | | wall s | CPU s | peak MB |\n|--:|---|--:|--:|--:|")
    for count in map(int, sys.argv[1:] or ["100", "1000"]):
        attic.take(base / str(count))
        corpus.make(count, base / str(count), ["errbook"])
        time.sleep(SETTLED)
        folder = base / str(count) / "errbook"
        costs = {}
        for turn in range(1, ROUNDS + 1):
            for name, command, before in rows(folder, count, attic):
                before(turn)
                costs.setdefault(name, []).append(run(command, folder))
        for name, all_of in costs.items():
            middle = lambda what, all_of=all_of: statistics.median(getattr(cost, what) for cost in all_of)
            print(f"| {count:,} | {name} | {middle('wall'):.2f} | {middle('cpu'):.2f} | {middle('memory') / 1e6:,.0f} |", flush=True)
    attic.clear()


if __name__ == "__main__":
    main()
