"""What the network's thread does with one face of one frame.

In order, each at its own pace (`Kept` remembers the last run for each face that is followed):
1. Who is it? With a face map, or where the target's own identity counts: the recogniser, now and then.
2. Masks of the user's own face: what is before it, which parts are swapped. When too little is left it ends here.
3. The swap itself, in every frame.
4. The enhancer, over the swap.

Nothing here is called on the pipeline's thread, and one face at a time: no locks. The pipeline's thread cuts the face
out before and pastes the outcome after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.choices import NEUTRAL, Choices
from engines.neural.cover import ENOUGH, LEAST, glance, held, inner, scaled, share
from engines.neural.enhancer import Detail, ease, measure
from engines.neural.identity import mix
from engines.neural.loading import Networks
from engines.neural.people import Giver, Sitter, recognise
from engines.neural.swapper import Swap, Tensor
from engines.toolkit.align import Affine, Points5, box_mask, crop
from engines.toolkit.masks import floats
from engines.toolkit.track import Box

MEASURE_EVERY = 15
"""Frames between two measurements of who somebody is."""
MEASURE_UNKNOWN = 5
"""The same while it is nobody of the face map: a first look may have met a blurred face."""

Plane = NDArray[np.uint8]


@dataclass(slots=True)
class Kept:
    """What is kept of one face that is followed."""

    place: Box | None = None
    """Where it was in the last frame, None when it was not fit to be swapped. The pipeline's thread alone uses this
    and the next, the network's all others."""
    look: Image | None = None
    """A very small picture of it in that frame."""
    measured: int | None = None
    """Its number of frames at the last measurement; None before the first. So are the two below."""
    embedding: NDArray[np.float32] | None = None
    person: int | None = None
    giver: Giver | None = None
    mixed: Tensor | None = None
    """The giver's source with some of the face's own identity."""
    masked: int | None = None
    occlusion: Plane | None = None
    seen: Image | None = None
    """The user's own face when the masks were made."""
    region: Plane | None = None
    covered: bool = False
    enhanced: int | None = None
    detail: Detail | None = None
    strength: NDArray[np.float32] | None = None
    """How strongly that was added in the last frame, as `enhancer.ease` has it."""


@dataclass(frozen=True, slots=True)
class Job:
    """One face, cut out."""

    kept: Kept
    image: Image
    """The frame."""
    frames: int
    """For how many frames it has been followed."""
    shaken: bool
    """Whether it may be another face than in the frame before."""
    points: Points5
    oval: NDArray[np.float32]
    """Its outline, Nx2 in pixels of the frame."""
    pose: tuple[float, float]
    """Yaw and pitch in degrees."""
    matrix: Affine
    """From the frame to the swap's crop."""
    arrays: Swap
    """That crop, as the swapper takes it, and room for its answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it."""

    reason: str = ""
    """Why there is no swap; empty where there is one."""
    face: Image | None = None
    """The enhanced crop, BGR; None without an enhancer: then it is the swapper's answer."""
    matrix: Affine | None = None
    mask: Plane | None = None
    """Of the crop that is pasted, and from the frame to it."""
    times: dict[str, float] = field(default_factory=dict)
    """Milliseconds by stage, of those that ran for this frame."""


