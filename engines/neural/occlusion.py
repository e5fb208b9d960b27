"""The occlusion mask (XSeg): where a face is seen, and where a hand, a cup or hair is before it."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.contracts import OCCLUSION_SIZE, check_answer, check_plain
from engines.neural.onnx_file import check_file
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

_SHAPE = (1, OCCLUSION_SIZE, OCCLUSION_SIZE)
_SIGMA = 5.0
"""Pixels at a crop of 256, as FaceFusion softens its masks."""


class Occlusion:
    """A loaded XSeg network. Called on the network's thread."""

    size = OCCLUSION_SIZE

    def __init__(self, path: Path, runtime: Runtime) -> None:
        """Raises EngineError when the file is missing, damaged, or another model than its name says."""
        check_file(path)
        self._network = load_network(path, runtime)
        try:
            check_plain(path.name, (*_SHAPE, 3), (*_SHAPE, 1), self._network.inputs, self._network.outputs)
            self._binding = self._network.bind({self._network.inputs[0].name: (*_SHAPE, 3)})
            check_answer(path.name, self._binding.outputs[self._network.outputs[0].name], (*_SHAPE, 1))
        except BaseException:
            self._network.close()
            raise

    def mask(self, face: Image) -> NDArray[np.uint8]:
        """Where the crop (size x size x 3 BGR, the user's own face) shows the face itself: 255, softly 0 elsewhere."""
        (picture,), (answer, *_) = self._binding.inputs.values(), self._binding.outputs.values()
        np.multiply(face[None], np.float32(1 / 255), out=picture)
        self._binding.run()
        return soften(answer.reshape(self.size, self.size))

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        self._network.shrink()

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def soften(seen: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A mask 0..1 as 0..255, its edges soft and drawn inwards: blurred, and the upper half of that stretched.

    What is no number counts as 0.
    """
    clean = np.clip(np.nan_to_num(seen, nan=0.0, posinf=0.0, neginf=0.0), 0, 1)
    soft = np.asarray(cv2.GaussianBlur(clean, (0, 0), _SIGMA), np.float32)
    return np.round((np.clip(soft, 0.5, 1) - 0.5) * 510).astype(np.uint8)
