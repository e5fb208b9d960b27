"""The frame's light on the photo's skin.

Everything happens in texture space on ATLAS x ATLAS pixels, where a place on the face stays put however the head turns,
and on gamma-coded values, which are close to how bright things look.

1. `Light.update` fetches the frame's colours at the atlas pixels, with a weight: skin, facing the camera, in the frame.
2. A smooth surface (a cubic in u and v) is fitted to the ratio between the frame's and the photo's lightness, by
   reweighted least squares: beard, glasses, fringe or a hand are outliers to it and get little weight.
3. The local ratio, blurred over what is left, may be a sixth darker than that surface and a third brighter at most.
4. The skin's tone in the frame is fitted by a plane for each colour: soft colour comes from the frame, detail from
   the photo.
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
from engines.toolkit.masks import ATLAS, NONE, floats, smoothstep, still
from engines.toolkit.texture import Texture, luma

Floats = NDArray[np.float32]

GAIN_LIMIT = 1.4
"""The largest gain in any colour."""
_SLOPE = 1.05  # the largest gain of lightness: brighter light lifts the skin and leaves its contrast
_COLOUR = (0.75, 1.3)  # how far the detail of one colour may be changed against the others
_BRIGHT = 246  # levels; the softened skin itself is never brighter
_DETAIL = 45.0  # levels by which skin detail may rise over its surroundings before it clips
_RATIO = (0.2, 2.6)
_LOCAL = (1 / 1.18, 1.35)  # a beard or a frame of glasses is darker, and must not show through
_TONE_LOCAL = 1.08
_TONE_TERMS = 3
_ACCEPT = 0.15  # part of the skin that may differ without doubt about the rest
_WHOLE = 0.8  # part that differs when the light changed and not something came before the face
_PATIENCE = 60  # frames after which a change that is the same all over the face is taken for new light
_SPARSE = 3  # every third atlas pixel is enough to fit ten numbers


def _basis() -> Floats:
    inside = canonical().grid(ATLAS).inside
    u = ((inside % ATLAS + 0.5) / ATLAS * 2 - 1).astype(np.float32)
    v = ((inside // ATLAS + 0.5) / ATLAS * 2 - 1).astype(np.float32)
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v, u**3, u * u * v, u * v * v, v**3], axis=1)


def _farther(a: Floats, b: Floats) -> Floats:
    """The larger difference of two columns: a reduction over an axis of two is many times slower in numpy."""
    difference = np.abs(a - b)
    result: Floats = np.maximum(difference[:, 0], difference[:, 1])
    return result


def _median(values: Floats) -> Floats:
    """The upper median of each column; numpy's own spends most of its time on other cases than this."""
    half = len(values) // 2
    result: Floats = np.partition(values, half, axis=0)[half]
    return result


