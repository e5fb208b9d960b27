"""The player of the demo clip: a portrait taken apart so that it can turn its head, blink and speak.

In order: `without_spectacles` retouches the portrait at twice its size; `Actor` cuts it along hand-drawn outlines into
head (with hat) and body (with the neck carried on under the chin), gives the head a depth (the mesh's own z in the
face, falling away to the back at the outline) and a grid of triangles; `Actor.face_texture` warps eyelids and jaw;
`draw_grid` draws the turned grid with a depth test. Portrait pixels are those of hopper.jpg (512 x 600), texture
pixels are `UP` times finer.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Points = list[tuple[int, int]]

UP = 2  # texture pixels per portrait pixel
GRID = 4  # portrait pixels between the vertices of the head's grid


def outline(text: str) -> Points:
    """"x,y x,y ..." as pairs of numbers."""
    pairs = (pair.split(",") for pair in text.split())
    return [(int(x), int(y)) for x, y in pairs]


# Drawn by hand on hopper.jpg, in portrait pixels.
HEAD_OUTLINE = outline(
    "173,86 178,70 191,55 205,45 220,41 225,33 239,26 256,23 275,25 291,32 301,41 317,45 335,58 348,72 353,88 "
    "362,88 366,96 370,119 371,140 370,166 369,181 374,189 375,197 373,213 369,234 365,249 361,266 358,280 "
    "351,293 343,303 336,303 330,299 325,310 317,319 303,327 287,331 270,333 250,333 233,331 218,324 208,317 "
    "203,308 199,297 190,294 174,285 163,275 161,260 161,236 156,215 154,197 155,189 152,171 153,150 154,135 "
    "155,114 157,101 164,93"
)
BODY_OUTLINE = outline(
    "203,315 190,328 167,344 147,351 117,362 84,369 63,381 52,386 44,400 35,420 31,433 27,477 20,540 10,600 "
    "548,600 540,560 528,505 516,456 499,413 491,394 472,382 452,375 422,370 399,359 362,342 349,330 332,314 "
    "327,300 322,230 212,230 210,316"
)
NECK = outline("196,225 340,225 334,312 324,333 310,352 298,362 232,362 214,352 206,318")  # skin to be painted
NECK_TOP, NECK_ROW = 225, 356  # the neck is continued upwards from the colours of NECK_ROW
NECK_SIDES = 220, 299  # columns of NECK_ROW between the wings of the collar
SPECTACLES_LINES = [  # thickness and points
    (7.6, outline("181,184 191,180 207,178 220,176 234,178 245,182 254,186")),
    (5.2, outline("190,195 194,208 204,222 218,229 234,229 244,222 251,210 256,195")),
    (5.2, outline("274,191 279,206 288,219 302,228 316,228 330,219 339,206 342,189")),
    (7.6, outline("280,181 292,175 305,172 323,170 341,170 351,174 358,185")),
]
RIMS = slice(1, 3)  # the lower rims among them
SPECTACLES_AREAS = [
    outline("176,178 195,178 195,197 188,197 176,189"),
    outline("247,181 282,181 280,194 249,194"),
    outline("336,168 355,170 361,187 354,189 339,191"),
    outline("322,172 338,172 338,190 330,190 323,183"),
    outline("198,177 214,177 213,185 199,187"),
]
TEMPLES = [(168, 177, 196, 197, 23), (338, 169, 366, 191, 24)]  # x0, y0, x1, y1, rows down to the skin that replaces it
EYES = [(221, 190), (304, 186)]

# Points of the 478-point mesh.
UPPER_LIDS = ((33, 246, 161, 160, 159, 158, 157, 173, 133), (362, 398, 384, 385, 386, 387, 388, 466, 263))
LOWER_LIDS = ((33, 7, 163, 144, 145, 153, 154, 155, 133), (362, 382, 381, 380, 374, 373, 390, 249, 263))
MOUTH_SEAM = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)


def smoothstep(x: Array) -> Array:
    """0 below 0, 1 above 1, smooth between."""
    x = np.clip(x, 0, 1)
    return np.asarray(x * x * (3 - 2 * x))


def texels(points: Points, fraction: int = 1) -> Array:
    """Portrait points as OpenCV takes them: int32 texture pixels, in units of 1/fraction."""
    return np.round(np.array(points) * UP * fraction).astype(np.int32)


def polygon(shape: tuple[int, int], points: Points, soft: float) -> Array:
    """Coverage 0..1 (float32) of a polygon (portrait pixels) on a texture of `shape`, softened by `soft` texels."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [texels(points, 16)], 255, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft).astype(np.float32) / 255)


