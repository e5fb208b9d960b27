"""A program as a bridge drives one, and that misbehaves when it is told to. Runs in the child: no tests in here.

What it shall do lies in the file ``orders.json`` of its folder, which is read anew for every frame.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


class Program:
    def __init__(self, host: Any) -> None:
        self.host = host
        self.provider = "CPUExecutionProvider"
        self.models = ["model.onnx"]
        self.colour = None
        self.shift = host.options.get("shift", 0)

    def orders(self) -> Any:
        return json.loads(Path(self.host.root, "orders.json").read_text("utf-8"))

    def set_source(self, images: Any) -> Any:
        orders = self.orders()
        if orders.get("no_face"):
            self.host.fail("checkout.no_face", "There is no face in the photo.", "Choose another one.")
        self.colour = images[0][0, 0].tolist()
        return [[self.face(image, True)] for image in images]

    def configure(self, options: Any) -> None:
        self.shift = options.get("shift", self.shift)

    def restart(self) -> None:
        self.shift = 0

    def face(self, image: Any, swapped: bool) -> Any:
        height, width = image.shape[:2]
        part = self.orders().get("part", 0.5) / 2
        box = [width * (0.5 - part), height * (0.5 - part), width * (0.5 + part), height * (0.5 + part)]
        return {"box": box, "score": 0.9, "landmarks": None, "swapped": swapped, "reason": ""}

    def swap(self, image: Any) -> Any:
        orders = self.orders()
        for name, value in orders.items():
            if name in ACTS:
                ACTS[name](self, value)
        if "lie" in orders:
            return image, [self.face(image, True)], {}
        if "tint" in orders:
            return np.clip(image, 0, 254) + 1, [self.face(image, True)], {}
        if "nothing" in orders:
            return image, [], {}
        picture = image.copy()
        height, width = image.shape[:2]
        picture[height // 4 : height * 3 // 4, width // 4 : width * 3 // 4] = self.colour or [1, 2, 3]
        picture[0, 0] = [self.shift] * 3
        if "strided" in orders:
            picture = picture[:, :, ::-1].copy()[:, :, ::-1]
        if "shape" in orders:
            picture = picture[:-1]
        return picture, [self.face(image, True)], {"paste": 1.5}

    def close(self) -> None:
        pass


def _print(program: Any, value: Any) -> None:
    print("printed by the program", flush=True)  # noqa: T201 - what programs do
    os.write(1, b'{"done": "printed as a message"}\n')
    subprocess.run([sys.executable, "-c", "print('printed by a child')"], check=True)


def _fail(program: Any, value: Any) -> None:
    raise ValueError("the program failed")


def _connect(program: Any, value: Any) -> None:
    socket.create_connection((value, 80), timeout=5)


def _start_child(program: Any, value: Any) -> None:
    """``value``: in a group of its own, so that it does not end with the program."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=bool(value))
    Path(program.host.root, "child.pid").write_text(str(child.pid), "utf-8")


def _wait(program: Any, value: Any) -> None:
    """Until the file of that name is there."""
    for _ in range(60000):
        if Path(program.host.root, value).exists():
            return
        time.sleep(0.001)


def _say(program: Any, value: Any) -> None:
    """Among the bridge's own messages."""
    os.write(program.host._messages._descriptor, value.encode() + b"\n")


def _hold(program: Any, value: Any) -> None:
    """Keep Python from running anything else, as a driver that hangs does."""
    import ctypes

    Path(program.host.root, "held").touch()
    ctypes.PyDLL(None).sleep(600)


def _once(program: Any, value: Any) -> None:
    """End over a frame the first time only."""
    path = Path(program.host.root, "once")
    if not path.exists():
        path.touch()
        os._exit(value)


def _eat(program: Any, value: Any) -> None:
    program.eaten = bytearray(value << 20)
    for place in range(0, len(program.eaten), 4096):
        program.eaten[place] = 1
    threading.Event().wait(60)


ACTS: dict[str, Callable[[Any, Any], object]] = {
    "print": _print,
    "say": _say,
    "slow": lambda _program, value: time.sleep(value),
    "fail": _fail,
    "exit": lambda _program, value: os._exit(value),
    "leave": lambda _program, value: sys.exit(value),
    "connect": _connect,
    "start_child": _start_child,
    "wait": _wait,
    "once": _once,
    "hold": _hold,
    "eat": _eat,
    "fetch": lambda _program, value: subprocess.run([value, "--version"], check=False),
    "system": lambda _program, value: os.system(value),
    "shell": lambda _program, value: subprocess.run(value, shell=True, check=False),
    "refuse": lambda program, value: program.host.fail("checkout.refused", value),
}


def open_program(host: Any) -> Program:
    orders = json.loads(Path(host.root, "orders.json").read_text("utf-8"))
    host.progress(0.5, "Loading")
    if "load_exit" in orders:
        sys.stderr.write("the model is damaged\n")
        os._exit(orders["load_exit"])
    if "load_wait" in orders:
        Path(host.root, "loading").touch()
        while not Path(host.root, orders["load_wait"]).exists():
            time.sleep(0.001)
    if "need" in orders:
        host.need(orders["need"])
    if "load_fail" in orders:
        host.fail("checkout.model_missing", *orders["load_fail"])
    if "load_raise" in orders:
        raise RuntimeError("it does not load")
    if "load_hang" in orders:
        threading.Event().wait(60)
    return Program(host)
