"""Makes the demo clip: `python resources/media/make_demo.py` writes demo.mp4 and demo.json beside this file.

No free film of a face was at hand, so one is rendered from a public-domain portrait (hopper.jpg). What happens, in order:
1. the portrait is doubled in size, its spectacles are painted out, and the 3D face mesh is measured on it;
2. it is cut along hand-drawn outlines into two layers: head (with hat) and body (with the neck continued under the chin);
3. the head gets a depth: the mesh's own z in the face, bulging away to the back at the outline;
4. for each frame the script in `pose_at` gives angles, place, mouth, eyelids and the position of a booklet that covers
   half the face; eyelids and mouth are warped in the texture, then the head's grid is turned in 3D, drawn with a depth
   test, and laid over the body and a drawn room; exposure drift and sensor noise make it look like a webcam;
5. frames go to H.264, and the truth about every frame (where the face is, its angles, covered or not) to demo.json.
Everything is seeded: the same packages give the same clip.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
WIDTH, HEIGHT, FPS, SECONDS = 1280, 720, 30, 14.0
UP = 2  # texture pixels per portrait pixel
FOCAL = 900.0  # camera distance in portrait pixels: a webcam at arm's length
SCALE = 1.38  # frame pixels per portrait pixel at rest
PIVOT = np.array([262.0, 322.0, 62.0])  # where the neck carries the head; portrait pixels, z away from the camera
REST = np.array([640.0, 447.0])  # the pivot's place in the frame at rest
DEPTH = 1.1  # the mesh's z is a little flat: with this factor a turn of 50 degrees is measured as 40, not as 37
AWAY = 1050.0  # so far to the right nothing of the body is left in the picture
GRID = 4  # portrait pixels between the vertices of the head's grid

Array = NDArray[Any]

# Outlines in portrait pixels, drawn by hand on hopper.jpg (512 x 600).
HEAD_OUTLINE = [
    (173, 86), (178, 70), (191, 55), (205, 45), (220, 41), (225, 33), (239, 26), (256, 23), (275, 25), (291, 32), (301, 41),
    (317, 45), (335, 58), (348, 72), (353, 88), (362, 88), (366, 96), (370, 119), (371, 140), (370, 166), (369, 181), (374, 189),
    (375, 197), (373, 213), (369, 234), (365, 249), (361, 266), (358, 280), (351, 293), (343, 303), (336, 303), (330, 299),
    (325, 310), (317, 319), (303, 327), (287, 331), (270, 333), (250, 333), (233, 331), (218, 324), (208, 317), (203, 308),
    (199, 297), (190, 294), (174, 285), (163, 275), (161, 260), (161, 236), (156, 215), (154, 197), (155, 189), (152, 171),
    (153, 150), (154, 135), (155, 114), (157, 101), (164, 93),
]
BODY_OUTLINE = [
    (203, 315), (190, 328), (167, 344), (147, 351), (117, 362), (84, 369), (63, 381), (52, 386), (44, 400), (35, 420), (31, 433),
    (27, 477), (20, 540), (10, 600), (548, 600), (540, 560), (528, 505), (516, 456), (499, 413), (491, 394), (472, 382), (452, 375),
    (422, 370), (399, 359), (362, 342), (349, 330), (332, 314), (327, 300), (322, 230), (212, 230), (210, 316),
]
NECK_TOP, NECK_ROW = 225, 356  # the neck is continued upwards from the colours of NECK_ROW
SPECTACLES_LINES = [  # (thickness, points)
    (7.6, [(181, 184), (191, 180), (207, 178), (220, 176), (234, 178), (245, 182), (254, 186)]),
    (5.2, [(190, 195), (194, 208), (204, 222), (218, 229), (234, 229), (244, 222), (251, 210), (256, 195)]),
    (5.2, [(274, 191), (279, 206), (288, 219), (302, 228), (316, 228), (330, 219), (339, 206), (342, 189)]),
    (7.6, [(280, 181), (292, 175), (305, 172), (323, 170), (341, 170), (351, 174), (358, 185)]),
]
SPECTACLES_AREAS = [
    [(176, 178), (195, 178), (195, 197), (188, 197), (176, 189)],
    [(247, 181), (282, 181), (280, 194), (249, 194)],
    [(336, 168), (355, 170), (361, 187), (354, 189), (339, 191)],
    [(322, 172), (338, 172), (338, 190), (330, 190), (323, 183)],
    [(198, 177), (214, 177), (213, 185), (199, 187)],
]
TEMPLES = [(168, 177, 196, 197, 23), (338, 169, 366, 191, 24)]  # x0, y0, x1, y1, rows to the skin that replaces it
EYES = [(221, 190), (304, 186)]
# Points of the 478-point mesh.
UPPER_LIDS = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (362, 398, 384, 385, 386, 387, 388, 466, 263))
LOWER_LIDS = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (362, 382, 381, 380, 374, 373, 390, 249, 263))
MOUTH_SEAM = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)


@dataclass(frozen=True)
class Pose:
    """What the head does in one frame. Angles in degrees, dx and dy in frame pixels, mouth, blink and cover from 0 to 1."""

    yaw: float = 0.0  # positive: the nose goes to the right of the picture
    pitch: float = 0.0  # positive: the nose goes down
    roll: float = 0.0  # positive: clockwise in the picture
    dx: float = 0.0
    dy: float = 0.0
    zoom: float = 1.0
    mouth: float = 0.0
    blink: float = 0.0
    cover: float = 0.0


SEGMENTS: tuple[tuple[float, float, str], ...] = (
    (0.0, 1.5, "still"),
    (1.5, 3.3, "move"),
    (3.3, 6.7, "yaw"),
    (6.7, 8.3, "mouth"),
    (8.3, 9.2, "pitch"),
    (9.2, 9.9, "leave"),
    (9.9, 11.0, "away"),
    (11.0, 11.8, "return"),
    (11.8, 13.3, "covered"),
    (13.3, 14.0, "rest"),
)
# Keys (second, value) of each movement, joined by smooth steps. First and last value agree: the clip loops without a jump.
KEYS: dict[str, list[tuple[float, float]]] = {
    "yaw": [(1.5, 0), (2.1, -12), (2.8, 10), (3.3, 0), (4.2, 50), (4.5, 50), (5.8, -49), (6.1, -49), (6.8, 0), (7.4, 6), (8.3, -3),
            (8.8, 0), (9.2, 0), (9.8, 30), (11.0, -24), (11.8, 0), (13.3, 0)],
    "pitch": [(1.5, 0), (2.1, 4), (2.9, -3), (3.3, 0), (8.2, 0), (8.55, 14), (8.95, -11), (9.25, 0)],
    "roll": [(1.5, 0), (2.0, -9), (2.8, 8), (3.3, 0), (6.8, 0), (7.5, 4), (8.3, -3), (9.2, 0), (9.8, 7), (11.0, 6), (11.8, 0)],
    "dx": [(1.5, 0), (2.1, -120), (2.9, 110), (3.3, 70), (4.3, 40), (5.9, -40), (6.8, 0), (9.2, 0), (9.9, AWAY), (11.0, AWAY), (11.8, 0)],
    "dy": [(1.5, 0), (2.1, 14), (2.9, -6), (3.3, 0), (9.2, 0), (9.9, 40), (11.0, 40), (11.8, 0)],
    "zoom": [(1.5, 1), (2.4, 1.09), (3.3, 1.0), (6.8, 1), (7.6, 1.04), (8.3, 1.0)],
    "mouth": [(6.8, 0), (7.0, 0.55), (7.15, 0.2), (7.4, 1.0), (7.65, 0.3), (7.8, 0.75), (8.1, 0.1), (8.3, 0), (11.8, 0)],
    "blink": [(1.7, 0), (1.77, 1), (1.83, 1), (1.95, 0), (3.9, 0), (3.97, 1), (4.03, 1), (4.15, 0), (6.5, 0), (6.57, 1), (6.65, 1),
              (6.8, 0), (7.9, 0), (7.97, 1), (8.03, 1), (8.15, 0), (13.4, 0), (13.47, 1), (13.53, 1), (13.65, 0)],
    "cover": [(11.8, 0), (12.25, 1), (12.75, 1), (13.3, 0)],
}


def pose_at(second: float) -> Pose:
    """The pose at a time of the clip."""
    values: dict[str, float] = {}
    for name, keys in KEYS.items():
        times = [k[0] for k in keys]
        i = int(np.searchsorted(times, second, side="right"))
        if i == 0 or i == len(keys):
            values[name] = float(keys[min(i, len(keys) - 1)][1])
            continue
        (t0, v0), (t1, v1) = keys[i - 1], keys[i]
        s = (second - t0) / (t1 - t0)
        values[name] = float(v0 + (v1 - v0) * s * s * (3 - 2 * s))
    return Pose(**values)


def smoothstep(x: Array) -> Array:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def polygon(shape: tuple[int, int], points: list[tuple[float, float]], soft: float) -> Array:
    """Coverage 0..1 (float32) of a polygon given in portrait pixels, on a texture of `shape`, softened by `soft` texture pixels."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(np.array(points) * UP * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), soft).astype(np.float32) / 255


