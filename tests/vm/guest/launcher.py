"""Starts the program again and again without importing it anew: under emulation its imports take some ten seconds.

Reads lines of JSON from stdin and answers each on stdout: ``{"start": [words], "log": path}`` with the process's id,
``{"poll": id}`` with its exit code or null. Each start is a forked process of its own that runs what ``python -m app``
runs, in a process group of its own.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import NoReturn

from app.__main__ import main
from app.cli import run  # noqa: F401 - what a run imports, once for all
from app.services import copies, core, providers, session  # noqa: F401


def serve() -> None:
    for line in sys.stdin:
        request = json.loads(line)
        if "start" in request:
            answer: int | None = start(request["start"], request["log"])
        else:
            ended, status = os.waitpid(request["poll"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def start(words: list[str], log: str) -> int:
    child = os.fork()
    if not child:
        carry_out(words, log)
    return child


def carry_out(words: list[str], log: str) -> NoReturn:
    code = 70
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        nothing = os.open(os.devnull, os.O_RDONLY)
        told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
        for number, handle in enumerate((nothing, told, told)):
            os.dup2(handle, number)
        code = main(words)
    except SystemExit as error:  # argparse
        code = int(error.code or 0)
    except BaseException:  # noqa: BLE001 - whatever it is, the log has it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
