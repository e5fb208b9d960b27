"""Another program as an engine: a user's own checkout, in its own interpreter, behind the one contract.

:class:`BridgeEngine` is all that such an engine's class has to be, with the program's name and the path of its
``child.py``. In order, for a frame:
1. It is copied into a file that the program has mapped (`bridge_ring`), and the program is told its number
   (`bridge_keeper`, `bridge_process`); there, `bridge_child` calls the program's own functions.
2. Meanwhile a detector of ours looks at the frame now and then: the program may see one face and pass over another.
3. What came back is judged: a face counts as swapped where the program says so and the picture has changed there. Every
   face that only the detector saw is one that was not swapped, which the guard covers.

A program that ends, hangs or grows too large is started again. While it is away nobody knows where a face is, so the
guard covers the frame; the run goes on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from engines.api import (
    EngineContext,
    EngineError,
    Face,
    Frame,
    Image,
    NoFaceError,
    OptionValue,
    StopRunError,
    SwapResult,
)
from engines.toolkit.bridge_keeper import Keeper
from engines.toolkit.bridge_work import Work, failure
from engines.toolkit.face_detection import FaceDetector

LOOK_EVERY = 8
"""Frames between two looks of the detector, while all faces are accounted for."""
LOOK_S = 0.4
"""The same in seconds, for slow programs."""
LOOK_SHARE = 0.1
"""Where a look takes less than this part of what the program takes for a frame, every frame is looked at: somebody who
comes in and whom the program passes over is then never seen."""
PATIENCE_S = 1.0
"""What a frame may take in a live run before it is covered, where the last ones took less than a third of it."""
TRIES = 3
"""How often a frame is given to a program that ends over it, in a run that waits."""
_CHANGED = 0.05
"""Part of a face's pixels that a swap changes at least."""
_LEVELS = 2
"""Differences up to so much come from rounding, as where a picture is blended with itself."""
_LARGER = 2.0
"""How much larger the box of one finder may be than that of another for the same face, side by side."""


class BridgeEngine:
    """See the module. Satisfies :class:`engines.api.OverlappingEngine` and :class:`engines.api.RestartingEngine`."""

    program: ClassVar[str]
    """What people call it."""
    child: ClassVar[Path]
    """Its ``child.py``."""
    environment: ClassVar[Mapping[str, str]] = {}
    """What has to be set before its interpreter starts."""

    def __init__(self, context: EngineContext) -> None:
        """Load the program. Raises EngineError."""
        if context.checkout is None:
            raise failure(
                "checkout.none",
                f"It is not known where {self.program} lies on this machine.",
                "Choose the folder of your copy in the engine's panel.",
            )
        self._live = context.checkout.live
        self._buffer: Callable[[tuple[int, ...]], Image] = context.buffer
        self._detector = FaceDetector(context.models, ("CPUExecutionProvider",), 1)
        self._looked = -LOOK_EVERY
        self._looked_at = float("-inf")
        self._strangers = False
        self._look_s = 0.0
        self._shown: list[Face] = []
        self._keeper = Keeper(self.program, self.child, context, self.environment)
        try:
            self._keeper.wait_until_loaded()
        except BaseException:
            self.close()
            raise
        wanted = context.providers[0] if context.providers else ""
        if wanted and self.provider != wanted and wanted != "CPUExecutionProvider":
            context.tell(
                f"{self.program} runs on {_plain(self.provider)}: {_plain(wanted)} did not load in its interpreter.",
                f"What it printed stands in {self._keeper.log}.",
            )

    @property
    def provider(self) -> str:
        """What the program's own swapper really runs on."""
        return self._keeper.provider

    @property
    def models(self) -> tuple[str, ...]:
        """Model files that the program has loaded."""
        return self._keeper.models

    @property
    def pid(self) -> int | None:
        """The process that the program runs in now."""
        return self._keeper.pid

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """As :meth:`engines.api.Engine.set_source`. Raises NoFaceError and EngineError."""
        try:
            found = self._keeper.set_source(images)
        except EngineError as error:
            if error.code == "checkout.no_face":
                raise NoFaceError(str(error), error.hint) from error
            raise
        return [[_face(one) for one in faces] for faces in found]

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """As :meth:`engines.api.Engine.configure`."""
        self._keeper.configure(options)

    def restart(self) -> None:
        """As :meth:`engines.api.RestartingEngine.restart`."""
        self._looked, self._looked_at, self._strangers = -LOOK_EVERY, float("-inf"), False
        self._shown = []
        self._keeper.restart()

    def swap(self, frame: Frame) -> SwapResult:
        """See the module."""
        return self.begin(frame).finish()

    def begin(self, frame: Frame) -> BridgePending:
        """As :meth:`engines.api.OverlappingEngine.begin`."""
        began = time.perf_counter()
        work = self._keeper.begin(frame.image)
        return BridgePending(self, frame, work, (time.perf_counter() - began) * 1e3)

    def close(self) -> None:
        """End the program."""
        self._keeper.close()
        self._detector.close()

    # ---- what a pending frame asks -----------------------------------------------------------------------------

    def finished(self, pending: BridgePending) -> SwapResult:
        """What came of a frame that was begun. Raises EngineError."""
        try:
            seen = self._look(pending.frame)
        except BaseException:
            if pending.work is not None:
                self._keeper.release(pending.work)
            raise
        work = self._wait(pending)
        if work is None:
            return SwapResult(pending.frame.image, ())
        try:
            return self._result(pending, work, seen)
        finally:
            self._keeper.release(work)

    def _wait(self, pending: BridgePending) -> Work | None:
        """None where there is no picture and the run goes on without it. Raises EngineError."""
        work, tries = pending.work, 1
        while True:
            if work is not None:
                limit = max(PATIENCE_S, 3 * self._keeper.took_s) if self._live else None
                if not work.ended.wait(limit):
                    self._keeper.release(work)
                    return None
                if work.error is not None:
                    self._keeper.release(work)
                    raise work.error
                if not work.lost:
                    return work
            if self._live:
                return None
            if work is not None and tries >= TRIES:
                raise StopRunError(f"{self.program} ended {tries} times over the same frame.")
            tries += work is not None
            self._keeper.wait_until_back()
            work = self._keeper.begin(pending.frame.image)

    def _result(self, pending: BridgePending, work: Work, seen: Sequence[Face]) -> SwapResult:
        done = work.done
        assert done is not None
        frame = pending.frame
        began = time.perf_counter()
        image = self._keeper.picture(work, self._buffer) if done["changed"] else frame.image
        faces = [_believed(_face(one), frame.image, image) for one in done["faces"]]
        took_ms = (time.perf_counter() - began) * 1e3
        if self._looked != frame.index and _others(self._shown, faces):  # one that it had before: is it still there?
            seen = self._look(frame, now=True)
        strangers = _others(seen, faces)
        self._strangers, self._shown = bool(strangers), faces
        engine_ms = float(done["engine_ms"])
        copies = pending.begin_ms + took_ms + float(done["child_ms"]) - engine_ms
        stages = {"engine": engine_ms, "bridge": copies}
        stages |= {f"engine.{name}": float(value) for name, value in done["stages"].items()}
        return SwapResult(image, (*faces, *strangers), stages)

    def _look(self, frame: Frame, *, now: bool = False) -> list[Face]:
        """Faces that our detector sees, where it is time for a look."""
        cheap = 0 < self._look_s < LOOK_SHARE * self._keeper.took_s
        often = now or not self._live or self._strangers or cheap
        if not often and frame.index - self._looked < LOOK_EVERY and frame.captured_at - self._looked_at < LOOK_S:
            return []
        self._looked, self._looked_at = frame.index, frame.captured_at
        began = time.perf_counter()
        found = self._detector.detect(frame.image)
        took = time.perf_counter() - began
        self._look_s += (took - self._look_s) * (0.2 if self._look_s else 1.0)
        return [Face(one.box, one.score, one.keypoints, swapped=False, reason="not_selected") for one in found]


