"""The embedded engine: the photo's face as a texture on the tracked mesh of the user's.

For each frame, in order:
1. Every face that is followed gets its mesh from the landmark network; a face that is lost is looked for at once.
2. Now and then, and always when a followed face is missing, the detector looks over the whole frame.
3. Each face is judged: can it be swapped credibly? If not, it is reported with the reason and the guard covers it.
4. The frame's light is measured on the face, the warp is planned on a coarse grid, and the texture is painted in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineContext, Face, Frame, Image, NoFaceError, OptionValue, SwapResult
from engines.toolkit import texture as textures
from engines.toolkit.blend import paint, plan
from engines.toolkit.canonical import canonical
from engines.toolkit.face_detection import Detection, FaceDetector
from engines.toolkit.face_mesh import FaceMesh, Region
from engines.toolkit.masks import smoothstep, still
from engines.toolkit.texture import Texture
from engines.toolkit.track import Box, Track, overlap, steady_region

FOLLOWED = 4
"""Faces that are followed at the same time, at most: each costs a run of the landmark network."""
LOOK_EVERY = 8
"""Frames between two looks of the detector while all is well: for so long somebody who joins may be seen."""
LOOK_OFTEN = 3
"""The same while faces are in the picture that are not followed, whose boxes must stay true."""
PRESENT = 0.6
"""Presence below which a face counts as covered."""
GONE = 0.2
"""Presence below which there is no face any more."""
YAW_LIMIT, YAW_BACK = 48.0, 45.0
"""Measured yaw in degrees beyond which a face is a profile, and below which it is none any more. The network flattens
turned heads: it shows 45 where the head has turned by 50, and hardly more beyond."""
YAW_DOUBT = 32.0
"""Degrees beyond which the detector must see the face, too, as the mesh looks plausible even on the back of a head."""
PITCH_LIMIT = 45.0
SMALLEST = 32.0
"""Width in pixels of the smallest face that is swapped."""
INSIDE = 0.62
"""Part of a face's box that must lie in the frame."""
COVERED_LIMIT, COVERED_BACK = 0.3, 0.2
"""Part of the visible skin that an object may hide before the face counts as covered, and below which it is not."""


