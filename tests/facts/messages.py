#!/usr/bin/env python3
"""Lists the error messages in the vendor's packages and tells which of them no record answers.

    messages.py update            fetch the pinned versions and rewrite messages.txt
    messages.py latest            fetch the newest versions; print what is new, reworded and gone since messages.txt
    messages.py missing [LIST]    print the messages of LIST (messages.txt) that no record answers
    messages.py extract FILE ...  print the messages of a program, an archive or a source file
    messages.py compare OLD NEW   print what is new, reworded and gone between two lists

Only the messages are stored, nothing else of the packages. `update` and `latest` use npm and pip; `missing` runs
`errbook explain`, which the variable ERRBOOK may name.
"""

import ast
import difflib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIST = HERE / "messages.txt"
# The pinned versions stand on the first lines of messages.txt; these are used when it is written for the first time.
PINNED = {
    "@anthropic-ai/claude-code-linux-x64": "2.1.332",
    "@anthropic-ai/sdk": "1.14.0",
    "anthropic": "2.14.0",
}

LITERAL = re.compile(rb'"((?:[^"\\\n]|\\[^\n]){14,300})"|`((?:[^`\\]|\\.){14,400})`')
# How a message to a user begins, and a word that makes it one about trouble.
BEGINS = re.compile(
    r"(API Error|Error|Failed|Could(n't| not)|Can('t|not)|Unable|Invalid|You('ve|'re| have| need| do)|Your |Please |Request "
    r"|Authentication|Login |Not logged|Prompt |Image |PDF |Context |Connection |Server |Auto|Remote Control|Usage |Unknown "
    r"|Input |Plugin |Marketplace |MCP |Agent |Permission |Model |Claude |Transcript |Compaction |Session |File |OAuth |AWS "
    r"|Google |Microsoft |Repeated |SSL |Stream|Workspace |Installation |Download|Expected |Streaming )"
)
TROUBLE = re.compile(
    r"error|fail|invalid|not valid|can't|cannot|could ?n[o']t|unable|not found|expired|exceed|too (large|long|many)|denied|refus"
    r"|limit|timed out|timeout|unavailable|not (available|supported|allowed|trusted|installed)|disabled|reject|corrupt|/login"
    r"|try again|overloaded|block|lost|dropped|missing|incomplete|required",
    re.IGNORECASE,
)
# Program text that the pattern of a literal catches by chance.
CODE = re.compile(r"=>|\);|function|\{[^}]|;[a-z]|\]\[|\\|\$\{|</")
# The program text of one module in a compiled program; the rest is bytecode and libraries of others.
MODULE = re.compile(rb"// @bun[^\0]*")
# Two messages are one that was reworded if so much of them is the same.
ALIKE = 0.75