class Light:
    """The light on one tracked face. `gain` and `lift` are ATLAS x ATLAS x 3 float32 (lift in levels, >= 0)."""

    def __init__(self) -> None:
        self._grid = canonical().grid(ATLAS)
        self._basis = _basis()
        self._few = np.ascontiguousarray(self._basis[::_SPARSE])
        self._skin = np.ascontiguousarray(still().skin.ravel()[self._grid.inside])
        self._ridge = np.diag(np.array([0.1, 1, 1, 2, 2, 2, 3, 3, 3, 3], np.float32))
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
        x, y = place[:, 0].copy(), place[:, 1].copy()  # as one row: a column is several times slower
        seen = floats(cv2.remap(image, x[None], y[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))[0]
        height, width = image.shape[:2]
        within = (x > 0) & (y > 0) & (x < width - 1) & (y < height - 1)
        weight = self._skin * smoothstep(0.1, 0.4, place[:, 2]) * within
        photo, low = (np.take(part.reshape(-1, 3), inside, axis=0) for part in (texture.small, texture.low))
        seen_luma, photo_luma = luma(seen), np.maximum(luma(photo), 4)
        self._compare(seen, seen_luma, weight)
        if self.covered > _ACCEPT and not self._fresh:
            return  # an object's colours are not the light on the face
        ratio, robust = self._surface(seen_luma, np.maximum(luma(low), 4), weight)
        planes = np.zeros((ATLAS * ATLAS, 2), np.float32)
        planes[inside, 0], planes[inside, 1] = robust * seen_luma, robust * photo_luma
        planes = floats(cv2.GaussianBlur(planes.reshape(ATLAS, ATLAS, 2), (0, 0), ATLAS / 20)).reshape(-1, 2)[inside]
        prior = 0.12 * photo_luma
        local = (planes[:, 0] + prior * ratio) / (planes[:, 1] + prior)
        ratio = np.clip(np.clip(local, ratio * _LOCAL[0], ratio * _LOCAL[1]), *_RATIO)
        low_luma = np.maximum(luma(low), 4)
        lit = (ratio * low_luma)[:, None] * self._tone(seen, ratio * low_luma, robust)
        bright = np.minimum(lit, _BRIGHT)  # what a colour loses by clipping the others gain: strong light is pale
        lit = np.minimum(bright + (luma(lit) - luma(bright))[:, None] * np.float32(1.6), _BRIGHT)
        own = np.take(texture.own.reshape(-1, 3), inside, axis=0)
        lit = own + (lit - own) * np.float32(match)
        slope = np.minimum(1 + (ratio - 1) * np.float32(match), _SLOPE)
        slope = np.maximum(np.minimum(slope, (250 - luma(lit)) / _DETAIL), 0.3)
        share = lit / np.maximum(low, 1)
        colour = np.clip(share / np.maximum(luma(share)[:, None], 1e-3), *_COLOUR)
        slope = np.minimum(np.minimum(slope[:, None] * colour, GAIN_LIMIT), share)
        self._follow(slope, np.maximum(lit - slope * low, 0), inside)

    def _compare(self, seen: Floats, seen_luma: Floats, weight: Floats) -> None:
        """Tell an object before the face: what part of the visible skin has not the colour that it had before.

        Before there is a memory, and when something stays for long, the face's own median colour is the measure:
        another lamp changes all of the skin alike, an object only its part.
        """
        total = max(float(weight.sum()), 1e-3)
        tone = np.stack([seen[:, 0], seen[:, 2]], axis=1) / (seen_luma[:, None] + 8)
        sure = np.flatnonzero(weight > 0.5)
        middle = _median(tone[sure[::4]]) if sure.size > 40 else tone.mean(axis=0)
        noise = 4 / (seen_luma + 8)
        uneven = _farther(np.log(tone + 0.05), np.log(middle + 0.05)) > 0.25 + noise
        self._uneven = float((weight * uneven).sum()) / total
        if self._usual is None:
            self.covered = self._uneven
        else:
            step = np.abs(np.log((seen_luma + 8) / (self._usual[:, 2] + 8)))
            step = np.abs(step - _median(step[sure[::4]])) if sure.size > 40 else step
            changed = (_farther(np.log(tone + 0.05), np.log(self._usual[:, :2] + 0.05)) > 0.14 + noise) | (step > 0.55)
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
            normal = cv2.gemm(weighted, model, 1, NONE, 0, flags=cv2.GEMM_1_T) + self._ridge * np.float32(scale * 1e-3)
            rest = few_seen[:, None] - model[:, :1] * centre[0]
            right = cv2.gemm(weighted, rest, 1, NONE, 0, flags=cv2.GEMM_1_T)
            solved = cv2.solve(normal, right, flags=cv2.DECOMP_CHOLESKY)[1]
            terms_now = centre + solved
            if turn < 2:
                residual = np.abs(few_seen - cv2.gemm(model, terms_now, 1, NONE, 0)[:, 0])
                spread = max(2.5 * float((few_weight * residual).sum()) / total, 8.0)
                robust = few_weight / (1 + (residual / spread) ** 2)
        ratio = np.clip(cv2.gemm(self._basis, terms_now, 1, NONE, 0)[:, 0], *_RATIO)
        return floats(ratio), weight / (1 + np.square((seen - ratio * photo) * np.float32(1 / spread)))

    def _tone(self, seen: Floats, lightness: Floats, weight: Floats) -> Floats:
        """The skin's colour over its lightness in the frame, each channel a plane in u and v: Nx3.

        Clipped pixels have lost their colour and are left out; no place may differ much from the whole face.
        """
        weight = (weight * ((seen[:, 1] < 250) & (seen[:, 2] < 250)))[::_SPARSE] + np.float32(1e-4)
        seen = seen[::_SPARSE]
        model = self._few[:, :_TONE_TERMS] * lightness[::_SPARSE, None]
        weighted = model * weight[:, None]
        scale = max(float((weighted[:, 0] * model[:, 0]).sum()), 1.0)
        mean = (weighted[:, :1] * seen).sum(axis=0) / np.float32(scale)
        normal = floats(cv2.gemm(weighted, model, 1, NONE, 0, flags=cv2.GEMM_1_T))
        normal += self._ridge[:_TONE_TERMS, :_TONE_TERMS] * np.float32(1e-2 * scale)
        right = cv2.gemm(weighted, seen - model[:, :1] * mean, 1, NONE, 0, flags=cv2.GEMM_1_T)
        terms = cv2.solve(normal, right, flags=cv2.DECOMP_CHOLESKY)[1]
        tone = mean + cv2.gemm(self._basis[:, :_TONE_TERMS].copy(), terms, 1, NONE, 0)
        tone = np.clip(tone, mean / _TONE_LOCAL, mean * _TONE_LOCAL)
        result: Floats = tone / luma(tone)[:, None]
        return result

    def _follow(self, gain: Floats, lift: Floats, inside: NDArray[np.intp]) -> None:
        flat_gain, flat_lift = self.gain.reshape(-1, 3), self.lift.reshape(-1, 3)
        if self._fresh:
            self._fresh = False
            flat_gain[:], flat_lift[:] = gain.mean(axis=0), lift.mean(axis=0)
            flat_gain[inside], flat_lift[inside] = gain, lift
            return
        old_gain, old_lift = np.take(flat_gain, inside, axis=0), np.take(flat_lift, inside, axis=0)
        step = min(1.0, 0.2 + 4.0 * abs(float((gain - old_gain).mean())))
        flat_gain[inside] = old_gain + (gain - old_gain) * np.float32(step)
        flat_lift[inside] = old_lift + (lift - old_lift) * np.float32(step)
