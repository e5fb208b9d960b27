"""Real inputs of a swapper, made of pictures: aligned crops, and identities of the faces in them.

In order: the largest face of each picture is found as in a photo of the source; its crop becomes the `target` as in a
run; who it is becomes a `source`. Each crop then meets the identity of another picture, as it does when faces are
swapped. Where there are few, crops are taken mirrored, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineError, Image
from engines.neural.contracts import RECOGNISER, Swapper
from engines.neural.identity import Recogniser, SourceVector
from engines.neural.swapper import to_tensor
from engines.toolkit.align import Points5, crop, five_points, similarity
from engines.toolkit.follow import Follower
from engines.toolkit.inference import Runtime

Feed = dict[str, NDArray[np.float32]]
"""`target` [1, 3, S, S] and `source`, as the contract says."""

LEAST = 6
"""Pictures with a face that are needed at least: fewer say little about what a network meets."""
MOST = 16
"""Inputs to measure with, at most: each costs a run of the original."""
_HELD_OUT_EVERY = 3


@dataclass(frozen=True, slots=True)
class Feeds:
    """What to calibrate with, and what to compare on: never the same picture."""

    calibration: tuple[Feed, ...]
    held_out: tuple[Feed, ...]


def make_feeds(
    original: Path,
    contract: Swapper,
    files: Mapping[str, Path],
    shipped: Path,
    pictures: Sequence[Image],
    threads: int,
    tell: Callable[[float], None],
) -> Feeds:
    """Real inputs for `original`.

    `files`: the user's models that it needs, by their names; `shipped`: the folder of the program's own networks;
    `tell` is given the part that is done. Raises EngineError: too few faces, or a model that does not fit.
    """
    faces: list[tuple[Image, Points5]] = []
    follower = Follower(shipped, ("CPUExecutionProvider",), threads)
    try:
        for index, picture in enumerate(pictures):
            mesh, _ = follower.photo(picture)
            if mesh is not None:
                faces.append((picture, five_points(mesh)))
            tell((index + 1) / len(pictures))
    finally:
        follower.close()
    if len(faces) < LEAST:
        raise EngineError(
            f"Only {len(faces)} of {len(pictures)} pictures show a face from the front; {LEAST} are needed at least.",
            "Name more photos, or a clip or recording of a face.",
        )
    sources = _sources(original, contract, files, faces, Runtime(threads=threads))
    calibration: list[Feed] = []
    held_out: list[Feed] = []
    for index, (picture, points) in enumerate(faces):
        face = crop(picture, similarity(points, contract.template, contract.size), contract.size)
        source = sources[index - 1]  # of the picture before it, and of the last one for the first
        if index % _HELD_OUT_EVERY == _HELD_OUT_EVERY - 1:
            held_out.append({"target": _tensor(face, contract), "source": source})
            continue
        calibration.append({"target": _tensor(face, contract), "source": source})
    calibration += [{**feed, "target": np.ascontiguousarray(feed["target"][..., ::-1])} for feed in calibration]
    return Feeds(tuple(calibration[:MOST]), tuple(held_out))


def _tensor(face: Image, contract: Swapper) -> NDArray[np.float32]:
    out = np.empty((1, 3, contract.size, contract.size), np.float32)
    to_tensor(face, contract, out)
    return out


def _sources(
    original: Path,
    contract: Swapper,
    files: Mapping[str, Path],
    faces: Sequence[tuple[Image, Points5]],
    runtime: Runtime,
) -> list[NDArray[np.float32]]:
    """The `source` that each face gives."""
    if contract.source == "face":
        size, found = contract.face_size, []
        for picture, points in faces:
            face = crop(picture, similarity(points, contract.face_template, size), size)
            blob = face[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
            found.append(np.ascontiguousarray(blob))
        return found
    if RECOGNISER not in files:
        raise EngineError(f"{original.name} needs {RECOGNISER} beside it.", "Put both into the model folder.")
    recogniser = Recogniser(files[RECOGNISER], runtime)
    try:
        # The emap is the original's last initializer: a copy has its own behind it.
        vector = SourceVector(original, contract, files.get(contract.converter), runtime)
        try:
            return [vector(recogniser.embedding(picture, points)) for picture, points in faces]
        finally:
            vector.close()
    finally:
        recogniser.close()
