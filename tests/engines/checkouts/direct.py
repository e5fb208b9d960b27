"""Runs in a real checkout's own interpreter: calls that program's functions as its own live view does, without us.

``python direct.py PROGRAM ROOT WORK``: WORK holds ``job.json`` (photo, cases: frames and settings) and the pictures as
``.npy``; for each case the results go to ``result_CASE.npy``. They are compared with what our engine gives.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Picture = Any
Way = Callable[[Picture], Picture]


def deep_live_cam(photo: Picture) -> tuple[Any, Callable[[], None], Way]:
    """Its settings, what forgets earlier frames, and what swaps one."""
    core = types.ModuleType("modules.core")
    core.update_status = lambda *words: sys.stderr.write(f"{words}\n")  # type: ignore[attr-defined]
    sys.modules["modules.core"] = core
    settings: Any = importlib.import_module("modules.globals")
    settings.execution_providers = ["CPUExecutionProvider"]
    analyser: Any = importlib.import_module("modules.face_analyser")
    swapper: Any = importlib.import_module("modules.processors.frame.face_swapper")
    source = analyser.get_one_face(photo)

    def forget() -> None:
        swapper.PREVIOUS_FRAME_RESULT = None

    def swap(frame: Picture) -> Picture:
        if settings.many_faces:
            faces = analyser.detect_many_faces_fast(frame) or []
        else:
            face = analyser.detect_one_face_fast(frame)
            faces = [] if face is None else [face]
        if settings.mouth_mask:
            analyser.ensure_landmarks(frame, faces)
        boxes = []
        for face in faces:
            frame = swapper.swap_face(source, face, frame)
            boxes.append(face.bbox.astype(int))
        return swapper.apply_post_processing(frame, boxes)

    return settings, forget, swap


def iroop(photo: Picture) -> tuple[Any, Callable[[], None], Way]:
    """As `deep_live_cam`."""
    settings: Any = importlib.import_module("modules.globals")
    settings.execution_providers = ["CPUExecutionProvider"]
    settings.many_faces = False
    analyser: Any = importlib.import_module("modules.face_analyser")
    analyser.get_face_analyser()
    swapper: Any = importlib.import_module("modules.processors.frame.face_swapper")
    sources = [analyser.get_one_face_left(photo), analyser.get_one_face_right(photo)]
    return settings, swapper.reset_face_tracking, lambda frame: swapper.process_frame(sources, frame)


def main(program: str, root: str, work: Path) -> None:
    """See the module."""
    os.chdir(root)
    sys.path[0] = root
    job = json.loads((work / "job.json").read_text())
    opened: Callable[[Picture], tuple[Any, Callable[[], None], Way]] = globals()[program]
    settings, forget, swap = opened(np.load(work / job["photo"]))
    for case, (frames, values) in job["cases"].items():
        for key, value in values.items():
            setattr(settings, key, value)
        forget()
        results = [np.array(swap(frame.copy())) for frame in np.load(work / frames)]
        np.save(work / f"result_{case}.npy", np.stack(results))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve())