class MeshEngine:
    """See the module. Satisfies :class:`engines.api.Engine`."""

    def __init__(self, context: EngineContext) -> None:
        """Load both networks and the tables; raises EngineError when a model is missing."""
        self._buffer: Callable[[tuple[int, ...]], Image] = context.buffer
        context.report(0.1, "Loading the face detector")
        self._detector = FaceDetector(context.models, context.providers, context.threads)
        context.report(0.5, "Loading the face mesh")
        self._mesh = FaceMesh(context.models, context.providers, context.threads)
        context.report(0.9, "Preparing masks")
        still()
        canonical().grid(textures.SIZE)
        self._texture: Texture | None = None
        self._options: dict[str, OptionValue] = {}
        self._tracks: list[Track] = []
        self._others: list[tuple[Box, float]] = []
        self._since_look = 0
        self._shape: tuple[int, ...] = ()
        self.configure(context.options)
        context.report(1.0, "Ready")

    @property
    def provider(self) -> str:
        """What the landmark network runs on."""
        return self._mesh.provider

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new values; the mask is made anew when its softness changes."""
        self._options.update(options)
        self._opacity = float(self._options.get("opacity", 1.0))
        self._keep = (bool(self._options.get("keep_mouth", True)), bool(self._options.get("keep_eyes", True)))
        self._match = float(self._options.get("colour_match", 1.0))
        self._smoothing = float(self._options.get("smoothing", 0.5))
        self._choice = str(self._options.get("faces", "largest"))
        self._feather = float(self._options.get("feather", 0.1))
        self._remake_mask()

    def _remake_mask(self) -> None:
        shape = smoothstep(0.03, 0.031 + self._feather, still().depth)
        if self._texture is not None:
            shape = shape * self._texture.solid
        self._mask = (shape * np.float32(self._opacity)).astype(np.float32)

    def set_source(self, images: Sequence[Image]) -> Sequence[Sequence[Face]]:
        """One person, one or more photos; in each the largest face counts.

        Returns for each photo the faces in it, the largest first, with its landmarks. Raises NoFaceError when no photo
        has a face; the face set before stays.
        """
        found: list[tuple[Image, NDArray[np.float32]]] = []
        seen: list[list[Face]] = []
        for image in images:
            points, faces = self._mesh_of_photo(image)
            seen.append(faces)
            if points is not None:
                found.append((image, points))
        if not found:
            raise NoFaceError(
                "No face was found in the photo." if len(images) == 1 else "No face was found in any of the photos.",
                "Choose a photo that shows one face from the front, well lit.",
            )
        widths = [float(np.ptp(points[:, 0])) for _, points in found]
        self._texture = textures.merge([textures.sample(image, points) for image, points in found], widths)
        self._remake_mask()
        for track in self._tracks:
            track.light.restart()
        return seen

    def _mesh_of_photo(self, image: Image) -> tuple[NDArray[np.float32] | None, list[Face]]:
        """The mesh of the largest face (478x3), and all faces, that one first; None and none without a face."""
        detections = sorted(self._detector.detect(image), key=lambda d: _area(d.box), reverse=True)
        if not detections:
            return None, []
        region = self._mesh.region_from_detection(detections[0])
        for _ in range(3):  # each run centres the next one better
            result = self._mesh.landmarks(image, region)
            region = self._mesh.region_from_mesh(result.points)
        if result.presence < PRESENT:
            return None, []
        points = result.points
        taken = Face(_box(points), detections[0].score, np.ascontiguousarray(points[:, :2]), swapped=False)
        return points, [taken, *(Face(d.box, d.score, None, swapped=False) for d in detections[1:])]

    def swap(self, frame: Frame) -> SwapResult:
        """See the module."""
        clock = _Clock()
        image = frame.image
        if image.shape != self._shape:  # another source: nothing that was known holds
            self._shape, self._tracks, self._others = image.shape, [], []
        known = len(self._tracks)
        self._tracks = [track for track in self._tracks if self._follow(track, frame)]
        clock.stop("landmarks")
        self._since_look += 1
        every = LOOK_OFTEN if self._others else LOOK_EVERY
        doubtful = any(track.presence < PRESENT for track in self._tracks)
        if any(abs(track.yaw) > YAW_DOUBT for track in self._tracks):
            every = LOOK_OFTEN
        if not self._tracks or len(self._tracks) < known or doubtful or self._since_look >= every:
            self._since_look = 0
            fresh = self._look(image)
            clock.stop("detect")
            self._tracks += [track for track in fresh if self._follow(track, frame)]
            clock.stop("landmarks")
        self._tracks = _apart(self._tracks)
        out: Image | None = None
        faces = []
        chosen = self._chosen()
        for track in self._tracks:
            before = track.reason
            track.reason = self._judge(track, track in chosen, image)
            if not track.reason and self._texture is not None:
                facing = canonical().normals_z(track.points)
                if self._relit(track, image, facing, self._texture, before):
                    track.reason = "covered"
                clock.stop("warp")
            if not track.reason and self._texture is not None:
                if out is None:
                    out = self._buffer(image.shape)
                    np.copyto(out, image)
                    clock.stop("blend")
                self._paint(track, facing, out, self._texture, clock)
            swapped = not track.reason and out is not None
            points = np.ascontiguousarray(track.points[:, :2])
            reason = track.reason or ("" if swapped else "error")  # no face was chosen yet
            faces.append(Face(track.box, min(track.score, track.presence), points, swapped, reason))
        faces += [Face(box, score, None, False, "not_selected") for box, score in self._others]
        return SwapResult(image if out is None else out, tuple(faces), clock.stages)

    def _follow(self, track: Track, frame: Frame) -> bool:
        """Bring a track to this frame; False when the face is gone."""
        result = self._mesh.landmarks(frame.image, track.region)
        track.presence = result.presence
        if result.presence < GONE or not np.isfinite(result.points).all():
            return False
        track.points = track.smoother(result.points, frame.captured_at, self._smoothing)
        track.region = steady_region(track.region, self._mesh.region_from_mesh(track.points))
        track.yaw, track.pitch, _ = canonical().pose(track.points)
        track.frames += 1
        height, width = frame.image.shape[:2]
        return _part_inside(track.box, width, height) > 0

    def _look(self, image: Image) -> list[Track]:
        """Run the detector: tracks for faces that are not followed yet and should be; the rest are the others."""
        unknown: list[Detection] = []
        for track in self._tracks:
            track.confirmed = False
        for detection in self._detector.detect(image):
            shares = [overlap(detection.box, track.box) for track in self._tracks]
            best = int(np.argmax(shares)) if shares else -1
            if best >= 0 and shares[best] > 0.4:
                self._tracks[best].confirmed = True
                if self._tracks[best].presence < PRESENT:  # perhaps it slipped: look again where the detector points
                    self._tracks[best].region = self._mesh.region_from_detection(detection)
            else:
                unknown.append(detection)
        room = FOLLOWED - len(self._tracks)
        fresh, self._others = unknown[:room], [(d.box, d.score) for d in unknown[room:]]
        return [Track(self._region(image, d), score=d.score) for d in fresh]

    def _region(self, image: Image, detection: Detection) -> Region:
        """The detector's box is rough: one run of the network centres it."""
        first = self._mesh.landmarks(image, self._mesh.region_from_detection(detection))
        return self._mesh.region_from_mesh(first.points)

    def _chosen(self) -> list[Track]:
        if self._choice == "all" or len(self._tracks) < 2:
            return self._tracks
        if self._choice == "leftmost":
            return [min(self._tracks, key=lambda t: t.box[0] + t.box[2])]
        # the one that was chosen keeps its place until another is clearly larger
        return [max(self._tracks, key=lambda t: _area(t.box) * (1.25 if t.reason != "not_selected" else 1.0))]

    def _judge(self, track: Track, chosen: bool, image: Image) -> str:
        """Why the face can not be swapped; empty when it can."""
        if not chosen:
            return "not_selected"
        height, width = image.shape[:2]
        box = track.box
        if box[2] - box[0] < SMALLEST:
            return "small"
        if _part_inside(box, width, height) < INSIDE:
            return "edge"
        if track.presence < PRESENT:
            return "covered"
        limit = YAW_BACK if track.reason == "profile" else YAW_LIMIT
        unsure = not track.confirmed and abs(track.yaw) > YAW_DOUBT
        if abs(track.yaw) > limit or abs(track.pitch) > PITCH_LIMIT or unsure:
            return "profile"
        return ""

    def _relit(self, track: Track, image: Image, facing: NDArray[np.float32], texture: Texture, before: str) -> bool:
        """Measure the light, every other frame (it changes slowly); True when an object covers the face."""
        if track.frames % 2 or before:
            track.light.update(image, track.points, facing, texture, self._match)
        return track.light.covered > (COVERED_BACK if before == "covered" else COVERED_LIMIT)

    def _paint(self, track: Track, facing: NDArray[np.float32], out: Image, texture: Texture, clock: _Clock) -> None:
        planned = plan(out.shape[:2], track.points, facing, self._mask, track.light, self._keep)
        clock.stop("warp")
        if planned is not None:
            width = math.dist(track.points[234, :2], track.points[454, :2])
            paint(out, planned, texture.level(width, all(self._keep)))
        clock.stop("blend")

    def close(self) -> None:
        """Free the networks and the textures."""
        self._tracks, self._texture = [], None
        self._detector.close()
        self._mesh.close()


class _Clock:
    """Adds up the milliseconds of the stages."""

    def __init__(self) -> None:
        self.stages = {"detect": 0.0, "landmarks": 0.0, "warp": 0.0, "blend": 0.0}
        self._last = perf_counter()

    def stop(self, stage: str) -> None:
        now = perf_counter()
        self.stages[stage] += (now - self._last) * 1e3
        self._last = now


def _box(points: NDArray[np.float32]) -> Box:
    x0, y0 = points[:, :2].min(axis=0).tolist()
    x1, y1 = points[:, :2].max(axis=0).tolist()
    return x0, y0, x1, y1


def _apart(tracks: list[Track]) -> list[Track]:
    """Without those that have slipped onto a face that an older one follows."""
    kept: list[Track] = []
    for track in tracks:
        if all(overlap(track.box, other.box) < 0.6 for other in kept):
            kept.append(track)
    return kept


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _part_inside(box: Box, width: int, height: int) -> float:
    inside = (max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(width)), min(box[3], float(height)))
    return _area(inside) / max(_area(box), 1e-6)
