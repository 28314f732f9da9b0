#!/usr/bin/env python3
"""Makes what a release is downloaded as, from a binary that was built before.

    package.py all TARGET BINARY OUT    archive, wheel, npm package and, on Linux, Debian package of one target
    package.py npm OUT                  the npm package that picks the one of the reader's machine
    package.py release OUT              SHA256SUMS and the Homebrew formula, over what the folder holds

BINARY has to run on this machine: completions and manual pages are printed by it. The same inputs make the same bytes.
Needs nothing but Python's own library.
"""

import base64
import gzip
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CARGO = (ROOT / "Cargo.toml").read_text()
VERSION = re.search(r'^version = "(.+)"', CARGO, re.M)[1]
SUMMARY = re.search(r'^description = "(.+)"', CARGO, re.M)[1]
HOME = re.search(r'^repository = "(.+)"', CARGO, re.M)[1]
LICENSES = ["LICENSE-MIT", "LICENSE-APACHE"]
SHELLS = {"bash": "errbook.bash", "zsh": "_errbook", "fish": "errbook.fish"}

# Rust's name of a system: names of the same in wheels, at npm (os, cpu), in Debian.
TARGETS = {
    "x86_64-unknown-linux-musl": ("manylinux2014_x86_64.musllinux_1_1_x86_64", ("linux", "x64"), "amd64"),
    "aarch64-unknown-linux-musl": ("manylinux2014_aarch64.musllinux_1_1_aarch64", ("linux", "arm64"), "arm64"),
    "x86_64-apple-darwin": ("macosx_10_12_x86_64", ("darwin", "x64"), None),
    "aarch64-apple-darwin": ("macosx_11_0_arm64", ("darwin", "arm64"), None),
    "x86_64-pc-windows-msvc": ("win_amd64", ("win32", "x64"), None),
    # Never released: what a test can build without the standard library of another system.
    "x86_64-unknown-linux-gnu": ("linux_x86_64", ("linux", "x64"), "amd64"),
    "aarch64-unknown-linux-gnu": ("linux_aarch64", ("linux", "arm64"), "arm64"),
}


def main():
    match sys.argv[1:]:
        case ["all", target, binary, out]:
            package(target, Path(binary), Path(out))
        case ["npm", out]:
            npm_wrapper(Path(out))
        case ["release", out]:
            release(Path(out))
        case _:
            sys.exit(__doc__)


def package(target, binary, out):
    out.mkdir(parents=True, exist_ok=True)
    wheel_tag, npm, debian = TARGETS[target]
    name = "errbook.exe" if "windows" in target else "errbook"
    program = binary.read_bytes()
    extras = extras_of(binary)
    archive(out, target, name, program, extras)
    wheel(out, wheel_tag, name, program)
    npm_platform(out, npm, name, program)
    if debian:
        deb(out, debian, program, extras, "libc6" if target.endswith("gnu") else None)


def extras_of(binary):
    """Completions and manual pages, as the program prints them."""

    def printed(*words):
        return subprocess.run([binary.resolve(), *words], check=True, capture_output=True).stdout

    files = {f"completions/{file}": printed("completions", shell) for shell, file in SHELLS.items()}
    files["man/errbook.1"] = printed("man")
    commands = re.findall(r"^  ([a-z]+) ", printed("--help").decode().split("Commands:")[1], re.M)
    for command in commands:
        if command != "help":
            files[f"man/errbook-{command}.1"] = printed("man", command)
    return files


def archive(out, target, name, program, extras):
    folder = f"errbook-{VERSION}-{target}"
    files = {file: (ROOT / file).read_bytes() for file in ["README.md", "CHANGELOG.md", *LICENSES]} | extras
    if "windows" in target:
        with zipfile.ZipFile(out / f"errbook-{target}.zip", "w", zipfile.ZIP_DEFLATED) as packed:
            for path, data in sorted({name: program, **files}.items()):
                packed.writestr(zip_entry(f"{folder}/{path}", 0o755 if path == name else 0o644), data)
    else:
        entries = [(f"{folder}/{path}", data, 0o644) for path, data in files.items()]
        data = tar([(f"{folder}/{name}", program, 0o755), *entries])
        (out / f"errbook-{target}.tar.gz").write_bytes(data)


