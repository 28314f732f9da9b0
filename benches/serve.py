"""From a save to the new text in the browser's hands: errbook serve on made-up records, medians of a few saves.

    make bench-serve SIZES="100 1000"
"""

import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benches" / "peers"))
import corpus  # noqa: E402

SAVES = 7


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def shown(address, text):
    """Asks until the page says it, and tells when that was."""
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                if text in answer.read().decode():
                    return time.monotonic()
        except OSError:
            pass
        time.sleep(0.002)


def measure(size):
    folder = ROOT / "target" / "bench-serve" / str(size)
    shutil.rmtree(folder, ignore_errors=True)
    corpus.make(size, folder, ["errbook"])
    base = folder / "errbook"
    record = sorted((base / "content" / "records").glob("*/*.md"))[size // 2]
    page = record.relative_to(base / "content" / "records").with_suffix(".html")
    port = free_port()
    program = [ROOT / "target" / "release" / "errbook", "serve", base, "--port", str(port)]
    start = time.monotonic()
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}/{page.as_posix()}"
            ready = shown(address, "<h1") - start
            first, rest = record.read_text().split("summary: ", 1)
            saves = []
            for number in range(SAVES):
                text = f"Saved {number} times."
                record.write_text(f'{first}summary: "{text}"\n{rest.split(chr(10), 1)[1]}')
                saved = time.monotonic()
                saves.append(shown(address, text) - saved)
                time.sleep(0.5)
        finally:
            server.terminate()
    print(f"| {size:,} | {ready:.2f} | {statistics.median(saves):.3f} | {min(saves):.3f}–{max(saves):.3f} |", flush=True)


if __name__ == "__main__":
    print("| records | ready, s | save to new text, s | range |\n|--:|--:|--:|--:|")
    for word in sys.argv[1:]:
        measure(int(word))