def bleed(colour: Array, mask: Array, radius: float) -> Array:
    """The colours inside the mask carried outwards, so that soft edges show no trace of the old background."""
    inside = (mask > 0.97).astype(np.float32)
    inside = cv2.erode(inside, np.ones((3, 3), np.uint8), iterations=2)
    out = colour * inside[..., None]
    known = inside.copy()
    for sigma in (radius / 4, radius, radius * 4):
        weight = cv2.GaussianBlur(inside, (0, 0), sigma)
        spread = cv2.GaussianBlur(colour * inside[..., None], (0, 0), sigma) / np.maximum(weight, 1e-4)[..., None]
        take = (known < 0.5) & (weight > 0.02)
        out[take] = spread[take]
        known[take] = 1
    return out


def without_spectacles(portrait: Array, rng: np.random.Generator) -> Array:
    """The portrait at texture size with the spectacles painted out: a swapped face would leave their ends at the temples."""
    big = cv2.resize(portrait, None, fx=UP, fy=UP, interpolation=cv2.INTER_CUBIC)
    mask = np.zeros(big.shape[:2], np.uint8)
    for thickness, points in SPECTACLES_LINES:
        cv2.polylines(mask, [np.round(np.array(points) * UP * 16).astype(np.int32)], False, 255, round(thickness * UP), cv2.LINE_AA, 4)
    for area in SPECTACLES_AREAS:
        cv2.fillPoly(mask, [np.round(np.array(area) * UP).astype(np.int32)], 255)
    mask = np.where(mask > 60, 255, 0).astype(np.uint8)
    filled = cv2.inpaint(big, mask, 6, cv2.INPAINT_TELEA).astype(np.float32)
    for x0, y0, x1, y1, below in TEMPLES:  # hair and skin from just below, where the hinges were
        patch = np.zeros(big.shape[:2], np.float32)
        patch[y0 * UP : y1 * UP, x0 * UP : x1 * UP] = 1
        patch = cv2.GaussianBlur(patch, (0, 0), 5)[..., None]
        filled = filled * (1 - patch) + np.roll(filled, -below * UP, 0) * patch
        mask[patch[..., 0] > 0.4] = 0
    # Skin without grain looks like wax: take the grain of the cheeks' scale.
    grain = cv2.GaussianBlur(rng.normal(0, 1, big.shape[:2]).astype(np.float32), (0, 0), 1.6)
    soft = cv2.GaussianBlur(mask, (0, 0), 2).astype(np.float32)[..., None] / 255
    smooth = cv2.GaussianBlur(filled, (0, 0), 2.5)
    out = filled * (1 - soft) + (smooth + grain[..., None] * 18) * soft
    # The lenses shift brightness and hue; their outline would stay as an arc: even out what is coarse along it.
    rims = np.zeros(big.shape[:2], np.uint8)
    for thickness, points in SPECTACLES_LINES[1:3]:
        cv2.polylines(rims, [np.round(np.array(points) * UP).astype(np.int32)], False, 255, round(thickness * UP))
    rims = cv2.dilate(rims, np.ones((9 * UP, 9 * UP), np.uint8))
    for eye in EYES:
        cv2.ellipse(rims, (eye[0] * UP, eye[1] * UP), (20 * UP, 11 * UP), 0, 0, 360, 0, -1)
    band = cv2.GaussianBlur(rims, (0, 0), 3 * UP).astype(np.float32)[..., None] / 255
    coarse, even = cv2.GaussianBlur(out, (0, 0), 3 * UP), cv2.GaussianBlur(out, (0, 0), 8 * UP)
    out = out + (even - coarse) * band
    # A light denoise of all hides the JPEG blocks that the enlarging would show.
    return cv2.bilateralFilter(np.clip(out, 0, 255).astype(np.uint8), 7, 14, 3)


