"""Runs inside the virtual machine: takes calls from the tests over a serial line and answers them, one after the other.

A call is a line of JSON, ``{"call": "module.function", "arguments": {...}}``, and so is its answer, ``{"value": ...}``
or ``{"error": traceback}``. The functions stand in the modules beside this one. The first line that is sent says that
the machine is up.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
import tty
from typing import Any


def main(device: str) -> None:
    line = os.open(device, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(line)
    answer(line, {"value": "ready"})
    with os.fdopen(os.dup(line), "rb") as reading:
        for request in reading:
            answer(line, carry_out(json.loads(request)))


def carry_out(request: dict[str, Any]) -> dict[str, Any]:
    module, _, function = request["call"].rpartition(".")
    try:
        found = importlib.import_module(f"tests.vm.guest.{module}")
        return {"value": getattr(found, function)(**request["arguments"])}
    except BaseException:  # noqa: BLE001 - the test that asked raises it again
        return {"error": traceback.format_exc()}


def answer(line: int, value: dict[str, Any]) -> None:
    text = json.dumps(value).encode() + b"\n"
    while text:
        text = text[os.write(line, text) :]


if __name__ == "__main__":
    main(sys.argv[1])
