"""The region mask (BiSeNet): which parts of the face are the new one's, and which stay the user's own."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.neural.contracts import CLASSES, IMAGENET, OCCLUSION_SIZE, PARSER_SIZE, Triple, check_answer, check_plain
from engines.neural.occlusion import soften
from engines.neural.onnx_file import check_file
from engines.neural.swapper import to_tensor
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.masks import floats

_LEAST = np.full((PARSER_SIZE, PARSER_SIZE), -np.inf, np.float32)


class _Scaling:
    mean: Triple = IMAGENET[0]
    std: Triple = IMAGENET[1]
    unscale = False


class Regions:
    """A loaded face parser. Called on the network's thread."""

    size = PARSER_SIZE

    def __init__(self, path: Path, runtime: Runtime) -> None:
        """Raises EngineError when the file is missing, damaged, or another model than its name says."""
        check_file(path)
        self._network = load_network(path, runtime)
        plane = (PARSER_SIZE, PARSER_SIZE)
        try:
            check_plain(path.name, (1, 3, *plane), (1, CLASSES, *plane), self._network.inputs, self._network.outputs)
            self._binding = self._network.bind({self._network.inputs[0].name: (1, 3, *plane)})
            check_answer(path.name, self._binding.outputs[self._network.outputs[0].name], (1, CLASSES, *plane))
        except BaseException:
            self._network.close()
            raise

    def mask(self, face: Image, classes: frozenset[int]) -> NDArray[np.uint8]:
        """Where the crop (size x size x 3 BGR, the user's own face) shows one of `classes`: 255, softly 0 elsewhere;
        OCCLUSION_SIZE a side, as the other mask."""
        (picture,), (answer, *_) = self._binding.inputs.values(), self._binding.outputs.values()
        to_tensor(face, _Scaling(), picture)
        self._binding.run()
        # whether the largest is a chosen one, in a tenth of the time of an argmax over the slow axis
        chosen, others = _LEAST.copy(), _LEAST.copy()
        for number in range(CLASSES):
            best = chosen if number in classes else others
            cv2.max(best, answer[0, number], dst=best)
        side = (OCCLUSION_SIZE, OCCLUSION_SIZE)
        found = cv2.resize(cv2.compare(chosen, others, cv2.CMP_GT), side, interpolation=cv2.INTER_AREA)
        return soften(floats(found) / np.float32(255))

    def shrink(self) -> None:
        """Give back what is held in reserve."""
        self._network.shrink()

    def close(self) -> None:
        """Free the network."""
        self._network.close()
