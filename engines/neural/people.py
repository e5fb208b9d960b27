"""Whose face is shown on whom.

1. A `Giver` is a face to show: its photos, and what a swapper needs of them (the mean of the photos' embeddings).
2. A `Sitter` is a person who may be in front of the camera, known by the mean embedding of photos, with a giver.
3. `recognise` says which sitter a face is, by the cosine of its embedding with theirs. As long as that is nobody, the
   face is nobody's: a wrong person's face is never shown on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.identity import Recogniser, Vector, unit
from engines.neural.loading import Networks
from engines.toolkit.align import Points5, crop, similarity

ENTER = 0.4
"""Cosine from which a face is taken for a person: FaceFusion's `reference_face_distance` of 0.6 (distance is 1 less the
cosine of these very embeddings)."""
STAY = 0.32
"""Cosine down to which it stays that person: DeepFace's threshold for ArcFace, a cosine distance of 0.68."""
AHEAD = 0.05
"""By so much a person must be nearer than every other one."""

Photo = tuple[Image, Points5]


@dataclass(frozen=True, slots=True)
class Giver:
    """A face to show."""

    photos: tuple[Photo, ...]
    identity: Vector | None
    """Mean raw embedding (512); None for a swapper that takes the source face as a picture."""
    source: NDArray[np.float32]
    """The swapper's input `source`."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """A person who may be in front of the camera."""

    embedding: Vector
    """Of length 1."""
    giver: Giver


def giver(photos: Sequence[Photo], networks: Networks) -> Giver:
    """What the loaded swapper needs of these photos, one or more."""
    contract, kept = networks.swapper.contract, tuple(photos)
    if networks.vector is None:
        image, points = kept[0]
        size = contract.face_size
        face = crop(image, similarity(points, contract.face_template, size), size)
        blob = face[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
        return Giver(kept, None, np.ascontiguousarray(blob))
    recogniser = networks.recogniser
    assert recogniser is not None
    embeddings = np.stack([recogniser.embedding(image, points) for image, points in kept])
    identity: Vector = embeddings.mean(axis=0, dtype=np.float32)
    return Giver(kept, identity, networks.vector(identity))


def look(photos: Sequence[Photo], recogniser: Recogniser) -> Vector:
    """How a person looks: the mean direction of the photos' embeddings, of length 1."""
    directions = np.stack([unit(recogniser.embedding(image, points)) for image, points in photos])
    mean: Vector = directions.mean(axis=0, dtype=np.float32)
    return unit(mean)


def recognise(embedding: Vector, sitters: Sequence[Sitter], before: int | None) -> int | None:
    """Which of `sitters` a face is, None for nobody; `before` is who it was taken for until now.

    Whoever it was it stays while it is near enough (`STAY`) and nobody else is clearly nearer; anybody else must be
    near (`ENTER`) and clearly nearer than all the others (`AHEAD`).
    """
    if not sitters:
        return None
    near = np.array([float(unit(embedding) @ sitter.embedding) for sitter in sitters])
    best = int(near.argmax())
    others = np.delete(near, best)
    clear = near[best] >= ENTER and (others.size == 0 or near[best] >= others.max() + AHEAD)
    if before is not None and near[before] >= STAY and not (clear and best != before):
        return before
    return best if clear else None