def wheel(out, tag, name, program):
    info, scripts = f"errbook-{VERSION}.dist-info", f"errbook-{VERSION}.data/scripts"
    head = f"Metadata-Version: 2.4\nName: errbook\nVersion: {VERSION}\nSummary: {SUMMARY}\n"
    head += f"License-Expression: MIT OR Apache-2.0\nProject-URL: Source, {HOME}\n"
    head += "".join(f"License-File: {file}\n" for file in LICENSES)
    head += "Description-Content-Type: text/markdown\n\n"
    tags = "".join(f"Tag: py3-none-{one}\n" for one in tag.split("."))
    files = {
        f"{scripts}/{name}": program,
        f"{info}/METADATA": head.encode() + (ROOT / "README.md").read_bytes(),
        f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: errbook\nRoot-Is-Purelib: false\n{tags}".encode(),
        **{f"{info}/licenses/{file}": (ROOT / file).read_bytes() for file in LICENSES},
    }

    def row(path, data):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        return f"{path},sha256={digest},{len(data)}\n"

    rows = "".join(row(path, data) for path, data in files.items())
    files[f"{info}/RECORD"] = f"{rows}{info}/RECORD,,\n".encode()
    with zipfile.ZipFile(out / f"errbook-{VERSION}-py3-none-{tag}.whl", "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zip_entry(path, 0o755 if path.startswith(scripts) else 0o644), data)


def npm_name(system, cpu):
    return f"@errbook/{system}-{cpu}"


def npm_package(out, manifest, files):
    common = {"version": VERSION, "license": "MIT OR Apache-2.0", "repository": HOME}
    files = {"package.json": (json.dumps(manifest | common, indent=2) + "\n").encode(), **files}
    files |= {file: (ROOT / file).read_bytes() for file in LICENSES}
    name = manifest["name"].removeprefix("@").replace("/", "-")
    mode = {path: 0o755 if path.startswith("bin/") else 0o644 for path in files}
    data = tar([(f"package/{path}", data, mode[path]) for path, data in files.items()])
    (out / f"{name}-{VERSION}.tgz").write_bytes(data)


def npm_platform(out, npm, name, program):
    system, cpu = npm
    manifest = {"name": npm_name(system, cpu), "description": f"errbook for {system} on {cpu}"}
    manifest |= {"os": [system], "cpu": [cpu], "preferUnplugged": True}
    npm_package(out, manifest, {f"bin/{name}": program, "README.md": b"The program of the package `errbook`.\n"})


def npm_wrapper(out):
    out.mkdir(parents=True, exist_ok=True)
    systems = sorted({npm for _, npm, _ in TARGETS.values()})
    manifest = {"name": "errbook", "description": SUMMARY, "bin": {"errbook": "bin/errbook.js"}}
    manifest |= {"engines": {"node": ">=18"}, "optionalDependencies": {npm_name(*one): VERSION for one in systems}}
    script = (ROOT / "packaging/npm/errbook.js").read_bytes()
    npm_package(out, manifest, {"bin/errbook.js": script, "README.md": (ROOT / "README.md").read_bytes()})


def deb(out, architecture, program, extras, depends):
    paths = {"usr/bin/errbook": program, "usr/share/doc/errbook/copyright": copyright_file()}
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    paths["usr/share/doc/errbook/changelog.gz"] = packed(changes)
    completions = {
        "errbook.bash": "bash-completion/completions/errbook",
        "_errbook": "zsh/vendor-completions/_errbook",
        "errbook.fish": "fish/vendor_completions.d/errbook.fish",
    }
    for file, path in completions.items():
        paths[f"usr/share/{path}"] = extras[f"completions/{file}"]
    for path, page in extras.items():
        if path.startswith("man/"):
            paths[f"usr/share/man/man1/{path.removeprefix('man/')}.gz"] = packed(page)
    size = sum(map(len, paths.values())) // 1024
    control = f"Package: errbook\nVersion: {VERSION}\nArchitecture: {architecture}\nInstalled-Size: {size}\n"
    control += "Maintainer: The errbook authors <errbook@users.noreply.github.com>\nSection: web\nPriority: optional\n"
    control += f"Homepage: {HOME}\n" + (f"Depends: {depends}\n" if depends else "")
    control += f"Description: {SUMMARY}\n Readers paste the error on their screen and get the right page.\n"
    data = tar([(f"./{path}", data, 0o755 if "/bin/" in path else 0o644) for path, data in paths.items()], folders=True)
    parts = {"debian-binary": b"2.0\n", "control.tar.gz": tar([("./control", control.encode(), 0o644)]), "data.tar.gz": data}
    with (out / f"errbook_{VERSION}_{architecture}.deb").open("wb") as file:
        file.write(b"!<arch>\n")
        for name, part in parts.items():
            file.write(f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(part):<10}`\n".encode())
            file.write(part + b"\n" * (len(part) % 2))


def copyright_file():
    return b"\n".join([b"errbook is free software, under either of two licences.\n", *[(ROOT / file).read_bytes() for file in LICENSES]])


def packed(data):
    return gzip.compress(data, mtime=0)


def tar(entries, folders=False):
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as file:
        made = set()
        for path, data, mode in sorted(entries):
            for parent in reversed(Path(path).parents) if folders else []:
                if str(parent) != "." and parent not in made:
                    made.add(parent)
                    folder = tarfile.TarInfo(f"./{parent}")
                    folder.type, folder.mode = tarfile.DIRTYPE, 0o755
                    file.addfile(folder)
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), mode
            file.addfile(entry, io.BytesIO(data))
    return packed(raw.getvalue())


def zip_entry(path, mode):
    entry = zipfile.ZipInfo(path)
    entry.external_attr, entry.compress_type = (0o100000 | mode) << 16, zipfile.ZIP_DEFLATED
    return entry


def release(out):
    sums = {}
    for file in sorted(out.iterdir()):
        if file.suffix in (".gz", ".zip", ".whl", ".tgz", ".deb"):
            sums[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    (out / "SHA256SUMS").write_text("".join(f"{sum}  {name}\n" for name, sum in sums.items()))

    def source(target, indent):
        file = f"errbook-{target}.tar.gz"
        if file not in sums:
            sys.exit(f"{file} is missing: the formula names it")
        return f'{indent}url "{HOME}/releases/download/v{VERSION}/{file}"\n{indent}sha256 "{sums[file]}"\n'

    formula = 'class Errbook < Formula\n' + f'  desc "{SUMMARY.split(": ")[1].removeprefix("a ").capitalize()}"\n  homepage "{HOME}"\n'
    formula += f'  version "{VERSION}"\n  license any_of: ["MIT", "Apache-2.0"]\n\n'
    for system, part in [("macos", "apple-darwin"), ("linux", "unknown-linux-musl")]:
        formula += f"  on_{system} do\n"
        for processor, cpu in [("arm", "aarch64"), ("intel", "x86_64")]:
            formula += f"    on_{processor} do\n{source(f'{cpu}-{part}', ' ' * 6)}    end\n"
        formula += "  end\n\n"
    formula += '''  def install
    bin.install "errbook"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/errbook.bash" => "errbook"
    zsh_completion.install "completions/_errbook"
    fish_completion.install "completions/errbook.fish"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/errbook --version")
  end
end
'''
    (out / "errbook.rb").write_text(formula)


if __name__ == "__main__":
    main()