def bleed(colour: Array, mask: Array, radius: float) -> Array:
    """The colours inside the mask carried outwards, so that soft edges show no trace of the old background."""
    core = (mask > 0.97).astype(np.float32)
    inside = np.asarray(cv2.erode(core, np.ones((3, 3), np.uint8), iterations=2))
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
    """The portrait at texture size, spectacles painted out: a swapped face would leave their ends at the temples."""
    big = cv2.resize(portrait, None, fx=UP, fy=UP, interpolation=cv2.INTER_CUBIC)
    mask = np.zeros(big.shape[:2], np.uint8)
    for thickness, points in SPECTACLES_LINES:
        cv2.polylines(mask, [texels(points, 16)], False, 255, round(thickness * UP), cv2.LINE_AA, 4)
    for area in SPECTACLES_AREAS:
        cv2.fillPoly(mask, [texels(area)], 255)
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
    for thickness, points in SPECTACLES_LINES[RIMS]:
        cv2.polylines(rims, [texels(points)], False, 255, round(thickness * UP))
    rims = cv2.dilate(rims, np.ones((9 * UP, 9 * UP), np.uint8))
    for eye in EYES:
        cv2.ellipse(rims, (eye[0] * UP, eye[1] * UP), (20 * UP, 11 * UP), 0, 0, 360, 0, -1)
    band = cv2.GaussianBlur(rims, (0, 0), 3 * UP).astype(np.float32)[..., None] / 255
    coarse, even = cv2.GaussianBlur(out, (0, 0), 3 * UP), cv2.GaussianBlur(out, (0, 0), 8 * UP)
    out = out + (even - coarse) * band
    # A light denoise of all hides the JPEG blocks that the enlarging would show.
    return np.asarray(cv2.bilateralFilter(np.clip(out, 0, 255).astype(np.uint8), 7, 14, 3))


def head_depth(points: Array, coverage: Array) -> Array:
    """Depth (HxW, portrait pixels, away from the camera) from the mesh (Nx3) and the head's coverage (HxW, 0..1)."""
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
    return np.asarray(cv2.GaussianBlur(depth, (0, 0), 3.0))


