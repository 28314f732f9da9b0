"""From a save to the new text in the browser's hands, and to the word that a link in it leads nowhere: errbook serve on
made-up records, medians of a few saves.

    make bench-serve SIZES="100 1000"
"""

import pathlib
import queue
import shutil
import socket
import statistics
import subprocess
import sys
import threading
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


class Terminal:
    """What the server says, and when it said it."""

    def __init__(self, server):
        self.lines = queue.Queue()
        threading.Thread(target=self.listen, args=[server], daemon=True).start()

    def listen(self, server):
        for line in server.stderr:
            self.lines.put((time.monotonic(), line))

    def told(self, text):
        while True:
            when, line = self.lines.get()
            if text in line:
                return when


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
    with subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            terminal = Terminal(server)
            address = f"http://127.0.0.1:{port}/{page.as_posix()}"
            ready = shown(address, "<h1") - start
            first, rest = record.read_text().split("summary: ", 1)
            rest = rest.split("\n", 1)[1]
            saves, checks = [], []
            for number in range(1 + SAVES):
                nowhere = f"nowhere/number-{number}"
                record.write_text(f'{first}summary: "Saved {number} times, see [there](record:{nowhere})."\n{rest}')
                saved = time.monotonic()
                saves.append(shown(address, f"Saved {number} times") - saved)
                checks.append(terminal.told(nowhere) - saved)
                time.sleep(0.5)
        finally:
            server.terminate()
    print(f"| {size:,} | {ready:.2f} | {told(saves)} | {told(checks)} |", flush=True)


def told(times):
    """The first save comes while everything is being checked for the first time, and is told apart."""
    first, *later = times
    return f"{first:.3f} | {statistics.median(later):.3f} ({min(later):.3f}–{max(later):.3f})"


if __name__ == "__main__":
    print("| records | ready, s | first save to new text, s | later ones | to the word about its link, s | later ones |")
    print("|--:|--:|--:|--:|--:|--:|")
    for word in sys.argv[1:]:
        measure(int(word))
