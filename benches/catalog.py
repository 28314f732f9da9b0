"""The worked example of docs/catalogs.md: the messages of two versions of TypeScript.

Fetches both from npm into target/bench, makes a base of the first, brings it to the second, and compares what errbook
reports with a count of its own. Nothing fetched is committed.
"""

import glob
import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

OLD, NEW = "5.0.4", "6.0.3"
PATTERN = r'diag\((?<code>\d+), \d /\* (?<category>\w+) \*/, (?<key>"(?:[^"\\]|\\.)*"), (?<text>"(?:[^"\\]|\\.)*")'
SITE = "title: T\ntagline: T\ndescription: T\nprograms:\n  typescript: { title: TypeScript, summary: The compiler. }\n"


def package(version, folder):
    place = folder / f"typescript-{version}"
    if not place.exists():
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", place, f"typescript@{version}"], check=True)
    lib = place / "node_modules/typescript/lib"
    own = lib / "_tsc.js"
    translations = sorted(glob.glob(str(lib / "*/diagnosticMessages.generated.json")))
    return str(own if own.exists() else lib / "tsc.js"), translations


def messages(path, category):
    pattern = re.sub(r"\(\?<", "(?P<", PATTERN)
    found = re.finditer(pattern, Path(path).read_text(encoding="utf-8"))
    return {one["code"]: json.loads(one["text"]) for one in found if category in (None, one["category"])}


def counted(old, new):
    """How many were reworded, removed and added."""
    both = old.keys() & new.keys()
    return sum(old[code] != new[code] for code in both), len(old.keys() - both), len(new.keys() - both)


def run(errbook, base, files, *options):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    args = [errbook, "catalog", *files, "--program", "typescript", "--dir", base, "--format", "json", *options]
    told = subprocess.run(args, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    changes = json.loads(told.stdout)["changes"]
    kinds = [change["kind"] for change in changes]
    return seconds, tuple(kinds.count(kind) for kind in ("reworded", "removed", "added")), told.stderr.strip()


def main():
    errbook, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    (old, old_languages), (new, new_languages) = package(OLD, folder), package(NEW, folder)
    wrong = False
    print("| messages | languages | made of 5.0.4 | brought to 6.0.3 | reworded, removed, added | as counted |")
    print("|---|---|---|---|---|---|")
    for category in ("Error", None):
        for languages in (False, True):
            base = folder / "catalog-base"
            shutil.rmtree(base, ignore_errors=True)
            (base / "content").mkdir(parents=True)
            (base / "content/site.yaml").write_text(SITE)
            only = ["--only", category] if category else []
            options = ["--pattern", PATTERN, "--prefix", "TS", *only]
            first, made, _ = run(errbook, base, [old, *(old_languages if languages else [])], "--release", OLD, *options)
            second, changed, _ = run(errbook, base, [new, *(new_languages if languages else [])], "--release", NEW)
            _, again, _ = run(errbook, base, [new, *(new_languages if languages else [])], "--release", NEW)
            count = counted(messages(old, category), messages(new, category))
            wrong |= changed != count or again != (0, 0, 0)
            same = "the same" if changed == count else f"**{count}**"
            print(f"| {made[2]} ({category or 'all'}) | {1 + len(old_languages) if languages else 1} | {first:.2f} s | {second:.2f} s | {', '.join(map(str, changed))} | {same} |")
    sys.exit(wrong)


main()
