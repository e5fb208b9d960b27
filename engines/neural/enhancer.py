"""The enhancer: a network that sharpens the swapped face, and what is kept of it until it runs again.

1. `measure` makes the swapped picture as the enhancer's own crop sees it: the frame's crop with the swap pasted in.
2. `EnhanceNetwork.run` answers with the same crop, sharper.
3. `Detail` is what that changed, as a difference in the swap's own crop. It is added to the swap of this frame and of
   those after it until the network runs again, so that a frame with and one without a run of the network look alike.

Between runs the difference is worth only as much as the face has stayed what it was (`Detail.holds`): where the swap
itself has changed since (an eye that shuts, a mouth that opens) it fades, pixel by pixel, and with a head that turns it
fades as a whole. What remains there is the plain swap, never a ghost of the face before: without that, lips and lids
show double. What has faded comes back slowly (`ease`), also when the network runs: else a head that turns would go
sharp and soft some times a second. So what moves is a little softer than what rests, as it is with any camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.contracts import Enhancer, check_answer, check_enhancer
from engines.neural.onnx_file import check_file
from engines.neural.swapper import to_image, to_tensor
from engines.toolkit.align import Affine, Paster, Points5, crop, similarity
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.masks import Plane, floats, smoothstep

SEEN = 64
"""Side of the small picture by which a face is compared with what it was."""
_SAME, _OTHER = 10.0, 28.0
"""Grey levels of change up to which a difference holds, and from which it is gone: a face that talks changes its lips
by 30 and more, the swap of one that holds still by less than 5."""
_TURNED = 12.0
"""Degrees of yaw or pitch at which nothing is left of a difference; it fades from half of that on."""
_RISE = 0.1
"""By so much a difference may come back from one frame to the next: it takes a third of a second."""


class EnhanceNetwork:
    """A loaded enhancer. Called on the network's thread."""

    def __init__(self, path: Path, contract: Enhancer, runtime: Runtime) -> None:
        """Raises EngineError when the file is missing, damaged, or another model than its name says."""
        check_file(path)
        self.contract = contract
        self._network = load_network(path, runtime)
        try:
            self._picture, self._weight = check_enhancer(
                path.name, contract, self._network.inputs, self._network.outputs
            )
            shape = (1, 3, contract.size, contract.size)
            self._binding = self._network.bind({self._picture: shape})
            check_answer(path.name, self._binding.outputs[self._network.outputs[0].name], shape)
        except BaseException:
            self._network.close()
            raise
        self._paster: Paster | None = None

    def run(self, face: Image, weight: float) -> Image:
        """The crop (size x size x 3, BGR) enhanced. `weight` 0..1 counts where the network takes one."""
        inputs = self._binding.inputs
        to_tensor(face, self.contract, inputs[self._picture])
        if self._weight is not None:
            inputs[self._weight.name][...] = weight
        self._binding.run()
        out = np.empty_like(face)
        to_image(self._binding.outputs[self._network.outputs[0].name], self.contract, out)
        return out

    def paster(self, side: int) -> Paster:
        """For crops of this side, the same one as long as they have it."""
        if self._paster is None or self._paster.size != side:
            self._paster = Paster(side)
        return self._paster

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        self._network.shrink()

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def between(first: Affine, second: Affine) -> Affine:
    """From one crop of a frame to another, by how the frame goes to each."""
    back = np.vstack([np.asarray(cv2.invertAffineTransform(first), np.float64), [0.0, 0.0, 1.0]])
    return np.asarray(np.vstack([second, [0.0, 0.0, 1.0]]) @ back, np.float64)[:2]


@dataclass(frozen=True, slots=True)
class Detail:
    """What the enhancer changed."""

    difference: NDArray[np.int16]
    """Enhanced less swapped, side x side x 3 BGR, in the swap's crop."""
    seen: Image
    """The swap at that time, SEEN x SEEN x 3."""
    yaw: float
    pitch: float

    def holds(self, face: Image, yaw: float, pitch: float) -> Plane:
        """How much of it holds for the swap's crop (side x side x 3 BGR) of a later frame: SEEN x SEEN, 0..1."""
        turned = max(abs(yaw - self.yaw), abs(pitch - self.pitch))
        share = min(max(2 - 2 * turned / _TURNED, 0.0), 1.0)
        change = cv2.dilate(cv2.absdiff(small(face), self.seen).max(axis=2), np.ones((3, 3), np.uint8))
        soft = floats(cv2.GaussianBlur(floats(change), (3, 3), 0))
        return floats((1 - smoothstep(_SAME, _OTHER, soft)) * np.float32(share))

    def onto(self, face: Image, strength: Plane) -> Image:
        """The crop with the difference added, times `strength` (SEEN x SEEN, 0..1)."""
        if strength.min() == strength.max():
            level = float(strength[0, 0])
            return np.asarray(cv2.addWeighted(face, 1.0, self.difference, level, 0.0, dtype=cv2.CV_8U), np.uint8)
        side = face.shape[0]
        grown = cv2.resize(np.round(strength * 255).astype(np.uint8), (side, side), interpolation=cv2.INTER_LINEAR)
        part = cv2.multiply(self.difference, cv2.merge([grown] * 3), scale=1 / 255, dtype=cv2.CV_16S)
        return np.asarray(cv2.add(face, part, dtype=cv2.CV_8U), np.uint8)


def ease(before: Plane | None, holds: Plane) -> Plane:
    """How strongly a difference is added now, where it was added as `before` in the last frame: at once less where it
    does not hold, and only little by little more."""
    return holds if before is None else floats(np.minimum(before + np.float32(_RISE), holds))


def measure(
    network: EnhanceNetwork, image: Image, points: Points5, face: Image, mask: NDArray[np.uint8], to_face: Affine,
    pose: tuple[float, float], weight: float,
) -> Detail:  # fmt: skip
    """Run the enhancer on a swapped face.

    `image` is the frame, `points` the face's in it; `face` and `mask` (side x side) the swap's crop, and `to_face`
    takes the frame there; `pose` yaw and pitch in degrees. Where the mask leaves the user's own face the difference is
    nothing, and as much less as it leaves of it: what the network made of that must not come over a later swap.
    """
    size, side = network.contract.size, face.shape[0]
    to_crop = similarity(points, network.contract.template, size)
    seen = crop(image, to_crop, size)
    network.paster(side).paste(seen, face, mask, between(to_crop, to_face))
    after = network.run(seen, weight)
    difference = cv2.subtract(crop(after, between(to_crop, to_face), side), face, dtype=cv2.CV_16S)
    swapped = cv2.multiply(difference, cv2.merge([mask] * 3), scale=1 / 255, dtype=cv2.CV_16S)
    return Detail(np.asarray(swapped, np.int16), small(face), *pose)


def small(face: Image) -> Image:
    """A crop as SEEN x SEEN x 3, each pixel the mean of its own."""
    return np.asarray(cv2.resize(face, (SEEN, SEEN), interpolation=cv2.INTER_AREA), np.uint8)
