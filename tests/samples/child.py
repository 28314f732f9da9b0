"""Runs one Python sample as if it had been started by hand. The SDKs are imported once, by the process this one is forked from."""

from __future__ import annotations

import json
import os
import runpy
import sys
import traceback
from pathlib import Path


def run(sample: str, argv: list[str], env: dict[str, str], folder: str) -> None:
    """Leaves `stdout`, `stderr` and, if an exception came out, `raised` in the folder; reads `stdin` there."""
    place = Path(folder)
    for number, name, flags in ((0, "stdin", os.O_RDONLY), (1, "stdout", os.O_WRONLY), (2, "stderr", os.O_WRONLY)):
        os.dup2(os.open(place / name, flags), number)
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    os.environ.clear()
    os.environ.update(env)
    os.chdir(place / "home")
    sys.argv = [sample, *argv]
    sys.path[0] = str(Path(sample).parent)
    try:
        runpy.run_path(sample, run_name="__main__")
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        traceback.print_exc()
        raised = {
            "class": type(error).__name__,
            "status": getattr(error, "status_code", None),
            "type": getattr(error, "type", None),
        }
        (place / "raised").write_text(json.dumps(raised))
        sys.exit(1)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
