"""How well errors are grouped: the clusters of `errbook coverage` and drain3 on Loghub-2k, in one run.

    cargo build --release --bench templates
    pip install drain3
    python3 benches/coverage/loghub.py FOLDER target/release/deps/templates-*

FOLDER has the files `*_2k.log_structured_corrected.csv` of github.com/logpai/loghub-2.0, in any subfolders. They are not
part of this repository. The figures are those of the public evaluator: FGA is the F1 of groups that have exactly the
lines of a true group, FTA the F1 of templates that are written exactly as the true one.
"""

import csv
import subprocess
import sys
from collections import defaultdict
from pathlib import Path


def groups(names):
    found = defaultdict(list)
    for line, name in enumerate(names):
        found[name].append(line)
    return found


def f1(right, found, true):
    precision, recall = right / found, right / true
    return 2 * precision * recall / (precision + recall) if right else 0.0


def fga(true, found):
    true, found = groups(true), groups(found)
    exact = {tuple(lines) for lines in true.values()}
    return f1(sum(tuple(lines) in exact for lines in found.values()), len(found), len(true))


def fta(true, found):
    right = sum({true[line] for line in lines} == {name} for name, lines in groups(found).items())
    return f1(right, len(set(found)), len(set(true)))


def ours(program, lines):
    ran = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return ran.stdout.split("\n")[:-1]


def drain(lines):
    from drain3 import TemplateMiner

    miner = TemplateMiner()
    clusters = [miner.add_log_message(line)["cluster_id"] for line in lines]
    # A template goes on changing until the last line.
    names = {cluster.cluster_id: cluster.get_template() for cluster in miner.drain.clusters}
    return [names[cluster] for cluster in clusters]


def main(folder, program):
    sums = [0.0] * 4
    files = sorted(Path(folder).rglob("*_2k.log_structured_corrected.csv"))
    print(f"{'':14}{'errbook':>16}{'drain3':>16}\n{'':14}{'FGA':>8}{'FTA':>8}{'FGA':>8}{'FTA':>8}")
    for file in files:
        with open(file, newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
        true = [row["EventTemplate"] for row in rows]
        lines = [row["Content"].replace("\n", " ") for row in rows]
        figures = [measure(true, found) for found in (ours(program, lines), drain(lines)) for measure in (fga, fta)]
        sums = [total + figure for total, figure in zip(sums, figures)]
        print(f"{file.name.split('_')[0]:14}" + "".join(f"{figure:8.3f}" for figure in figures))
    print(f"{'mean':14}" + "".join(f"{total / len(files):8.3f}" for total in sums))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
