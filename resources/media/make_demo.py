"""Makes the demo clip: `python resources/media/make_demo.py` writes demo.mp4 and demo.json beside this file.

No free film of a face was at hand, so one is rendered from a public-domain portrait (hopper.jpg). In order:
1. the portrait is doubled in size, its spectacles are painted out, and the 3D face mesh is measured on it;
2. it is cut along hand-drawn outlines into head (with hat) and body (with the neck carried on under the chin);
3. the head gets a depth: the mesh's own z in the face, bulging away to the back at the outline;
4. for each frame the script in `pose_at` gives angles, place, mouth, eyelids and the position of a booklet that covers
   half the face; eyelids and mouth are warped in the texture, then the head's grid is turned in 3D, drawn with a depth
   test, and laid over the body and a drawn room; exposure drift and sensor noise make it look like a webcam;
5. frames go to H.264, and the truth about every frame (where the face is, its angles, covered or not) to demo.json.
Everything is seeded: the same packages give the same clip.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # run as a script: the program's own networks measure the portrait
from demo_actor import UP, Actor, Array, draw_grid, without_spectacles  # noqa: E402

from engines.toolkit.face_detection import FaceDetector  # noqa: E402
from engines.toolkit.face_mesh import FaceMesh  # noqa: E402

HERE = Path(__file__).parent
WIDTH, HEIGHT, FPS, SECONDS = 1280, 720, 30, 14.0
FOCAL = 900.0  # camera distance in portrait pixels: a webcam at arm's length
SCALE = 1.38  # frame pixels per portrait pixel at rest
PIVOT = np.array([262.0, 322.0, 62.0])  # where the neck carries the head; portrait pixels, z away from the camera
REST = np.array([640.0, 447.0])  # the pivot's place in the frame at rest
DEPTH = 1.1  # the mesh's z is a little flat: with this factor a turn of 50 degrees is measured as 40, not as 37
AWAY = 1050.0  # so far to the right nothing of the body is left in the picture


@dataclass(frozen=True)
class Pose:
    """What the head does in one frame: angles in degrees, dx and dy in frame pixels, mouth, blink, cover 0 to 1."""

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
# Keys "second:value" of each movement, joined by smooth steps. First and last agree: the clip loops without a jump.
KEYS = {
    "yaw": (
        "1.5:0 2.1:-12 2.8:10 3.3:0 4.2:50 4.5:50 5.8:-49 6.1:-49 6.8:0 7.4:6 8.3:-3 8.8:0 9.2:0 9.8:30 "
        "11:-24 11.8:0 13.3:0"
    ),
    "pitch": "1.5:0 2.1:4 2.9:-3 3.3:0 8.2:0 8.55:14 8.95:-11 9.25:0",
    "roll": "1.5:0 2:-9 2.8:8 3.3:0 6.8:0 7.5:4 8.3:-3 9.2:0 9.8:7 11:6 11.8:0",
    "dx": "1.5:0 2.1:-120 2.9:110 3.3:70 4.3:40 5.9:-40 6.8:0 9.2:0 9.9:1050 11:1050 11.8:0",
    "dy": "1.5:0 2.1:14 2.9:-6 3.3:0 9.2:0 9.9:40 11:40 11.8:0",
    "zoom": "1.5:1 2.4:1.09 3.3:1 6.8:1 7.6:1.04 8.3:1",
    "mouth": "6.8:0 7:0.55 7.15:0.2 7.4:1 7.65:0.3 7.8:0.75 8.1:0.1 8.3:0 11.8:0",
    "blink": (
        "1.7:0 1.77:1 1.83:1 1.95:0 3.9:0 3.97:1 4.03:1 4.15:0 6.5:0 6.57:1 6.65:1 6.8:0 7.9:0 7.97:1 8.03:1 "
        "8.15:0 13.4:0 13.47:1 13.53:1 13.65:0"
    ),
    "cover": "11.8:0 12.25:1 12.75:1 13.3:0",
}


def pose_at(second: float) -> Pose:
    """The pose at a time of the clip."""
    values: dict[str, float] = {}
    for name, keys in KEYS.items():
        pairs = [(float(t), float(v)) for t, v in (key.split(":") for key in keys.split())]
        times = [t for t, _ in pairs]
        i = int(np.searchsorted(times, second, side="right"))
        if i == 0 or i == len(pairs):
            values[name] = pairs[min(i, len(pairs) - 1)][1]
            continue
        (t0, v0), (t1, v1) = pairs[i - 1], pairs[i]
        s = (second - t0) / (t1 - t0)
        values[name] = v0 + (v1 - v0) * s * s * (3 - 2 * s)
    return Pose(**values)


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
    place = REST + np.array([pose.dx, pose.dy])
    return np.column_stack([turned[:, 0] * scale + place[0], turned[:, 1] * scale + place[1], turned[:, 2]])


BOOKS = [[120, 96, 70], [92, 118, 96], [84, 96, 150], [150, 140, 118], [110, 150, 172], [96, 84, 92]]  # BGR


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
            tint = rng.choice(np.array(BOOKS))
            if rng.random() > 0.12:
                place = (left, shelf - tall), (left + wide - 3, shelf - 1)
                cv2.rectangle(picture, *place, [int(v) for v in tint], -1)
            left += wide
    picture = cv2.GaussianBlur(picture, (0, 0), 13)
    return np.asarray(picture * (0.92 + 0.08 * light[..., None]))


def booklet() -> tuple[Array, Array]:
    """The script that is held before the face: colours and coverage, 420 x 620."""
    page = np.full((620, 420, 3), (214, 228, 236), np.float32)
    page = (page * np.linspace(1.0, 0.93, 420, dtype=np.float32)[None, :, None]).astype(np.uint8)
    page[:, :26] = page[:, :26] * 0.82
    ink = (64, 44, 120)
    cv2.rectangle(page, (52, 40), (392, 580), ink, 3, cv2.LINE_AA)
    lines = ("UNDERSTUDY", 1.5, 150, 3), ("a play in two faces", 0.8, 200, 2), ("ACT ONE", 0.9, 500, 2)
    for text, size, y, thick in lines:
        (w, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, size, thick)
        cv2.putText(page, text, (222 - w // 2, y), cv2.FONT_HERSHEY_DUPLEX, size, ink, thick, cv2.LINE_AA)
    cv2.ellipse(page, (222, 330), (110, 62), 0, 0, 360, ink, -1, cv2.LINE_AA)
    for x in (172, 272):
        cv2.ellipse(page, (x, 325), (30, 17), 0, 0, 360, (214, 228, 236), -1, cv2.LINE_AA)
    return cv2.GaussianBlur(page, (0, 0), 0.8).astype(np.float32), np.ones((620, 420), np.float32)


def over(below: Array, colour: Array, coverage: Array) -> Array:
    """`colour` laid over `below` where `coverage` (HxW, 0..1) says so."""
    return np.asarray(below + (colour - below) * coverage[..., None])


def shadow_of(coverage: Array, dx: int, dy: int, soft: float) -> Array:
    """The coverage moved by (dx, dy) and softened."""
    moved = np.zeros_like(coverage)
    moved[dy:, dx:] = coverage[: HEIGHT - dy, : WIDTH - dx]
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), soft))


class Stage:
    """Draws frames: room, body, head, booklet."""

    def __init__(self, actor: Actor, rng: np.random.Generator) -> None:
        self.actor = actor
        self.room = room(rng)
        self.booklet, self.booklet_mask = booklet()
        fields = (rng.normal(0, 3.2, (HEIGHT, WIDTH, 3)).astype(np.float32) for _ in range(6))
        self.noise = [cv2.GaussianBlur(field, (0, 0), 0.7) for field in fields]

    def draw(self, pose: Pose, second: float) -> tuple[Array, Array]:
        """One frame (uint8 BGR) and the coverage of the head in it."""
        picture = self.room
        head_cover = np.zeros((HEIGHT, WIDTH), np.float32)
        if pose.dx < AWAY:
            colour, mask = self.actor.face_texture(pose.mouth, pose.blink)
            screen = project(self.actor.vertices, pose)
            uv, covered = draw_grid(screen, self.actor.uv, self.actor.triangles, WIDTH, HEIGHT)
            # The grid's own border is hard where the head folds over itself: soften it by a pixel.
            edge = cv2.GaussianBlur(cv2.erode(covered.astype(np.float32), np.ones((3, 3))), (0, 0), 0.8)
            u, v = np.ascontiguousarray(uv[..., 0]), np.ascontiguousarray(uv[..., 1])
            head_cover = cv2.remap(mask, u, v, cv2.INTER_LINEAR) * edge
            head = cv2.remap(colour, u, v, cv2.INTER_LINEAR)
            body, body_cover = self._body(pose)
            shadow = shadow_of(head_cover, 0, 20, 14) * 0.42
            picture = over(picture, body * (1 - shadow[..., None]), body_cover)
            light = 1 - 0.0018 * abs(pose.yaw)
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
        offset = REST + np.array([pose.dx, pose.dy]) + (base / UP - PIVOT[:2]) * SCALE * pose.zoom
        matrix = np.column_stack([turn, offset - turn @ base])
        size = (WIDTH, HEIGHT)
        colour = cv2.warpAffine(self.actor.body, matrix, size, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
        return colour, cv2.warpAffine(self.actor.body_mask, matrix, size, flags=cv2.INTER_AREA)

    def _hold(self, picture: Array, pose: Pose) -> Array:
        """The booklet comes up from below, covers the left half of the face in the picture, and sinks again."""
        rise = pose.cover
        angle = np.radians(-9 + 5 * rise)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        corner = np.array([214.0, 800 - 628 * rise])
        matrix = np.column_stack([turn, corner])
        size = (WIDTH, HEIGHT)
        colour = cv2.warpAffine(self.booklet, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        cover = cv2.warpAffine(self.booklet_mask, matrix, size, flags=cv2.INTER_LINEAR)
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
    models = ROOT / "resources" / "models"
    found = FaceDetector(models, ("CPUExecutionProvider",), 1).detect(texture)
    mesh = FaceMesh(models, ("CPUExecutionProvider",), 1)
    region = mesh.region_from_detection(found[0])
    for _ in range(3):
        region = mesh.region_from_mesh(mesh.landmarks(texture, region).points)
    return np.asarray(mesh.landmarks(texture, region).points, np.float64) / UP * (1, 1, DEPTH)


def main() -> None:
    rng = np.random.default_rng(20)
    portrait = cv2.imread(str(HERE / "hopper.jpg"))
    if portrait is None:
        raise FileNotFoundError(HERE / "hopper.jpg")
    texture = without_spectacles(portrait, rng)
    points = measure(texture)
    stage = Stage(Actor(texture, points, rng), rng)
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
    scenes = []
    for start, end, what in SEGMENTS:
        seen = {"face_visible": what != "away", "face_whole": what not in ("away", "covered", "leave", "return")}
        scenes.append(json.dumps({"start_s": start, "end_s": end, "what": what, **seen}))
    head: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": len(faces)}
    head["covered_frames"] = [covered[0], covered[-1]]
    head["columns"] = ["frame", "face_box", "head_box", "yaw", "pitch", "roll"]
    lines = ["{", *(f' "{k}": {json.dumps(v)},' for k, v in head.items())]
    lines += [' "segments": [', ",\n".join("  " + s for s in scenes), " ],"]
    lines += [' "rows": [', ",\n".join("  " + r for r in rows), " ]", "}"]
    (HERE / "demo.json").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
