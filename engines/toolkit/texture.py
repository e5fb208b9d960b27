"""From one or more photos of a person to one texture in the fixed texture space.

1. `sample`: each photo's pixels are carried to texture space by its mesh, with a weight per pixel: how squarely the
   surface faced the camera, how sharply it was resolved, whether it was in the picture at all.
2. `merge`: the photos are brought to one tone (their soft light is divided out against the first) and averaged with
   the fourth power of the weights: the best photo of each place wins, without a seam.
3. What no photo saw is taken from the mirrored side, and what neither side saw from its surroundings.
4. `find_hair`: a model of the person's own skin colour tells skin from fringe. Hair pixels become skin, and the mask
   fades there.
5. `common_tone`: the skin is brought to one tone, so that its detail has natural colours under any other.
6. Half and quarter sizes are made, so that a small face is not sampled with holes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from engines.api import Image
from engines.toolkit.canonical import canonical
from engines.toolkit.masks import ATLAS, NONE, Plane, floats, smoothstep, still

SIZE = 512
"""Side of the largest texture in pixels."""


_SKIN = np.array([0.72, 0.95, 1.19])  # B, G, R over lightness: about the middle of human skin in daylight


@dataclass(frozen=True, slots=True)
class Texture:
    """A person's face in texture space."""

    levels: tuple[Image, ...]
    """BGR and an unused fourth channel, SIZE, SIZE/2 and SIZE/4 square: OpenCV samples four channels in half the time
    that it needs for three."""
    shut: tuple[Image, ...]
    """The same with the mouth and the eyes filled from lips and lids: for those who keep their own."""
    small: NDArray[np.float32]
    """ATLAS x ATLAS x 3, BGR 0..255: the same, for measuring light."""
    own: NDArray[np.float32]
    """ATLAS x ATLAS x 3: the soft light and tone of the photo itself, before `common_tone`."""
    low: NDArray[np.float32]
    """`small` without detail: only the soft light and tone of the skin."""
    solid: Plane
    """ATLAS x ATLAS: 0 where the person's hair hangs into the face, else 1; soft."""

    def level(self, width: float, shut: bool) -> Image:
        """The texture (BGRA) for a face that is `width` pixels wide in the frame."""
        levels = self.shut if shut else self.levels
        for image in reversed(levels):
            if image.shape[0] >= width * 0.9:
                return image
        return levels[0]


def soften(image: NDArray[np.float32], weight: Plane, sigma: float) -> NDArray[np.float32]:
    """Gaussian mean of an HxWxC image over the pixels that have weight (normalised convolution, Knutsson 1993)."""
    total = cv2.GaussianBlur(weight, (0, 0), sigma) + np.float32(1e-4)
    mean = cv2.GaussianBlur(image * weight[..., None], (0, 0), sigma)
    rest = (image * weight[..., None]).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-4)
    result: NDArray[np.float32] = (mean.reshape(image.shape) + rest * np.float32(1e-4)) / total[..., None]
    return result


