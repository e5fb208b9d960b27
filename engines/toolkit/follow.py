"""Faces from frame to frame: found by the detector, followed by the mesh, judged by how they stand.

For each frame, in order:
1. Every face that is followed gets its mesh from the landmark network.
2. Now and then, and always when a followed face is missing or in doubt, the detector looks over the whole frame: new
   faces are followed from then on; those beyond :data:`FOLLOWED` are only known by their boxes (`others`).
3. `judge` says why a face can not be swapped credibly, by its size, place and turn.

The look that is due "now and then" goes on beside the landmark network, on a thread of its own (`aside`): the frame
waits for the longer of the two, not for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from engines.api import Face, Frame, Image
from engines.toolkit.canonical import canonical
from engines.toolkit.face_detection import Detection, FaceDetector
from engines.toolkit.face_mesh import FaceMesh, Region
from engines.toolkit.track import Box, Track, overlap, steady_region

FOLLOWED = 4
"""Faces that are followed at the same time, at most: each costs a run of the landmark network."""
LOOK_EVERY = 8
"""Frames between two looks of the detector while all is well: for so long somebody who joins may be seen."""
LOOK_WITHIN_S = 0.4
"""Seconds within which the detector looks again where an engine lets it look less often than that: nobody who joins is
seen for longer, whatever the rate of the frames."""
LOOK_OFTEN = 3
"""Frames between two looks while faces are in the picture that are not followed, whose boxes must stay true."""
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


class StageClock:
    """Adds up the milliseconds of a frame's stages; `stop` counts what went by since the last stop."""

    def __init__(self) -> None:
        self.stages = {"detect": 0.0, "landmarks": 0.0, "warp": 0.0, "blend": 0.0}
        self._last = perf_counter()

    def stop(self, stage: str) -> None:
        """The time since the last stop went to `stage`."""
        now = perf_counter()
        self.add(stage, (now - self._last) * 1e3)
        self._last = now

    def skip(self) -> None:
        """What went by since the last stop was no work on this frame."""
        self._last = perf_counter()

    def add(self, stage: str, milliseconds: float) -> None:
        """Time known otherwise, such as that within a network."""
        self.stages[stage] = self.stages.get(stage, 0.0) + milliseconds


class Canvas:
    """A copy of a frame for painting, made when it is first asked for or, with a thread for it, once it may begin."""

    def __init__(
        self, image: Image, buffer: Callable[[tuple[int, ...]], Image], aside: ThreadPoolExecutor | None
    ) -> None:
        self._frame, self._buffer = image, buffer
        self._early: Image | None = None
        self._copying: Future[None] | None = None
        self.picture = image
        """The copy once it was asked for, before that the frame itself."""
        if aside is not None:  # the buffer is taken here: its pool is for one thread
            self._early = buffer(image.shape)
        self._aside = aside

    def begin(self) -> None:
        """Copy from now on, beside the thread that calls this; nothing without another one."""
        if self._aside is not None and self._early is not None and self._copying is None:
            self._copying = self._aside.submit(np.copyto, self._early, self._frame)

    @property
    def painted(self) -> bool:
        """Whether the copy was asked for."""
        return self.picture is not self._frame

    def open(self) -> Image:
        """The copy, the same one every time."""
        if not self.painted:
            if self._early is None or self._copying is None:
                self.picture = self._buffer(self._frame.shape) if self._early is None else self._early
                np.copyto(self.picture, self._frame)
            else:
                self._copying.result()
                self.picture = self._early
        return self.picture


