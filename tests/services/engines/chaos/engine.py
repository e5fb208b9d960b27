"""An engine that answers right, wrong, late or not at all, by chance: the guard has to be ready for all of it.

A face that it says is swapped is: the place of the face is painted over with :data:`CHOSEN`.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for

import numpy as np

from engines.api import EngineContext, EngineError, Face, Frame, Image, OptionValue, SwapResult

BOX = (104, 48, 208, 136)
"""x0, y0, x1, y1 of the face in every frame of the tests."""
CHOSEN = np.kron(np.random.default_rng(7).integers(0, 256, (11, 13, 3)), np.ones((8, 8, 1))).astype(np.uint8)
_NAN = float("nan")
_ANSWERS = {
    "swapped": 50,
    "late": 2,
    "unswapped": 8,
    "mixed": 4,
    "nothing": 8,
    "raise": 8,
    "exit": 1,
    "no number": 3,
    "no size": 3,
    "elsewhere": 3,
    "other size": 3,
    "other kind": 2,
    "view": 3,
    "none": 2,
}


class ChaosEngine:
    provider = "CPUExecutionProvider"

    def __init__(self, context: EngineContext) -> None:
        self._buffer = context.buffer
        self._random = random.Random(int(context.options["seed"]))
        self._thread: ThreadPoolExecutor | None = None
        refusal = self._random.random()
        if refusal < 0.05:
            raise EngineError("The engine does not load today.")
        if refusal < 0.08:
            raise SystemExit("nor does it know how to say so")
        if context.options["beside"]:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="chaos")
            self.begin = self._begin  # only where it is wanted: its presence tells the pipeline

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        return [[] for _ in images]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Nothing: chance decides."""

    def swap(self, frame: Frame) -> SwapResult:
        answer = self._random.choices(list(_ANSWERS), list(_ANSWERS.values()))[0]
        if answer == "raise":
            raise RuntimeError("this frame was too much")
        if answer == "exit":
            raise SystemExit("this frame was far too much")
        if answer == "late":
            time.sleep(0.12)  # stands for a slow network
        whole = frame.image
        swapped = answer in ("swapped", "late", "mixed", "other size", "other kind")
        if swapped:
            whole = self._buffer(frame.image.shape)
            np.copyto(whole, frame.image)
            x0, y0, x1, y1 = BOX
            whole[y0:y1, x0:x1] = CHOSEN
        odd: dict[str, Image] = {
            "other size": whole[:90],
            "other kind": whole.astype(np.float32),
            "view": whole[:],
            "none": None,  # type: ignore[dict-item]
        }
        return SwapResult(odd.get(answer, whole), self._faces(answer, swapped))

    def _faces(self, answer: str, swapped: bool) -> tuple[Face, ...]:
        if answer == "nothing":
            return ()
        x0, y0, x1, y1 = (float(value) for value in BOX)
        boxes = {"no number": (_NAN, y0, x1, y1), "no size": (x0, y0, x0, y0), "elsewhere": (900.0, 0.0, 950.0, 50.0)}
        faces = [Face(boxes.get(answer, (x0, y0, x1, y1)), 0.9, None, swapped)]
        if answer == "mixed":
            faces.append(Face((8.0, 8.0, 40.0, 40.0), 0.5, None, False))
        return tuple(faces)

    def _begin(self, frame: Frame) -> _Begun:
        assert self._thread is not None
        return _Begun(self._thread.submit(self.swap, frame))

    def close(self) -> None:
        if self._thread is not None:
            self._thread.shutdown(wait=True)


class _Begun:
    def __init__(self, future: Future[SwapResult]) -> None:
        self._future = future

    def wait(self, timeout: float) -> bool:
        return bool(wait_for([self._future], timeout).done)

    def finish(self) -> SwapResult:
        return self._future.result()
