"""The frame's light on the photo's skin.

Everything happens in texture space on ATLAS x ATLAS pixels, where a place on the face stays put however the head turns,
and on gamma-coded values, which are close to how bright things look.

1. `Light.update` fetches the frame's colours at the atlas pixels, with a weight: skin, facing the camera, in the frame.
2. A smooth surface (a cubic in u and v) is fitted to the ratio between the frame's and the photo's lightness, by
   reweighted least squares: beard, glasses, fringe or a hand are outliers to it and get little weight.
3. The local ratio, blurred over what is left, may differ from that surface by a sixth at most.
4. Tone: what each colour needs beyond that, by the same kind of fit with fewer terms, and bounded closer.
5. The result is two images: `gain`, by which the texture is multiplied, and `lift`, which is added. Where the light is
   strong the gain stops growing and the lift takes over, so that pores and highlights are not blown up.
6. Both follow the frame smoothly in time.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit.canonical import canonical
from engines.toolkit.masks import ATLAS, smoothstep, still
from engines.toolkit.texture import Texture, luma

Floats = NDArray[np.float32]

GAIN_LIMIT = 1.05
_DETAIL = 45.0  # levels by which skin detail may rise over its surroundings before it clips
_RATIO = (0.2, 2.6)
_LOCAL = 1.18
_TONE = (0.72, 1.38)
_TONE_TERMS = 6
_ACCEPT = 0.15  # part of the skin that may differ without doubt about the rest
_WHOLE = 0.8  # part that differs when the light changed and not something came before the face
_PATIENCE = 60  # frames after which a change that is the same all over the face is taken for new light
_SPARSE = 3  # every third atlas pixel is enough to fit ten numbers


def _basis() -> Floats:
    inside = canonical().grid(ATLAS).inside
    u = ((inside % ATLAS + 0.5) / ATLAS * 2 - 1).astype(np.float32)
    v = ((inside // ATLAS + 0.5) / ATLAS * 2 - 1).astype(np.float32)
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v, u**3, u * u * v, u * v * v, v**3], axis=1)


class Light:
    """The light on one tracked face. `gain` and `lift` are ATLAS x ATLAS x 3 float32 (lift in levels, >= 0)."""

    def __init__(self) -> None:
        self._grid = canonical().grid(ATLAS)
        self._basis = _basis()
        self._few = np.ascontiguousarray(self._basis[::_SPARSE])
        self._skin = np.ascontiguousarray(still().skin.ravel()[self._grid.inside])
        self._ridge = np.diag(np.array([0.1, 1, 1, 2, 2, 2, 3, 3, 3, 3], np.float32)) * 4
        self._pad = np.zeros((self._basis.shape[1] - _TONE_TERMS, 1), np.float32)
        self.gain = np.ones((ATLAS, ATLAS, 3), np.float32)
        self.lift = np.zeros((ATLAS, ATLAS, 3), np.float32)
        self._fresh = True
        self.covered = 0.0
        """Part of the visible skin that something else seems to cover, 0..1."""
        self._uneven = 0.0
        self._strange = 0
        self._usual: Floats | None = None

    def restart(self) -> None:
        """Forget the past: the next update counts in full."""
        self._fresh = True

    def update(self, image: Image, points: Floats, facing: Floats, texture: Texture, match: float) -> None:
        """Measure one frame. `points` 478x3 pixels, `facing` 478 (`Canonical.normals_z`), `match` 0..1."""
        inside = self._grid.inside
        place = self._grid.spread(np.column_stack([points[:, :2], facing]))
        seen = cv2.remap(image, place[:, None, :2], None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        seen = seen[:, 0].astype(np.float32)
        height, width = image.shape[:2]
        within = (place[:, 0] > 0) & (place[:, 1] > 0) & (place[:, 0] < width - 1) & (place[:, 1] < height - 1)
        weight = self._skin * smoothstep(0.1, 0.4, place[:, 2]) * within
        photo, low = texture.small.reshape(-1, 3)[inside], texture.low.reshape(-1, 3)[inside]
        seen_luma, photo_luma = luma(seen), np.maximum(luma(photo), 4)
        self._compare(seen, seen_luma, weight)
        if self.covered > _ACCEPT and not self._fresh:
            return  # an object's colours are not the light on the face
        ratio, robust = self._surface(seen_luma, np.maximum(luma(low), 4), weight)
        planes = np.zeros((ATLAS * ATLAS, 2), np.float32)
        planes[inside, 0], planes[inside, 1] = robust * seen_luma, robust * photo_luma
        planes = cv2.GaussianBlur(planes.reshape(ATLAS, ATLAS, 2), (0, 0), ATLAS / 20).reshape(-1, 2)[inside]
        prior = 0.12 * photo_luma
        local = (planes[:, 0] + prior * ratio) / (planes[:, 1] + prior)
        ratio = np.clip(np.clip(local, ratio / _LOCAL, ratio * _LOCAL), *_RATIO)
        tone = self._tone(seen, photo, ratio, robust)
        gain = (ratio[:, None] * tone) ** np.float32(match)
        lit = np.minimum(gain * low, 246)
        slope = np.minimum(np.minimum(ratio[:, None] ** np.float32(match), GAIN_LIMIT), (250 - luma(lit)[:, None]) / _DETAIL)
        slope = np.minimum(np.maximum(slope, 0.3), lit / np.maximum(low, 1))
        self._follow(slope, np.maximum(lit - slope * low, 0), inside)

    def _compare(self, seen: Floats, seen_luma: Floats, weight: Floats) -> None:
        """Tell an object before the face: what part of the visible skin has not the colour that it had before.

        Before there is a memory, and when something stays for long, the face's own median colour is the measure:
        another lamp changes all of the skin alike, an object only its part.
        """
        total = max(float(weight.sum()), 1e-3)
        tone = np.stack([seen[:, 0], seen[:, 2]], axis=1) / (seen_luma[:, None] + 8)
        sure = np.flatnonzero(weight > 0.5)
        middle = np.median(tone[sure[::4]], axis=0) if sure.size > 40 else tone.mean(axis=0)
        noise = 4 / (seen_luma + 8)
        uneven = np.abs(tone - middle).max(axis=1) > 0.2 + noise
        self._uneven = float((weight * uneven).sum()) / total
        if self._usual is None:
            self.covered = self._uneven
        else:
            step = np.abs(np.log((seen_luma + 8) / (self._usual[:, 2] + 8)))
            step = np.abs(step - np.median(step[sure[::4]])) if sure.size > 40 else step
            changed = (np.abs(tone - self._usual[:, :2]).max(axis=1) > 0.12 + noise) | (step > 0.55)
            self.covered = float((weight * changed).sum()) / total
        self._strange = self._strange + 1 if self.covered > _ACCEPT else 0
        if self._uneven < _ACCEPT and (self.covered > _WHOLE or self._strange > _PATIENCE):
            self._usual, self._strange, self.covered = None, 0, self._uneven
        if self._usual is None and self._uneven < _ACCEPT:
            self._usual = np.column_stack([tone, seen_luma])
        elif self._usual is not None and self.covered < _ACCEPT:
            now = np.column_stack([tone, seen_luma])
            self._usual += (now - self._usual) * (np.float32(0.15) * weight[:, None])

    def _surface(self, seen: Floats, photo: Floats, weight: Floats) -> tuple[Floats, Floats]:
        """The smooth ratio at every atlas pixel, and the weights less the outliers' part.

        OpenCV multiplies the matrices: a BLAS would start threads for them, which costs more than the work.
        """
        few_seen, few_photo, few_weight = seen[::_SPARSE], photo[::_SPARSE], weight[::_SPARSE]
        model = self._few * few_photo[:, None]
        robust = few_weight
        terms = model.shape[1]
        total = max(float(few_weight.sum()), 1e-3)
        for turn in range(3):
            weighted = model * robust[:, None]
            scale = max(float((weighted[:, 0] * few_photo).sum()), 1.0)
            centre = np.zeros((terms, 1), np.float32)
            centre[0] = float((weighted[:, 0] * few_seen).sum()) / scale
            normal = cv2.gemm(weighted, model, 1, None, 0, flags=cv2.GEMM_1_T) + self._ridge * np.float32(scale * 1e-3)
            rest = few_seen[:, None] - model[:, :1] * centre[0]
            right = cv2.gemm(weighted, rest, 1, None, 0, flags=cv2.GEMM_1_T)
            solved = cv2.solve(normal, right, flags=cv2.DECOMP_CHOLESKY)[1]
            terms_now = centre + solved
            if turn < 2:
                residual = np.abs(few_seen - cv2.gemm(model, terms_now, 1, None, 0)[:, 0])
                spread = max(2.0 * float((few_weight * residual).sum()) / total, 6.0)
                robust = few_weight / (1 + (residual / spread) ** 2)
        ratio = np.clip(cv2.gemm(self._basis, terms_now, 1, None, 0)[:, 0], *_RATIO)
        return ratio, weight / (1 + ((seen - ratio * photo) / spread) ** 2)

    def _tone(self, seen: Floats, photo: Floats, ratio: Floats, weight: Floats) -> Floats:
        """What each colour channel needs beyond the lightness: a quadratic in u and v, near 1 where little is seen."""
        few_weight, few_ratio = weight[::_SPARSE], ratio[::_SPARSE]
        basis, ridge = self._few[:, :_TONE_TERMS], self._ridge[:_TONE_TERMS, :_TONE_TERMS]
        tone = np.empty_like(seen)
        start = np.zeros((_TONE_TERMS, 1), np.float32)
        start[0] = 1
        for channel in range(3):
            model = basis * (few_ratio * photo[::_SPARSE, channel])[:, None]
            weighted = model * few_weight[:, None]
            pull = ridge * np.float32(1e-3 * max(float((weighted[:, 0] * model[:, 0]).sum()), 1.0))
            normal = cv2.gemm(weighted, model, 1, None, 0, flags=cv2.GEMM_1_T) + pull
            rest = seen[::_SPARSE, channel, None] - model[:, :1]
            right = cv2.gemm(weighted, rest, 1, None, 0, flags=cv2.GEMM_1_T)
            terms = start + cv2.solve(normal, right, flags=cv2.DECOMP_CHOLESKY)[1]
            tone[:, channel] = cv2.gemm(self._basis, np.vstack([terms, self._pad]), 1, None, 0)[:, 0]
        result: Floats = np.clip(tone, *_TONE)
        return result

    def _follow(self, gain: Floats, lift: Floats, inside: NDArray[np.intp]) -> None:
        flat_gain, flat_lift = self.gain.reshape(-1, 3), self.lift.reshape(-1, 3)
        if self._fresh:
            self._fresh = False
            flat_gain[:], flat_lift[:] = gain.mean(axis=0), lift.mean(axis=0)
            flat_gain[inside], flat_lift[inside] = gain, lift
            return
        old = flat_gain[inside]
        step = min(1.0, 0.2 + 4.0 * abs(float((gain - old).mean())))
        flat_gain[inside] = old + (gain - old) * np.float32(step)
        flat_lift[inside] += (lift - flat_lift[inside]) * np.float32(step)