def head_depth(points: Array, coverage: Array) -> Array:
    """Depth (portrait pixels, away from the camera) over the portrait; points (N, 3) of the mesh, coverage of the head at portrait size."""
    h, w = coverage.shape
    total, weight = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    ix, iy = np.clip(points[:, 0].astype(int), 0, w - 1), np.clip(points[:, 1].astype(int), 0, h - 1)
    np.add.at(total, (iy, ix), points[:, 2])
    np.add.at(weight, (iy, ix), 1)
    depth = np.zeros((h, w), np.float32)
    for sigma in (60.0, 25.0, 12.0, 6.0):  # coarse to fine: near the points the finest scale decides
        known = cv2.GaussianBlur(weight, (0, 0), sigma)
        fine = cv2.GaussianBlur(total, (0, 0), sigma) / np.maximum(known, 1e-9)
        sure = smoothstep(known * sigma * sigma * 4)
        depth = depth * (1 - sure) + fine * sure
    distance = cv2.distanceTransform((coverage > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    bulge = np.sqrt(1 - (1 - np.clip(distance / 34, 0, 1)) ** 2)
    rim = np.maximum(depth, 0) * 0.3 + 78.0
    depth = depth * bulge + rim * (1 - bulge)
    # The hat is an upright drum: it falls away to the sides only, else its top would fold over when it turns.
    x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    drum = 26 + 70 * (1 - np.sqrt(1 - np.clip((x - 262) / 118, -0.96, 0.96) ** 2)) - 12 * smoothstep((y - 80) / 40)
    hat = smoothstep((150 - y - 14 * np.abs((x - 262) / 110)) / 36)
    depth = depth * (1 - hat) + drum * hat
    return cv2.GaussianBlur(depth, (0, 0), 3.0)


class Actor:
    """The portrait taken apart: textures of head and body, the head's grid with its depth, eyes and mouth in texture pixels."""

    def __init__(self, portrait: Array, points: Array, texture: Array, rng: np.random.Generator) -> None:
        pad = 40 * UP  # the right sleeve leaves the portrait: the suit is mirrored on
        colour = cv2.copyMakeBorder(texture, 0, 0, 0, pad, cv2.BORDER_REFLECT).astype(np.float32)
        shape = colour.shape[:2]
        self.points = points
        self.head_mask = polygon(shape, [(float(x), float(y)) for x, y in HEAD_OUTLINE], 1.6)
        self.head = bleed(colour, self.head_mask, 4.0)
        self.body_mask = polygon(shape, [(float(x), float(y)) for x, y in BODY_OUTLINE], 1.6)
        self.body = self._body(colour, rng)
        small = cv2.resize(self.head_mask, (shape[1] // UP, shape[0] // UP), interpolation=cv2.INTER_AREA)
        depth = head_depth(points, small)
        ys, xs = np.mgrid[16:372:GRID, 144:384:GRID]
        self.vertices = np.stack([xs, ys, depth[ys, xs]], -1).astype(np.float64)
        rows, cols = xs.shape
        index = np.arange(rows * cols).reshape(rows, cols)
        a, b, c, d = index[:-1, :-1].ravel(), index[:-1, 1:].ravel(), index[1:, :-1].ravel(), index[1:, 1:].ravel()
        # 32 rows below the chin stay in the grid: the open mouth pushes the chin there.
        near = cv2.dilate((small > 0.01).astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
        near[300:366, 205:325] = True
        keep = near[ys, xs].ravel()
        triangles = np.concatenate([np.stack([a, b, c], 1), np.stack([b, d, c], 1)])
        self.triangles = triangles[keep[triangles].all(1)]
        self.uv = np.stack([xs, ys], -1).reshape(-1, 2).astype(np.float64) * UP
        self.yy, self.xx = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)

    def _body(self, colour: Array, rng: np.random.Generator) -> Array:
        """The body with the neck carried on upwards, where the portrait's chin and its shadow are."""
        body = colour.copy()
        top, row = NECK_TOP * UP, NECK_ROW * UP
        profile = cv2.GaussianBlur(colour[row - 6 : row + 10].mean(0)[None], (0, 0), 5)[0]
        left, right = 220 * UP, 299 * UP
        profile[:left], profile[right:] = profile[left], profile[right]
        inner = polygon(colour.shape[:2], [(196, 225), (340, 225), (334, 312), (324, 333), (310, 352), (298, 362), (232, 362), (214, 352), (206, 318)], 4.0)
        rows = np.arange(top, row + 30)
        shade = 0.62 + 0.38 * smoothstep((rows - 305 * UP) / (50.0 * UP))
        grain = cv2.GaussianBlur(rng.normal(0, 1, (len(rows), colour.shape[1])).astype(np.float32), (0, 0), 1.6) * 12
        fill = profile[None] * shade[:, None, None] + grain[..., None]
        part = inner[rows][..., None]
        body[rows] = body[rows] * (1 - part) + fill * part
        return bleed(body, self.body_mask, 4.0)

    def face_texture(self, pose: Pose) -> tuple[Array, Array]:
        """Head colours (float32 BGR) and coverage with eyelids and mouth as the pose wants them."""
        xx, yy = self.xx, self.yy.copy()
        if pose.blink > 0.01:
            for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True):
                yy = self._lid(yy, self.points[list(upper), :2] * UP, self.points[list(lower), :2] * UP, pose.blink)
        inside = None
        if pose.mouth > 0.01:
            yy, inside = self._jaw(yy, pose.mouth * 18 * UP)
        if pose.blink <= 0.01 and inside is None:
            return self.head, self.head_mask
        colour = cv2.remap(self.head, xx, yy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.remap(self.head_mask, xx, yy, cv2.INTER_LINEAR)
        if inside is not None:
            coverage, oral = inside
            colour = colour * (1 - coverage[..., None]) + oral * coverage[..., None]
        return colour, mask

    def _lid(self, yy: Array, upper: Array, lower: Array, closed: float) -> Array:
        """Where each texture pixel comes from when the upper lid is pulled down over the eye."""
        x = self.xx[0]
        order = np.argsort(upper[:, 0])
        up = np.interp(x, upper[order, 0], upper[order, 1])
        low = np.interp(x, lower[order, 0], lower[order, 1])
        inside = (x > upper[:, 0].min()) & (x < upper[:, 0].max())
        drop = np.where(inside, low - up + 2.4 * UP, 0.0) * closed
        up, drop = up + 1.5, cv2.GaussianBlur(drop[None].astype(np.float32), (0, 0), 2)[0]
        brow = up - 15 * UP
        lid = up + drop
        within = (yy > brow) & (yy < lid)
        return np.where(within, brow + (yy - brow) * (up - brow) / (lid - brow), yy).astype(np.float32)

    def _jaw(self, yy: Array, opening: float) -> tuple[Array, tuple[Array, Array]]:
        """Lower lip and jaw moved down by `opening` texture pixels; with the coverage and the colours of the open mouth."""
        seam_points = self.points[list(MOUTH_SEAM), :2] * UP
        x = self.xx[0]
        seam = np.interp(x, seam_points[:, 0], seam_points[:, 1])[None].astype(np.float32)
        seam = cv2.GaussianBlur(seam, (0, 0), 4)
        left, right = seam_points[:, 0].min(), seam_points[:, 0].max()
        half = (right - left) / 2
        u = ((x - (left + right) / 2) / half)[None]
        lip = np.maximum(1 - u * u, 0) ** 0.75
        jaw = np.exp(-((u / 1.9) ** 2)) * 0.9
        source = yy
        for _ in range(5):
            below = smoothstep((source - seam) / (1.3 * half))
            source = yy - opening * (lip * (1 - below) + jaw * below) * (yy > seam)
        gap = opening * lip
        depth = self.yy - seam
        inside = smoothstep(depth / 3 + 0.3) * smoothstep((gap - depth) / 3 + 0.3) * (gap > 1)
        inside = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 0.8)
        oral = np.empty((*yy.shape, 3), np.float32)
        oral[:] = (26, 20, 44)
        fall = np.clip(depth / np.maximum(gap, 1), 0, 1)
        tongue = smoothstep((fall - 0.55) / 0.35) * np.clip(1 - u * u, 0, 1) * min(1.0, opening / 30)
        oral += tongue[..., None] * np.array([50, 44, 96], np.float32)
        length = np.clip(9 * (1 - 0.75 * u * u), 0, None)
        teeth = smoothstep((length - depth) / 3) * smoothstep((0.85 - np.abs(u)) / 0.3) * min(1.0, opening / 14)
        clefts = 1 - 0.18 * (np.abs((u * 4.5) % 1 - 0.5) > 0.42)
        shade = (1 - 0.35 * u * u) * clefts * (0.72 + 0.28 * smoothstep(depth / 8))
        oral = oral * (1 - teeth[..., None]) + np.array([132, 154, 166], np.float32) * (teeth * shade)[..., None]
        return np.where(yy > seam, source, yy).astype(np.float32), (inside, oral)


def rotation(pose: Pose) -> Array:
    """3x3 matrix: first roll, then pitch, then yaw."""
    y, p, r = np.radians([-pose.yaw, pose.pitch, pose.roll])
    yaw = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    pitch = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    roll = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return np.asarray(roll @ yaw @ pitch)


def project(points: Array, pose: Pose) -> Array:
    """Points (N, 3) of the portrait turned about the neck and seen by the camera: frame x, y and depth."""
    turned = (points - PIVOT) @ rotation(pose).T
    scale = SCALE * pose.zoom * FOCAL / (FOCAL + turned[:, 2])
    place = REST + (pose.dx, pose.dy)
    return np.column_stack([turned[:, 0] * scale + place[0], turned[:, 1] * scale + place[1], turned[:, 2]])


def draw_grid(screen: Array, uv: Array, triangles: Array) -> tuple[Array, Array]:
    """Texture coordinates (H, W, 2 float32) and coverage (H, W bool) of a triangle grid, nearest surface first.

    Each triangle tests the pixels of its bounding box by barycentric coordinates; boxes of like size go together. Hits are
    sorted by depth and written far to near, so the last one written is the one the camera sees.
    """
    corners = screen[triangles]
    low = np.floor(corners[..., :2].min(1)).astype(np.int64)
    size = (np.ceil(corners[..., :2].max(1)).astype(np.int64) - low).max(1) + 1
    seen = (low[:, 0] < WIDTH) & (low[:, 1] < HEIGHT) & (low[:, 0] + size > 0) & (low[:, 1] + size > 0)
    hits: list[tuple[Array, Array, Array]] = []
    for small, large in ((0, 8), (8, 14), (14, 24), (24, 60)):
        chosen = np.nonzero(seen & (size > small) & (size <= large))[0]
        if not len(chosen):
            continue
        dy, dx = (g.ravel() for g in np.mgrid[0:large, 0:large])
        px, py = low[chosen, :1] + dx, low[chosen, 1:] + dy
        a, b, c = (corners[chosen, k] for k in range(3))
        area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
        area = np.where(np.abs(area) < 1e-6, np.inf, area)[:, None]
        wb = ((px - a[:, :1]) * (c[:, 1:2] - a[:, 1:2]) - (py - a[:, 1:2]) * (c[:, :1] - a[:, :1])) / area
        wc = ((b[:, :1] - a[:, :1]) * (py - a[:, 1:2]) - (b[:, 1:2] - a[:, 1:2]) * (px - a[:, :1])) / area
        wa = 1 - wb - wc
        hit = (np.minimum(np.minimum(wa, wb), wc) >= -1e-4) & (px >= 0) & (px < WIDTH) & (py >= 0) & (py < HEIGHT) & np.isfinite(area)
        t, k = np.nonzero(hit)
        weights = np.stack([wa[t, k], wb[t, k], wc[t, k]], 1)
        where = triangles[chosen[t]]
        hits.append((py[t, k] * WIDTH + px[t, k], (weights * screen[where, 2]).sum(1), (weights[..., None] * uv[where]).sum(1)))
    out, covered = np.zeros((HEIGHT * WIDTH, 2), np.float32), np.zeros(HEIGHT * WIDTH, bool)
    if hits:
        place, depth, value = (np.concatenate(parts) for parts in zip(*hits, strict=True))
        order = np.argsort(-depth, kind="stable")
        out[place[order]] = value[order]
        covered[place] = True
    return out.reshape(HEIGHT, WIDTH, 2), covered.reshape(HEIGHT, WIDTH)


def room(rng: np.random.Generator) -> Array:
    """A study out of focus: wall with light from a window on the left, shelf with books on the right; float32 BGR."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    light = 0.72 + 0.38 * np.exp(-((x - 180) ** 2 / 520**2 + (y - 220) ** 2 / 420**2)) - 0.12 * y / HEIGHT
    picture = np.array([168, 178, 184], np.float32) * light[..., None]
    cv2.rectangle(picture, (70, 60), (300, 430), (236, 232, 222), -1)
    cv2.rectangle(picture, (178, 60), (192, 430), (176, 182, 188), -1)
    cv2.rectangle(picture, (70, 238), (300, 250), (176, 182, 188), -1)
    for shelf in (190, 400, 610):
        cv2.rectangle(picture, (930, shelf), (1280, shelf + 16), (82, 108, 132), -1)
        left = 944
        while left < 1270:
            wide, tall = int(rng.integers(16, 36)), int(rng.integers(95, 160))
            tint = rng.choice(np.array([[120, 96, 70], [92, 118, 96], [84, 96, 150], [150, 140, 118], [110, 150, 172], [96, 84, 92]]))
            if rng.random() > 0.12:
                cv2.rectangle(picture, (left, shelf - tall), (left + wide - 3, shelf - 1), tuple(int(v) for v in tint), -1)
            left += wide
    picture = cv2.GaussianBlur(picture, (0, 0), 13)
    return picture * (0.92 + 0.08 * light[..., None])


def booklet() -> tuple[Array, Array]:
    """The script that is held before the face: colours and coverage, 420 x 620."""
    page = np.full((620, 420, 3), (214, 228, 236), np.float32)
    page = (page * np.linspace(1.0, 0.93, 420, dtype=np.float32)[None, :, None]).astype(np.uint8)
    page[:, :26] = page[:, :26] * 0.82
    ink = (64, 44, 120)
    cv2.rectangle(page, (52, 40), (392, 580), ink, 3, cv2.LINE_AA)
    for text, size, y, thick in (("UNDERSTUDY", 1.5, 150, 3), ("a play in two faces", 0.8, 200, 2), ("ACT ONE", 0.9, 500, 2)):
        (w, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size, thick)
        cv2.putText(page, text, (222 - w // 2, y), cv2.FONT_HERSHEY_DUPLEX, size, ink, thick, cv2.LINE_AA)
    cv2.ellipse(page, (222, 330), (110, 62), 0, 0, 360, ink, -1, cv2.LINE_AA)
    for x in (172, 272):
        cv2.ellipse(page, (x, 325), (30, 17), 0, 0, 360, (214, 228, 236), -1, cv2.LINE_AA)
    return cv2.GaussianBlur(page, (0, 0), 0.8).astype(np.float32), np.ones((620, 420), np.float32)


def over(below: Array, colour: Array, coverage: Array) -> Array:
    return below + (colour - below) * coverage[..., None]


def shadow_of(coverage: Array, dx: int, dy: int, soft: float) -> Array:
    """The coverage moved by (dx, dy) and softened."""
    moved = np.zeros_like(coverage)
    moved[dy:, dx:] = coverage[: HEIGHT - dy, : WIDTH - dx]
    return cv2.GaussianBlur(moved, (0, 0), soft)


class Stage:
    """Draws frames: room, body, head, booklet."""

    def __init__(self, actor: Actor, rng: np.random.Generator) -> None:
        self.actor = actor
        self.room = room(rng)
        self.booklet, self.booklet_mask = booklet()
        self.noise = [cv2.GaussianBlur(rng.normal(0, 1, (HEIGHT, WIDTH, 3)).astype(np.float32), (0, 0), 0.7) * 3.2 for _ in range(6)]
        self.rng = rng

    def draw(self, pose: Pose, second: float) -> tuple[Array, Array]:
        """One frame (uint8 BGR) and the coverage of the head in it."""
        picture = self.room
        head_cover = np.zeros((HEIGHT, WIDTH), np.float32)
        if pose.dx < AWAY:
            colour, mask = self.actor.face_texture(pose)
            screen = project(self.actor.vertices.reshape(-1, 3), pose)
            uv, covered = draw_grid(screen, self.actor.uv, self.actor.triangles)
            # The grid's own border is hard where the head folds over itself: soften it by a pixel.
            edge = cv2.GaussianBlur(cv2.erode(covered.astype(np.float32), np.ones((3, 3))), (0, 0), 0.8)
            u, v = np.ascontiguousarray(uv[..., 0]), np.ascontiguousarray(uv[..., 1])
            head_cover = cv2.remap(mask, u, v, cv2.INTER_LINEAR) * edge
            head = cv2.remap(colour, u, v, cv2.INTER_LINEAR)
            body, body_cover = self._body(pose)
            shadow = shadow_of(head_cover, 0, 20, 14) * 0.42
            picture = over(picture, body * (1 - shadow[..., None]), body_cover)
            light = 1 - 0.003 * abs(pose.yaw) * 0.6
            picture = over(picture, head * light, head_cover)
        if pose.cover > 0:
            picture = self._hold(picture, pose)
        gain = 1 + 0.012 * np.sin(2 * np.pi * second / 7.0)
        index = round(second * FPS)
        noise = np.roll(self.noise[index % 6], (37 * index) % 251, 1)
        return np.clip(cv2.GaussianBlur(picture, (0, 0), 0.55) * gain + noise, 0, 255).astype(np.uint8), head_cover

    def _body(self, pose: Pose) -> tuple[Array, Array]:
        """The body leans a little with the head and goes where it goes."""
        scale = SCALE * pose.zoom / UP
        angle = np.radians(pose.roll * 0.2)
        cos, sin = np.cos(angle) * scale, np.sin(angle) * scale
        base = np.array([262.0, 480.0]) * UP
        squeeze = 1 - 0.06 * (1 - np.cos(np.radians(pose.yaw * 2)))
        turn = np.array([[cos * squeeze, -sin], [sin * squeeze, cos]])
        offset = REST + (pose.dx, pose.dy) + (base / UP - PIVOT[:2]) * SCALE * pose.zoom
        matrix = np.column_stack([turn, offset - turn @ base])
        size = (WIDTH, HEIGHT)
        colour = cv2.warpAffine(self.actor.body, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        return colour, cv2.warpAffine(self.actor.body_mask, matrix, size, flags=cv2.INTER_AREA)

    def _hold(self, picture: Array, pose: Pose) -> Array:
        """The booklet comes up from below, covers the left half of the face in the picture, and sinks again."""
        rise = pose.cover
        angle = np.radians(-9 + 5 * rise)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * 1.0
        corner = np.array([214.0, 800 - 628 * rise])
        matrix = np.column_stack([turn, corner])
        colour = cv2.warpAffine(self.booklet, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        cover = cv2.warpAffine(self.booklet_mask, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR)
        cover = cv2.GaussianBlur(cover, (0, 0), 0.9)
        shadow = shadow_of(cover, 12, 14, 12) * 0.35
        return over(picture * (1 - shadow[..., None]), colour, cover)


def box_of(points: Array) -> list[int] | None:
    """Bounding box [x0, y0, x1, y1] of points clipped to the frame; None when nothing of it is in the picture."""
    x0, y0 = np.maximum(np.floor(points[:, :2].min(0)), 0).astype(int)
    x1, y1 = np.minimum(np.ceil(points[:, :2].max(0)), (WIDTH, HEIGHT)).astype(int)
    return [int(x0), int(y0), int(x1), int(y1)] if x1 > x0 and y1 > y0 else None


def measure(texture: Array) -> Array:
    """The 478 mesh points of the portrait in portrait pixels, by the program's own networks."""
    import sys
    sys.path.insert(0, str(HERE.parents[1]))
    from engines.toolkit.face_detection import FaceDetector
    from engines.toolkit.face_mesh import FaceMesh

    models = HERE.parent / "models"
    found = FaceDetector(models, ("CPUExecutionProvider",), 1).detect(texture)
    mesh = FaceMesh(models, ("CPUExecutionProvider",), 1)
    region = mesh.region_from_detection(found[0])
    for _ in range(3):
        region = mesh.region_from_mesh(mesh.landmarks(texture, region).points)
    return np.asarray(mesh.landmarks(texture, region).points, np.float64) / UP * (1, 1, DEPTH)


def main() -> None:
    rng = np.random.default_rng(20)
    portrait = cv2.imread(str(HERE / "hopper.jpg"))
    texture = without_spectacles(portrait, rng)
    points = measure(texture)
    stage = Stage(Actor(portrait, points, texture, rng), rng)
    frames = round(SECONDS * FPS)
    faces: list[list[int] | None] = []
    heads: list[list[int] | None] = []
    angles: list[list[int]] = []
    with av.open(str(HERE / "demo.mp4"), "w", options={"movflags": "faststart"}) as out:
        stream = out.add_stream("libx264", FPS, options={"crf": "20", "preset": "slow", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for i in range(frames):
            pose = pose_at(i / FPS)
            image, cover = stage.draw(pose, i / FPS)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
            ys, xs = np.nonzero(cover > 0.5)
            heads.append(box_of(np.column_stack([xs, ys])) if len(xs) else None)
            faces.append(box_of(project(points[:468], pose)) if len(xs) else None)
            angles.append([round(v) for v in (pose.yaw, pose.pitch, pose.roll)])
        out.mux(stream.encode())
    write_truth(faces, heads, angles)


def write_truth(faces: list[Any], heads: list[Any], angles: list[Any]) -> None:
    """demo.json: the segments and one row per frame."""
    rows = [json.dumps([i, faces[i], heads[i], *angles[i]], separators=(",", ":")) for i in range(len(faces))]
    covered = [i for i in range(len(faces)) if pose_at(i / FPS).cover > 0]
    segments = []
    for start, end, what in SEGMENTS:
        whole = what not in ("away", "covered", "leave", "return")
        segments.append(json.dumps({"start_s": start, "end_s": end, "what": what, "face_visible": what != "away", "face_whole": whole}))
    head = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": len(faces), "covered_frames": [covered[0], covered[-1]]}
    lines = ["{", *(f' "{k}": {json.dumps(v)},' for k, v in head.items())]
    lines += [' "segments": [', ",\n".join("  " + s for s in segments), " ],"]
    lines += [' "columns": ["frame", "face_box", "head_box", "yaw", "pitch", "roll"],', ' "rows": [', ",\n".join("  " + r for r in rows), " ]", "}"]
    (HERE / "demo.json").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
