"""Finds faces in a frame with MediaPipe's full range detector.

In order: shrink the frame into a 192 pixel square with black bars, run the network, keep the anchors whose score is
high enough, decode their boxes and keypoints, merge those that overlap, and give them back in pixels of the frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network

MODEL = "face_detection.onnx"
SIZE = 192
"""Side of the network's square input in pixels."""
GRID = 48
"""The network has one anchor in the middle of each of 48 x 48 cells."""
OVERLAP = 0.3
"""Boxes whose intersection over union is higher are one face (``min_suppression_threshold`` of MediaPipe)."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A face found in a frame, in pixels of the frame; may reach over its edges."""

    box: tuple[float, float, float, float]
    """x0, y0, x1, y1."""
    score: float
    """Confidence, 0..1."""
    keypoints: NDArray[np.float32]
    """6x2: the person's right eye (left in the picture), left eye, nose tip, mouth, right ear, left ear."""


class FaceDetector:
    """The detector with its preallocated input."""

    def __init__(self, models: Path, providers: Sequence[str], threads: int, threshold: float = 0.5) -> None:
        """``threshold`` is the least score, 0..1 exclusive. Raises EngineError when the model can not be loaded."""
        self._network = load_network(models / MODEL, Runtime(tuple(providers), threads))
        self.provider = self._network.provider
        self._least_logit = float(np.log(threshold / (1 - threshold)))
        self._bound = self._network.bind()
        (picture,) = self._bound.inputs.values()
        self._input: Image = picture.reshape(SIZE, SIZE, 3)
        self._raw, self._logits = self._bound.outputs.values()
        centres = (np.arange(GRID, dtype=np.float32) + 0.5) * (SIZE / GRID)
        x, y = np.meshgrid(centres, centres)
        # The network gives the anchors as four interleaved grids: even and odd rows and columns.
        self._anchors = np.stack([[c[i::2, j::2].ravel() for c in (x, y)] for i in (0, 1) for j in (0, 1)])

    def detect(self, image: Image) -> list[Detection]:
        """Every face in a BGR picture HxWx3 of any size, best first; none in an empty one."""
        height, width = image.shape[:2]
        if not height or not width:
            return []
        scale = SIZE / max(height, width)
        small_w, small_h = max(round(width * scale), 1), max(round(height * scale), 1)
        left, top = (SIZE - small_w) // 2, (SIZE - small_h) // 2
        self._input[:] = 0
        inside = self._input[top : top + small_h, left : left + small_w]
        inside[:] = cv2.resize(image, (small_w, small_h), interpolation=cv2.INTER_LINEAR)
        self._bound.run()
        raw, logits = self._raw, self._logits
        block, cell = np.nonzero(logits > self._least_logit)
        if not len(block):
            return []
        to_frame = np.array([width / small_w, height / small_h], np.float32)
        points = raw[block, :, cell].reshape(-1, 8, 2)  # centre, size, six keypoints; all but the size from the anchor
        origin = self._anchors[block, :, cell] - np.array([left, top], np.float32)
        points[:, 0] += origin
        points[:, 2:] += origin[:, None]
        points *= to_frame
        scores = 1.0 / (1.0 + np.exp(-np.clip(logits[block, cell], -100, 100)))
        return _merge(points, scores)

    @property
    def ran_ms(self) -> float:
        """Milliseconds within the network so far."""
        return self._network.ran_ms

    def close(self) -> None:
        """Free the network."""
        self._network.close()


def _merge(points: NDArray[np.float32], scores: NDArray[np.float32]) -> list[Detection]:
    """Weighted non-maximum suppression: each face is the mean, weighted by score, of all that overlap its best box.

    ``points`` Nx8x2 holds centre, size and keypoints, ``scores`` N. As MediaPipe's NonMaxSuppressionCalculator.
    """
    half = points[:, 1] / 2
    low, high = points[:, 0] - half, points[:, 0] + half
    area = np.prod(np.maximum(high - low, 0), axis=1)
    remaining = np.argsort(-scores, kind="stable")
    found = []
    while len(remaining):
        best = remaining[0]
        shared = np.minimum(high[remaining], high[best]) - np.maximum(low[remaining], low[best])
        overlap = np.prod(np.maximum(shared, 0), axis=1)
        union = area[remaining] + area[best] - overlap
        same = overlap > OVERLAP * union
        same[0] = True
        group = remaining[same]
        weight = scores[group] / scores[group].sum()
        mean = np.tensordot(weight, points[group], axes=1).astype(np.float32)
        x0, y0 = mean[0] - mean[1] / 2
        x1, y1 = mean[0] + mean[1] / 2
        found.append(Detection((float(x0), float(y0), float(x1), float(y1)), float(scores[best]), mean[2:]))
        remaining = remaining[~same]
    return found