class Actor:
    """The portrait taken apart: textures of head and body, and the head's grid with its depth.

    `vertices` are N x 3 portrait pixels, `triangles` index them, `uv` are their places in the texture.
    """

    def __init__(self, texture: Array, points: Array, rng: np.random.Generator) -> None:
        pad = 40 * UP  # the right sleeve leaves the portrait: the suit is mirrored on
        colour = cv2.copyMakeBorder(texture, 0, 0, 0, pad, cv2.BORDER_REFLECT).astype(np.float32)
        shape = (colour.shape[0], colour.shape[1])
        self.points = points
        self.head_mask = polygon(shape, HEAD_OUTLINE, 1.6)
        self.head = bleed(colour, self.head_mask, 4.0)
        self.body_mask = polygon(shape, BODY_OUTLINE, 1.6)
        self.body = self._body(colour, rng)
        small = cv2.resize(self.head_mask, (shape[1] // UP, shape[0] // UP), interpolation=cv2.INTER_AREA)
        depth = head_depth(points, small)
        ys, xs = np.mgrid[16:372:GRID, 144:384:GRID]
        self.vertices = np.stack([xs, ys, depth[ys, xs]], -1).astype(np.float64).reshape(-1, 3)
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
        left, right = NECK_SIDES[0] * UP, NECK_SIDES[1] * UP
        profile[:left], profile[right:] = profile[left], profile[right]
        inner = polygon((colour.shape[0], colour.shape[1]), NECK, 4.0)
        rows = np.arange(top, row + 30)
        shade = 0.62 + 0.38 * smoothstep((rows - 305 * UP) / (50.0 * UP))
        grain = cv2.GaussianBlur(rng.normal(0, 1, (len(rows), colour.shape[1])).astype(np.float32), (0, 0), 1.6) * 12
        fill = profile[None] * shade[:, None, None] + grain[..., None]
        part = inner[rows][..., None]
        body[rows] = body[rows] * (1 - part) + fill * part
        return bleed(body, self.body_mask, 4.0)

    def face_texture(self, mouth: float, blink: float) -> tuple[Array, Array]:
        """Head colours (float32 BGR) and coverage; mouth from 0 closed to 1 open, blink from 0 open to 1 shut."""
        xx, yy = self.xx, self.yy.copy()
        dark = np.ones_like(yy)
        if blink > 0.01:
            for upper, lower in zip(UPPER_LIDS, LOWER_LIDS, strict=True):
                above, below = self.points[list(upper), :2] * UP, self.points[list(lower), :2] * UP
                yy, lash = self._lid(yy, above, below, blink)
                dark *= 1 - 0.6 * lash
        inside = None
        if mouth > 0.01:
            yy, inside = self._jaw(yy, mouth * 18 * UP)
        if blink <= 0.01 and inside is None:
            return self.head, self.head_mask
        colour = cv2.remap(self.head, xx, yy, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) * dark[..., None]
        mask = cv2.remap(self.head_mask, xx, yy, cv2.INTER_LINEAR)
        if inside is not None:
            coverage, oral = inside
            colour = colour * (1 - coverage[..., None]) + oral * coverage[..., None]
        return colour, mask

    def _lid(self, yy: Array, upper: Array, lower: Array, closed: float) -> tuple[Array, Array]:
        """Where each texture pixel comes from when the upper lid is pulled down over the eye; the new lashes."""
        x = self.xx[0]
        order = np.argsort(upper[:, 0])
        up = np.interp(x, upper[order, 0], upper[order, 1])
        low = np.interp(x, lower[order, 0], lower[order, 1])
        inside = (x > upper[:, 0].min()) & (x < upper[:, 0].max())
        # Skin is taken from above the lashes of the open eye: they and the iris would stretch into a dark patch.
        edge = up - 3.0 * UP
        drop = np.where(inside, low - edge + 1.0 * UP, 0.0) * closed
        drop, fade = (cv2.GaussianBlur(a[None].astype(np.float32), (0, 0), 2.5)[0] for a in (drop, inside))
        brow = edge - 13 * UP
        lid = edge + drop
        within = (yy > brow) & (yy < lid)
        source = np.where(within, brow + (yy - brow) * (edge - brow) / (lid - brow), yy).astype(np.float32)
        lash = np.exp(-(((yy - lid) / 2.4) ** 2)) * fade * closed
        return source, lash

    def _jaw(self, yy: Array, opening: float) -> tuple[Array, tuple[Array, Array]]:
        """Lower lip and jaw moved down by `opening` texture pixels; coverage and colours of the open mouth."""
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


def draw_grid(screen: Array, uv: Array, triangles: Array, width: int, height: int) -> tuple[Array, Array]:
    """Texture coordinates (HxWx2 float32) and coverage (HxW bool) of a triangle grid, nearest surface first.

    `screen` (Nx3) holds frame x, y and depth of the vertices, `uv` (Nx2) their places in the texture.

    Each triangle tests the pixels of its bounding box by barycentric coordinates; boxes of like size go together.
    Hits are sorted by depth and written far to near, so the last one written is the one the camera sees.
    """
    corners = screen[triangles]
    low = np.floor(corners[..., :2].min(1)).astype(np.int64)
    size = (np.ceil(corners[..., :2].max(1)).astype(np.int64) - low).max(1) + 1
    seen = (low[:, 0] < width) & (low[:, 1] < height) & (low[:, 0] + size > 0) & (low[:, 1] + size > 0)
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
        inside = (np.minimum(np.minimum(wa, wb), wc) >= -1e-4) & np.isfinite(area)
        t, k = np.nonzero(inside & (px >= 0) & (px < width) & (py >= 0) & (py < height))
        weights = np.stack([wa[t, k], wb[t, k], wc[t, k]], 1)
        where = triangles[chosen[t]]
        depth, value = (weights * screen[where, 2]).sum(1), (weights[..., None] * uv[where]).sum(1)
        hits.append((py[t, k] * width + px[t, k], depth, value))
    out, covered = np.zeros((height * width, 2), np.float32), np.zeros(height * width, bool)
    if hits:
        place, depth, value = (np.concatenate(parts) for parts in zip(*hits, strict=True))
        order = np.argsort(-depth, kind="stable")
        out[place[order]] = value[order]
        covered[place] = True
    return out.reshape(height, width, 2), covered.reshape(height, width)