def message(text):
    """The text of a literal as a user sees it, `{}` for what is filled in; None if it is no error message."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})", lambda code: chr(int(code[1] or code[2], 16)), text)
    text = text.replace("\\n", " ").replace("\\t", " ")
    text = re.sub(r"\\([\"'`$])", r"\1", text)
    text = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "{}", text)
    text = " ".join(text.split()).lstrip(":·—- ")
    is_one = BEGINS.match(text) and TROUBLE.search(text) and len(text.split()) >= 3 and not CODE.search(text)
    return text if is_one else None


def of_program(data):
    """The messages among the literals of JavaScript."""
    for literal in LITERAL.finditer(data):
        raw = literal.group(1) or literal.group(2)
        if b" " in raw:
            yield message(raw.decode("utf-8", "replace"))


def of_python(data):
    """The messages of the exceptions that a Python file raises."""
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            for part in node.exc.args:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield message(part.value)
                elif isinstance(part, ast.JoinedStr):
                    parts = [str(p.value) if isinstance(p, ast.Constant) else "{}" for p in part.values]
                    yield message("".join(parts))


def files(path):
    """Name and content of each file in an archive, or of the file itself."""
    if path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    elif path.suffix == ".tgz":
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile():
                    yield member.name, archive.extractfile(member).read()
    else:
        yield path.name, path.read_bytes()


def extract(path):
    """All messages of a package, sorted."""
    found = set()
    for name, content in files(Path(path)):
        if name.endswith(".py"):
            found.update(of_python(content))
        elif name.endswith((".js", ".mjs", ".cjs")):
            found.update(of_program(content))
        elif content[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe"):
            found.update(*(of_program(module[0]) for module in MODULE.finditer(content)))
    return sorted(found - {None})


def fetch(package, version, folder):
    """The archive of a package, by the ordinary client of its registry."""
    if package == "anthropic":
        spec = package if version == "latest" else f"{package}=={version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, spec]
        subprocess.run(command, check=True)
        return next(Path(folder).glob("anthropic-*"))
    command = ["npm", "pack", "--silent", "--pack-destination", folder, f"{package}@{version}"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Path(folder) / done.stdout.split()[-1]


def version_of(archive):
    return re.search(r"-(\d[\w.]*?)(?:-py3|\.tgz|\.tar\.gz)", archive.name)[1]


def fetch_all(versions):
    """The versions that came and the messages of all of them."""
    came, found = {}, set()
    for package, version in versions.items():
        with tempfile.TemporaryDirectory() as folder:
            archive = fetch(package, version, folder)
            came[package] = version_of(archive)
            found.update(extract(archive))
    return came, sorted(found)


def read(path):
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pinned():
    if not LIST.exists():
        return PINNED
    heads = re.findall(r"^# (\S+) (\S+)$", LIST.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(heads)


def write(versions, found):
    heads = [f"# {package} {version}" for package, version in versions.items()]
    about = "# Error messages of these packages, written by `messages.py update`."
    LIST.write_text("\n".join([about, *heads, "", *found]) + "\n", encoding="utf-8")


def compare(old, new):
    """What is new, what was reworded (old, new) and what is gone."""
    added, gone = sorted(set(new) - set(old)), sorted(set(old) - set(new))
    reworded = []
    for text in list(added):
        match = difflib.get_close_matches(text, gone, n=1, cutoff=ALIKE)
        if match:
            reworded.append((match[0], text))
            added.remove(text)
            gone.remove(match[0])
    return added, reworded, gone


def answers(text):
    """The verdict of the first record that answers a text, or None."""
    command = [os.environ.get("ERRBOOK", "errbook"), "explain", "-", "--format", "json", "--top", "1", "--dir", str(ROOT)]
    done = subprocess.run(command, input=text.replace("{}", "xyz"), capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    hits = json.loads(done.stdout)["hits"]
    return hits[0]["verdict"] if hits else None


def without_record(texts):
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [text for text, verdict in zip(texts, pool.map(answers, texts)) if verdict is None]


def show(added, reworded, gone):
    for title, lines in (("New", added), ("Gone", gone)):
        if lines:
            print(f"## {title}: {len(lines)}\n", *(f"- `{line}`" for line in lines), "", sep="\n")
    if reworded:
        print(f"## Reworded: {len(reworded)}\n")
        for old, new in reworded:
            print(f"- `{old}`\n  now `{new}`")


def latest():
    versions = {package: "latest" for package in pinned()}
    came, found = fetch_all(versions)
    if came == pinned():
        return
    added, reworded, gone = compare(read(LIST), found)
    if added or reworded or gone:
        print("Versions: " + ", ".join(f"{package} {version}" for package, version in came.items()) + "\n")
        show(without_record(added), reworded, gone)


def main(arguments):
    match arguments:
        case ["update"]:
            write(*fetch_all(pinned()))
        case ["latest"]:
            latest()
        case ["missing", *rest]:
            texts = read(rest[0] if rest else LIST)
            missing = without_record(texts)
            print(*missing, sep="\n")
            print(f"{len(missing)} of {len(texts)} have no record", file=sys.stderr)
        case ["extract", *paths] if paths:
            print(*sorted({text for path in paths for text in extract(path)}), sep="\n")
        case ["compare", old, new]:
            show(*compare(read(old), read(new)))
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