class Follower:
    """Detector and mesh, and the faces they know."""

    def __init__(self, models: Path, providers: Sequence[str], threads: int) -> None:
        """Load both networks; raises EngineError when a model is missing."""
        self._detector = FaceDetector(models, providers, threads)
        self.aside = ThreadPoolExecutor(1, thread_name_prefix="faces aside")
        """One thread for what can be done beside the pipeline's."""
        self._mesh = FaceMesh(models, providers, threads)
        self.tracks: list[Track] = []
        self.others: list[tuple[Box, float]] = []
        """Box and score of faces that are seen and not followed."""
        self.look_every = LOOK_EVERY
        """Frames between two looks while all is well; above :data:`LOOK_EVERY` within :data:`LOOK_WITHIN_S`."""
        self._canvas: Canvas | None = None
        self._since_look = 0
        self._looked_at = 0.0
        self._shape: tuple[int, ...] = ()

    @property
    def provider(self) -> str:
        """What the landmark network runs on."""
        return self._mesh.provider

    def restart(self) -> None:
        """Know no face, as before the first frame."""
        self.tracks, self.others = [], []
        self._canvas, self._since_look, self._shape = None, 0, ()

    def photo(self, image: Image) -> tuple[NDArray[np.float32] | None, list[Face]]:
        """The mesh of a photo's largest face (478x3), and all its faces, that one first; None and none without one."""
        detections = sorted(self._detector.detect(image), key=lambda d: area(d.box), reverse=True)
        if not detections:
            return None, []
        region = self._mesh.region_from_detection(detections[0])
        for _ in range(3):  # each run centres the next one better
            result = self._mesh.landmarks(image, region)
            region = self._mesh.region_from_mesh(result.points)
        if result.presence < PRESENT:
            return None, []
        points = result.points
        x0, y0 = points[:, :2].min(axis=0).tolist()
        x1, y1 = points[:, :2].max(axis=0).tolist()
        taken = Face((x0, y0, x1, y1), detections[0].score, np.ascontiguousarray(points[:, :2]), swapped=False)
        return points, [taken, *(Face(d.box, d.score, None, swapped=False) for d in detections[1:])]

    def follow(self, frame: Frame, smoothing: float, clock: StageClock) -> None:
        """Bring `tracks` and `others` to this frame. `smoothing` 0..1 steadies the meshes."""
        image = frame.image
        detector_before, mesh_before = self._detector.ran_ms, self._mesh.ran_ms
        other_size = image.shape != self._shape
        if other_size:
            self._resize(image.shape)
        known = len(self.tracks)
        self._since_look += 1
        # Asked before this frame's meshes are known: by how the faces stood in the last one.
        turned = any(abs(track.yaw) > YAW_DOUBT for track in self.tracks)
        every = self.look_every
        if every > LOOK_EVERY and not 0 <= frame.captured_at - self._looked_at < LOOK_WITHIN_S - 1e-6:
            every = LOOK_EVERY
        due = other_size or self._since_look >= (min(every, LOOK_OFTEN) if self.others or turned else every)
        looking = self.aside.submit(self._detector.detect, image) if due and self.tracks else None
        self.tracks = [track for track in self.tracks if self._bring(track, frame, smoothing)]
        clock.stop("landmarks")
        doubtful = any(track.presence < PRESENT for track in self.tracks)
        if looking is not None or not self.tracks or len(self.tracks) < known or doubtful:
            self._since_look, self._looked_at = 0, frame.captured_at
            fresh = self._look(image, self._detector.detect(image) if looking is None else looking.result())
            clock.stop("detect")
            self.tracks += [track for track in fresh if self._bring(track, frame, smoothing)]
            clock.stop("landmarks")
        self.tracks = _apart(self.tracks)
        self._canvas = None  # held by who asked for it
        beside = self._detector.ran_ms - detector_before  # may have gone on while the landmarks did
        clock.add("detect.network", min(beside, clock.stages["detect"]))
        clock.add("landmarks.network", self._mesh.ran_ms - mesh_before)

    def _resize(self, shape: tuple[int, ...]) -> None:
        """Frames have another size from now on. Of the same form they show the same, larger or smaller: a face that the
        mesh follows and the detector does not see, a turned one, must not be forgotten, or it would be shown as it is.
        Of another form they are of another source, and nothing that was known holds."""
        before, self._shape = self._shape, shape
        if not before or abs(shape[1] * before[0] - shape[0] * before[1]) > max(before[:2]) // 2:
            self.tracks, self.others = [], []
            return
        scale = shape[1] / before[1]
        for track in self.tracks:
            track.resize(scale)
        self.others = [
            ((x0 * scale, y0 * scale, x1 * scale, y1 * scale), score) for (x0, y0, x1, y1), score in self.others
        ]

    def canvas(self, image: Image, buffer: Callable[[tuple[int, ...]], Image]) -> Canvas:
        """A copy of the frame to paint into. When there was a face just before, `follow` begins it beside the landmark
        network: once the crop is cut, as two threads that read a large frame at the same time only wait for memory."""
        self._canvas = Canvas(image, buffer, self.aside if self.tracks else None)
        return self._canvas

    def chosen(self, choice: str) -> list[Track]:
        """The tracks to swap: ``all``, the ``leftmost``, or the ``largest``."""
        if choice == "all" or len(self.tracks) < 2:
            return self.tracks
        if choice == "leftmost":
            return [min(self.tracks, key=lambda t: t.box[0] + t.box[2])]
        # the one that was chosen keeps its place until another is clearly larger
        return [max(self.tracks, key=lambda t: area(t.box) * (1.25 if t.reason != "not_selected" else 1.0))]

    def close(self) -> None:
        """Free the networks and end the thread."""
        self.tracks = []
        self.aside.shutdown()
        self._detector.close()
        self._mesh.close()

    def _begin_canvas(self) -> None:
        if self._canvas is not None:
            self._canvas.begin()
            self._canvas = None

    def _bring(self, track: Track, frame: Frame, smoothing: float) -> bool:
        """Bring a track to this frame; False when the face is gone."""
        result = self._mesh.landmarks(frame.image, track.region, self._begin_canvas)
        track.presence = result.presence
        if result.presence < GONE or not np.isfinite(result.points).all():
            return False
        track.take(track.smoother(result.points, frame.captured_at, smoothing))
        track.region = steady_region(track.region, self._mesh.region_from_mesh(track.points))
        track.yaw, track.pitch, _ = canonical().pose(track.points)
        track.frames += 1
        height, width = frame.image.shape[:2]
        return part_inside(track.box, width, height) > 0

    def _look(self, image: Image, detections: Sequence[Detection]) -> list[Track]:
        """What the detector saw: tracks for faces that are not followed yet and should be; the rest are the others."""
        unknown: list[Detection] = []
        for track in self.tracks:
            track.confirmed = False
        for detection in detections:
            shares = [overlap(detection.box, track.box) for track in self.tracks]
            best = int(np.argmax(shares)) if shares else -1
            if best >= 0 and shares[best] > 0.4:
                self.tracks[best].confirmed = True
                if self.tracks[best].presence < PRESENT:  # perhaps it slipped: look again where the detector points
                    self.tracks[best].region = self._mesh.region_from_detection(detection)
            else:
                unknown.append(detection)
        room = FOLLOWED - len(self.tracks)
        fresh, self.others = unknown[:room], [(d.box, d.score) for d in unknown[room:]]
        return [Track(self._region(image, d), score=d.score) for d in fresh]

    def _region(self, image: Image, detection: Detection) -> Region:
        """The detector's box is rough: one run of the network centres it."""
        first = self._mesh.landmarks(image, self._mesh.region_from_detection(detection))
        return self._mesh.region_from_mesh(first.points)