@dataclass(frozen=True, slots=True)
class Stages:
    """All that the network's thread needs; made anew when something of it changes."""

    networks: Networks
    choices: Choices
    plain: Giver | None
    """The face for everybody."""
    sitters: Sequence[Sitter] = ()
    """The face map; empty: there is none."""

    @property
    def size(self) -> int:
        """Side of the swap's crop."""
        return self.networks.swapper.contract.size * self.choices.boost

    def run(self, job: Job) -> Outcome:
        """See the module."""
        times: dict[str, float] = {}
        giver = self._giver(job, times)
        if giver is None:
            return Outcome("not_selected", times=times)
        if giver is not job.kept.giver:
            job.kept.giver, job.kept.mixed, job.kept.detail, job.kept.strength = giver, None, None, None
        mask = self._mask(job, times)
        if job.kept.covered:
            return Outcome("covered", times=times)
        source = self._source(job, giver)
        times["swap.network"] = job.arrays.run(source)
        if self.networks.enhancer is None:
            return Outcome("", None, job.matrix, self._over_box(mask, self.size), times)
        return self._enhance(job, mask, times)

    # ---- who -------------------------------------------------------------------------------------------------

    def _giver(self, job: Job, times: dict[str, float]) -> Giver | None:
        kept, recogniser = job.kept, self.networks.recogniser
        weighted = self.choices.weight != NEUTRAL and self.networks.vector is not None
        if recogniser is not None and (self.sitters or weighted) and self._due_to_measure(job):
            began = perf_counter()
            kept.measured = None  # should it fail: who it was before may be somebody else
            kept.embedding = recogniser.embedding(job.image, job.points)
            kept.person = recognise(kept.embedding, self.sitters, kept.person)
            kept.measured, kept.mixed = job.frames, None
            times["swap.recognise"] = (perf_counter() - began) * 1e3
        if not self.sitters:
            return self.plain
        if kept.person is not None:
            return self.sitters[kept.person].giver
        return self.plain if self.choices.others == "source" else None

    def _due_to_measure(self, job: Job) -> bool:
        kept = job.kept
        every = MEASURE_UNKNOWN if self.sitters and kept.person is None else MEASURE_EVERY
        return kept.measured is None or job.shaken or job.frames - kept.measured >= every

    def _source(self, job: Job, giver: Giver) -> Tensor:
        """The giver's source, or with a weight other than neutral its mix with who the face is."""
        kept, vector = job.kept, self.networks.vector
        if self.choices.weight == NEUTRAL or vector is None or giver.identity is None or kept.embedding is None:
            return giver.source
        if kept.mixed is None:
            kept.mixed = vector(mix(giver.identity, kept.embedding, self.choices.weight))
        return kept.mixed

    # ---- masks -----------------------------------------------------------------------------------------------

    def _mask(self, job: Job, times: dict[str, float]) -> Plane | None:
        """What the mask networks leave, in the swap's crop; None without any. Sets `Kept.covered`."""
        occlusion, regions, kept = self.networks.occlusion, self.networks.regions, job.kept
        if occlusion is None and regions is None:
            return None
        size = self.size
        face = inner(job.oval, job.matrix, size)
        now = glance(job.image, job.matrix, size)
        if kept.masked is None or job.frames - kept.masked >= self.choices.mask_every:
            began = perf_counter()
            if occlusion is not None:
                kept.occlusion = occlusion.mask(_crop(job, size, occlusion.size))
            if regions is not None:
                kept.region = regions.mask(_crop(job, size, regions.size), self.choices.classes)
            kept.masked, kept.seen = job.frames, now
            times["swap.mask"] = (perf_counter() - began) * 1e3
        mask = kept.region
        if kept.occlusion is not None and kept.seen is not None:
            free = held(kept.occlusion, kept.seen, now, face)
            mask = free if mask is None else np.asarray(cv2.multiply(mask, free, scale=1 / 255), np.uint8)
        assert mask is not None
        part = share(mask, face, self.choices.border, self.choices.feather)
        kept.covered = part < (ENOUGH if kept.covered else LEAST)
        return mask

    def _over_box(self, mask: Plane | None, side: int) -> Plane:
        box = box_mask(side, self.choices.border, self.choices.feather)
        if mask is None:
            return box
        how = cv2.INTER_AREA if side < mask.shape[0] else cv2.INTER_LINEAR
        grown = cv2.resize(mask, (side, side), interpolation=how)
        return np.asarray(cv2.multiply(box, grown, scale=1 / 255), np.uint8)

    # ---- enhancer --------------------------------------------------------------------------------------------

    def _enhance(self, job: Job, mask: Plane | None, times: dict[str, float]) -> Outcome:
        network, choices, kept, size = self.networks.enhancer, self.choices, job.kept, self.size
        assert network is not None
        face: Image = np.empty((size, size, 3), np.uint8)
        job.arrays.get(face)
        side, matrix = max(size, network.contract.size), job.matrix
        if side > size:
            face = np.asarray(cv2.resize(face, (side, side), interpolation=cv2.INTER_LINEAR), np.uint8)
            matrix = scaled(matrix, size, side)
        over = self._over_box(mask, side)
        if kept.detail is None or kept.enhanced is None or job.frames - kept.enhanced >= choices.enhance_every:
            began = perf_counter()
            kept.detail = measure(network, job.image, job.points, face, over, matrix, job.pose, choices.enhancer_weight)
            kept.enhanced = job.frames
            times["swap.enhance"] = (perf_counter() - began) * 1e3
        kept.strength = ease(kept.strength, kept.detail.holds(face, *job.pose))
        face = kept.detail.onto(face, floats(kept.strength * np.float32(choices.enhancer_blend)))
        return Outcome("", face, matrix, over, times)


def _crop(job: Job, have: int, want: int) -> Image:
    """The user's own face in the swap's crop, at a mask's own size."""
    return crop(job.image, scaled(job.matrix, have, want), want)