def _fill(image: NDArray[np.float32], weight: Plane) -> NDArray[np.float32]:
    """Pixels without weight take the colour of their surroundings, near ones first (pull-push, Gortler 1996)."""
    if image.shape[0] <= 4:
        total = max(float(weight.sum()), 1e-6)
        return np.broadcast_to((image * weight[..., None]).sum(axis=(0, 1)) / total, image.shape).astype(np.float32)
    size = (image.shape[1] // 2, image.shape[0] // 2)
    half_weight = cv2.resize(weight, size, interpolation=cv2.INTER_AREA)
    half = cv2.resize(image * weight[..., None], size, interpolation=cv2.INTER_AREA)
    half = half / np.maximum(half_weight, 1e-6)[..., None]
    coarse = _fill(half.astype(np.float32), np.minimum(half_weight * 2, 1).astype(np.float32))
    back = cv2.resize(coarse, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    result: NDArray[np.float32] = image * weight[..., None] + back * (1 - weight[..., None])
    return result


def sample(image: Image, points: NDArray[np.float32]) -> tuple[NDArray[np.float32], Plane]:
    """A photo in texture space: SIZE x SIZE x 3 float32 (BGR, 0..255) and its weight 0..1 per pixel.

    `points` 478x3 in pixels of `image`.
    """
    face = canonical()
    width = float(np.linalg.norm(points[454, :2] - points[234, :2])) + 1e-6
    shrink = min(1.0, 1.1 * SIZE / width)
    low = np.floor(points[:, :2].min(axis=0) - 0.05 * width).astype(int)
    high = np.ceil(points[:, :2].max(axis=0) + 0.05 * width).astype(int)
    low, high = np.maximum(low, 0), np.minimum(high, [image.shape[1], image.shape[0]])
    high = np.maximum(high, low + 1)
    crop = image[low[1] : high[1], low[0] : high[0]]
    if shrink < 1:
        small = (max(round(crop.shape[1] * shrink), 1), max(round(crop.shape[0] * shrink), 1))
        crop = np.asarray(cv2.resize(crop, small, interpolation=cv2.INTER_AREA), np.uint8)
    ratio = np.array([crop.shape[1], crop.shape[0]]) / (high - low)
    placed = ((points[:, :2] - low + 0.5) * ratio - 0.5).astype(np.float32)
    grid = face.grid(SIZE)
    at = grid.image(placed, -9.0)
    pixels = cv2.remap(crop, at, NONE, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
    facing = grid.image(face.normals_z(points)[:, None])[..., 0]
    margin = np.minimum(
        np.minimum(at[..., 0], crop.shape[1] - 1 - at[..., 0]), np.minimum(at[..., 1], crop.shape[0] - 1 - at[..., 1])
    )
    weight = smoothstep(0.1, 0.65, facing) * smoothstep(-0.5, 2.0, margin)
    return pixels, weight.astype(np.float32)


def merge(samples: Sequence[tuple[NDArray[np.float32], Plane]], sharpness: Sequence[float]) -> Texture:
    """One texture from what `sample` made of each photo; `sharpness` is the photo's face width in pixels."""
    worth = [wide * float(weight.mean()) for (_, weight), wide in zip(samples, sharpness, strict=True)]
    first, first_weight = samples[int(np.argmax(worth))]
    flipped = np.ascontiguousarray(first[:, ::-1]), np.ascontiguousarray(first_weight[:, ::-1])
    best = max(sharpness)
    candidates = [(p, w * min(1.0, s / best)) for (p, w), s in zip(samples, sharpness, strict=True)]
    candidates.append((flipped[0], np.minimum(flipped[1], 1) * np.float32(0.4)))
    skin = cv2.resize(still().skin, (SIZE, SIZE))
    tone = soften(first, skin * first_weight, SIZE / 14)
    total = np.zeros((SIZE, SIZE), np.float32)
    blend = np.zeros((SIZE, SIZE, 3), np.float32)
    for pixels, weight in candidates:
        own = tone if pixels is first else soften(pixels, skin * weight, SIZE / 14)
        strength = weight**4
        blend += np.clip(pixels * np.clip(tone / np.maximum(own, 1), 0.5, 2), 0, 255) * strength[..., None]
        total += strength
    seen = smoothstep(0.003, 0.05, total)  # weights of 0.23 to 0.47: what is seen at a grazing angle is smeared
    pixels = _fill(floats(blend / np.maximum(total, 1e-9)[..., None]), seen)
    hair = find_hair(pixels)
    hair_large = cv2.resize(hair, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    if hair.max() > 0.05:
        bare = _fill(pixels, (1 - smoothstep(0.05, 0.4, hair_large)) * (total > 0))
        pixels = pixels + (bare - pixels) * smoothstep(0.15, 0.6, hair_large)[..., None]
    skin_only = still().skin
    own = soften(floats(cv2.resize(pixels, (ATLAS, ATLAS), interpolation=cv2.INTER_AREA)), skin_only, ATLAS / 16)
    pixels = common_tone(pixels)
    insides = still().insides
    shut = _fill(pixels, 1 - insides)
    shut *= (1 - 0.25 * cv2.GaussianBlur(insides, (0, 0), SIZE / 200))[..., None]  # no light falls between lips
    small = floats(cv2.resize(pixels, (ATLAS, ATLAS), interpolation=cv2.INTER_AREA))
    low = soften(small, skin_only, ATLAS / 16)
    return Texture(_levels(pixels), _levels(shut), small, own, low, 1 - smoothstep(0.1, 0.7, hair))


def common_tone(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """The photo with its skin at `_SKIN`, SIZE x SIZE x 3, lightness unchanged.

    Each colour's share of the lightness is raised to the power that takes the person's skin to `_SKIN`; white stays
    white. A yellowed photo has shadows that differ in blue hardly at all: under the frame's tone they would be purple.
    """
    lightness = np.maximum(floats(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)), 2)
    cheeks = cv2.resize(still().cheeks, (pixels.shape[1], pixels.shape[0])) > 0.5
    share = np.clip(pixels / lightness[..., None], 0.02, 6)
    skin = np.median(share[cheeks], axis=0)
    away = np.log(_SKIN) * np.log(skin)  # a colour on the wrong side of grey can not be reached by a power
    power = np.where(away > 0, np.log(_SKIN) / np.where(np.abs(np.log(skin)) < 1e-3, 1e-3, np.log(skin)), 1.0)
    toned = share ** np.clip(power, 0.35, 1.6).astype(np.float32)
    toned *= (lightness / np.maximum(floats(cv2.cvtColor(floats(toned), cv2.COLOR_BGR2GRAY)), 1e-3))[..., None]
    return floats(np.clip(toned, 0, 255))


def _levels(pixels: NDArray[np.float32]) -> tuple[Image, ...]:
    full = cv2.cvtColor(np.clip(pixels + 0.5, 0, 255).astype(np.uint8), cv2.COLOR_BGR2BGRA)
    half = cv2.resize(full, (SIZE // 2, SIZE // 2), interpolation=cv2.INTER_AREA)
    quarter = cv2.resize(half, (SIZE // 4, SIZE // 4), interpolation=cv2.INTER_AREA)
    return full, half, quarter


def find_hair(pixels: NDArray[np.float32]) -> Plane:
    """How likely each place is hair over the forehead or temples: ATLAS x ATLAS, 0..1.

    The person's skin is modelled in Lab from cheeks and nose by median and spread; hair is what differs by more than
    skin in other light would: in lightness generously, in colour less so.
    """
    size = ATLAS * 2
    small = cv2.resize(pixels, (size, size), interpolation=cv2.INTER_AREA) / np.float32(255)
    lab = cv2.cvtColor(np.clip(small, 0, 1), cv2.COLOR_BGR2Lab)
    cheeks = cv2.resize(still().cheeks, (size, size)) > 0.5
    reference = lab[cheeks]
    centre = np.median(reference, axis=0)
    spread = 1.4826 * np.median(np.abs(reference - centre), axis=0)
    spread = np.maximum(spread, np.array([7.0, 4.0, 4.0], np.float32))
    offset = (lab - centre) / spread
    offset[..., 0] = np.where(offset[..., 0] < 0, offset[..., 0], offset[..., 0] * 0.5)  # a shine is still skin
    distance = np.sqrt((offset * offset).sum(axis=2)).astype(np.float32)
    texture = cv2.resize(still().hair, (size, size))
    hair = smoothstep(2.4, 4.0, distance) * texture
    wide = cv2.dilate(hair, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))  # with the shadow that it throws
    soft = cv2.GaussianBlur(wide, (0, 0), size / 50)
    return floats(cv2.resize(soft, (ATLAS, ATLAS), interpolation=cv2.INTER_AREA))


def luma(bgr: NDArray[np.float32]) -> NDArray[np.float32]:
    """Lightness (Rec. 601) of Nx3 gamma-coded colours: N."""
    return floats(cv2.cvtColor(bgr[:, None], cv2.COLOR_BGR2GRAY))[:, 0]