def judge(track: Track, chosen: bool, image: Image) -> str:
    """Why a face can not be swapped; empty when it can."""
    if not chosen:
        return "not_selected"
    height, width = image.shape[:2]
    box = track.box
    if box[2] - box[0] < SMALLEST:
        return "small"
    if part_inside(box, width, height) < INSIDE:
        return "edge"
    if track.presence < PRESENT:
        return "covered"
    limit = YAW_BACK if track.reason == "profile" else YAW_LIMIT
    unsure = not track.confirmed and abs(track.yaw) > YAW_DOUBT
    if abs(track.yaw) > limit or abs(track.pitch) > PITCH_LIMIT or unsure:
        return "profile"
    return ""


def faces_of(follower: Follower, swapped: bool) -> tuple[Face, ...]:
    """Every face of the frame for the guard, after `judge` has set the tracks' reasons.

    `swapped`: whether those without a reason were really painted; they are an ``error`` else.
    """
    faces = []
    for track in follower.tracks:
        done = swapped and not track.reason
        reason = track.reason or ("" if done else "error")  # no face was chosen yet
        points = np.ascontiguousarray(track.points[:, :2])
        faces.append(Face(track.box, min(track.score, track.presence), points, done, reason))
    faces += [Face(box, score, None, False, "not_selected") for box, score in follower.others]
    return tuple(faces)


def area(box: Box) -> float:
    """Square pixels of a box; 0 for an empty one."""
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def part_inside(box: Box, width: int, height: int) -> float:
    """Part of a box that lies in a frame of this size, 0..1."""
    inside = (max(box[0], 0.0), max(box[1], 0.0), min(box[2], float(width)), min(box[3], float(height)))
    return area(inside) / max(area(box), 1e-6)


def _apart(tracks: list[Track]) -> list[Track]:
    """Without those that have slipped onto a face that an older one follows."""
    kept: list[Track] = []
    for track in tracks:
        if all(overlap(track.box, other.box) < 0.6 for other in kept):
            kept.append(track)
    return kept