class BridgePending:
    """A frame that the program has. Satisfies :class:`engines.api.Pending`."""

    def __init__(self, engine: BridgeEngine, frame: Frame, work: Work | None, begin_ms: float) -> None:
        self.frame, self.work, self.begin_ms = frame, work, begin_ms
        self._engine = engine

    def wait(self, timeout: float) -> bool:
        """As :meth:`engines.api.Pending.wait`."""
        return self.work is None or self.work.ended.wait(timeout)

    def finish(self) -> SwapResult:
        """As :meth:`engines.api.Pending.finish`."""
        return self._engine.finished(self)


def _plain(provider: str) -> str:
    return provider.removesuffix("ExecutionProvider") or "nothing"


def _face(one: Mapping[str, Any]) -> Face:
    points = one.get("landmarks")
    x0, y0, x1, y1 = (float(value) for value in one["box"])
    return Face(
        (x0, y0, x1, y1),
        float(one["score"]),
        None if points is None else np.array(points, np.float32).reshape(-1, 2),
        bool(one["swapped"]),
        str(one.get("reason", "")),
    )


def _believed(face: Face, before: Image, after: Image) -> Face:
    """A face that the program says it swapped and did not is the user's own: looked at in a grid of pixels."""
    if not face.swapped:
        return face
    height, width = before.shape[:2]
    x0, y0, x1, y1 = face.box
    if all(math.isfinite(value) for value in face.box) and before is not after:
        part = np.s_[
            int(np.clip(y0, 0, height)) : int(np.clip(y1, 0, height)) : max(int(y1 - y0) // 12, 1),
            int(np.clip(x0, 0, width)) : int(np.clip(x1, 0, width)) : max(int(x1 - x0) // 12, 1),
        ]
        differ = np.any(np.abs(before[part].astype(np.int16) - after[part]) > _LEVELS, axis=2)
        if differ.size and float(differ.mean()) >= _CHANGED:
            return face
    return Face(face.box, face.score, face.landmarks, swapped=False, reason="error")


def _others(seen: Sequence[Face], known: Sequence[Face]) -> list[Face]:
    """Those that are none of the known ones. Each known one stands for one that was seen, and not for two."""
    left, others = list(known), []
    for face in seen:
        match = next((place for place, other in enumerate(left) if _same(face, other)), None)
        if match is None:
            others.append(face)
        else:
            del left[match]
    return others


def _same(one: Face, other: Face) -> bool:
    """Whether two finders saw the same face: the middle of each lies in the other's box, and they are about as large.
    A face before another one, such as a photo that somebody holds before his own, is not the one behind it."""
    ratio = _area(one) / max(_area(other), 1e-9)
    return _inside(one, other) and _inside(other, one) and _LARGER**-2 <= ratio <= _LARGER**2


def _area(face: Face) -> float:
    x0, y0, x1, y1 = face.box
    return (x1 - x0) * (y1 - y0)


def _inside(one: Face, other: Face) -> bool:
    x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
    return other.box[0] <= x <= other.box[2] and other.box[1] <= y <= other.box[3]
