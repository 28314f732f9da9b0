"""Makes a tracker or a log to try `errbook coverage` on. The same arguments make the same bytes.

    python3 benches/coverage/make.py issues 500 > tracker.jsonl
    python3 benches/coverage/make.py log 1000000000 > big.log
"""

import json
import random
import sys
from datetime import date, timedelta

# Errors that the built-in records answer, as people paste them.
KNOWN = [
    ("API Error: 529 overloaded", 'API Error: 529 {{"type":"error","error":{{"type":"overloaded_error","message":"Overloaded"}},"request_id":"{req}"}}'),
    ("Prompt is too long", 'API Error: 400 {{"type":"error","error":{{"type":"invalid_request_error","message":"prompt is too long: {n} tokens > 200000 maximum"}}}}'),
    ("Credit balance", 'Error: 400 {{"type":"error","error":{{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}}}'),
    ("Invalid key", '{{"type":"error","error":{{"type":"authentication_error","message":"invalid x-api-key"}}}}'),
    ("Rate limited", 'anthropic.RateLimitError: Error code: 429 - {{"type":"error","error":{{"type":"rate_limit_error","message":"This request would exceed your organization\'s rate limit of {n} input tokens per minute"}}}}'),
]
# Errors that no record answers: a message, or a stack trace.
UNKNOWN = [
    ("Plugin does not load", "Error: cannot load plugin '{word}' from {path}: manifest version {small} is not supported"),
    ("Crash when I open the cart", "TypeError: Cannot read properties of undefined (reading 'total')\n    at get (/app/node_modules/lodash/get.js:{small}:7)\n    at loadCart (/srv/{word}/cart.js:{small}:12)\n    at main (/srv/{word}/main.js:3:1)"),
    ("Index is broken", "FATAL: index {word}_{n} is corrupt at block {n}: checksum {hex} does not match"),
    ("Sync fails", "sync failed: remote {host}:{port} closed the stream after {n} ms (attempt {small} of 5)"),
    ("Export", "Traceback (most recent call last):\n  File \"/srv/{word}/export.py\", line {small}, in export\n    write(row)\n  File \"/srv/{word}/export.py\", line {small}, in write\n    encode(row)\nexport.EncodingError: row {n} has a character that cp1252 cannot encode"),
    ("Cannot pay", "payment rejected: card network returned code X{small} for merchant {hex}"),
    ("Upload stops", "ERROR upload of {path} stopped: quota of {n} MB for tenant {word} is exceeded"),
    ("Migration", "migration 00{small} failed: column \"{word}\" of relation \"orders\" already exists"),
]
PROSE = [
    ("Please add a dark theme", "It would be nice to have a dark theme. Thanks for the great work!"),
    ("How do I change the port?", "I would like to run two of these on one machine. Where is the setting?"),
    ("Documentation is out of date", "The page about the installation shows the old screens."),
]
WORDS = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heron", "iris", "jade"]
LABELS = ["bug", "cli", "server", "question"]


def fill(text, rng):
    return text.format(
        n=rng.randrange(1000, 900000),
        small=rng.randrange(10, 99),
        hex=f"{rng.getrandbits(48):012x}",
        req=f"req_{rng.getrandbits(60):015x}",
        word=rng.choice(WORDS),
        path=f"/srv/{rng.choice(WORDS)}/{rng.choice(WORDS)}.dat",
        host=f"10.0.{rng.randrange(256)}.{rng.randrange(256)}",
        port=rng.randrange(1024, 65536),
    )


def issue(number, rng):
    day = date(2026, 6, 1) + timedelta(days=rng.randrange(150))
    kind = rng.random()
    if kind < 0.5:
        title, text = KNOWN[min(int(rng.expovariate(0.8)), len(KNOWN) - 1)]
    elif kind < 0.85:
        title, text = UNKNOWN[min(int(rng.expovariate(0.5)), len(UNKNOWN) - 1)]
    else:
        title, body = rng.choice(PROSE)
        text = None
    if text is not None:
        body = f"It stopped working.\n\n```\n{fill(text, rng)}\n```\n\n- Version: 2.{rng.randrange(4)}.{rng.randrange(9)}\n"
    return {
        "number": number,
        "title": title,
        "body": body,
        "createdAt": f"{day}T{rng.randrange(24):02}:00:00Z",
        "labels": [{"name": rng.choice(LABELS)}],
        "url": f"https://github.com/acme/kettle/issues/{number}",
        "author": {"login": f"user{rng.randrange(200)}"},
        "state": rng.choice(["OPEN", "CLOSED"]),
    }


def issues(count, pad):
    rng = random.Random(1)
    for number in range(1, count + 1):
        made = issue(number, rng)
        made["body"] += pad
        print(json.dumps(made, ensure_ascii=False))


def log(size):
    """One line of twenty is an error, as in a service with trouble; of those one of three has a record."""
    rng = random.Random(2)
    calm = [
        "INFO request GET /api/{word}/{n} from {host} took {small} ms",
        "DEBUG cache hit for {hex}",
        "INFO worker {small} picked job {hex}",
        "WARN queue {word} has {n} entries",
    ]
    # Lines are drawn from a pool, for a gigabyte from a generator takes minutes.
    def line(text):
        return "2026-11-{:02} 10:{:02}:{:02},{:03} " + fill(text, rng).replace("{", "{{").replace("}", "}}") + "\n"

    pool = [line(rng.choice(calm)) for _ in range(19000)]
    errors = [f"ERROR {text}" for _, text in KNOWN] + [f"ERROR {text}" for _, text in UNKNOWN] * 2
    pool += [line(rng.choice(errors)) for _ in range(1000)]
    rng.shuffle(pool)
    written, out = 0, sys.stdout
    while written < size:
        day, minute = rng.randrange(1, 29), rng.randrange(60)
        text = "".join(one.format(day, minute, at % 60, at % 1000) for at, one in enumerate(pool))
        out.write(text)
        written += len(text)


if __name__ == "__main__":
    what, count = sys.argv[1], int(sys.argv[2])
    # A real issue has some two kilobytes.
    issues(count, "\n" + "Some words about what I did before. " * 40 if "--long" in sys.argv else "") if what == "issues" else log(count)
