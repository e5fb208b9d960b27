"""The embedded engine: the photo's face as a texture on the tracked mesh of the user's.

For each frame, in order:
1. The faces are found and followed (`toolkit/follow.py`), and each is judged: can it be swapped credibly? If not, it
   is reported with the reason and the guard covers it.
2. The frame's light is measured on the face, which also tells when an object comes before it.
3. The warp is planned on a coarse grid, and the texture is painted in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineContext, Face, Frame, Image, NoFaceError, OptionValue, SwapResult
from engines.toolkit import texture as textures
from engines.toolkit.blend import paint, plan
from engines.toolkit.canonical import canonical
from engines.toolkit.follow import LOOK_EVERY, Follower, StageClock, faces_of, judge
from engines.toolkit.masks import smoothstep, still
from engines.toolkit.texture import Texture
from engines.toolkit.track import Track

COVERED_LIMIT, COVERED_BACK = 0.3, 0.2
"""Part of the visible skin that an object may hide before the face counts as covered, and below which it is not."""


class MeshEngine:
    """See the module. Satisfies :class:`engines.api.Engine`."""

    def __init__(self, context: EngineContext) -> None:
        """Load both networks and the tables; raises EngineError when a model is missing."""
        self._buffer: Callable[[tuple[int, ...]], Image] = context.buffer
        context.report(0.1, "Loading the face detector and the face mesh")
        self._follower = Follower(context.models, context.providers, context.threads)
        context.report(0.9, "Preparing masks")
        still()
        canonical().grid(textures.SIZE)
        self._texture: Texture | None = None
        self._options: dict[str, OptionValue] = {}
        self.configure(context.options)
        context.report(1.0, "Ready")

    @property
    def provider(self) -> str:
        """What the landmark network runs on."""
        return self._follower.provider

    def configure(self, options: Mapping[str, OptionValue]) -> None:
        """Take new values; the mask is made anew when its softness changes."""
        self._options.update(options)
        self._opacity = float(self._options.get("opacity", 1.0))
        self._keep = (bool(self._options.get("keep_mouth", True)), bool(self._options.get("keep_eyes", True)))
        self._match = float(self._options.get("colour_match", 1.0))
        self._smoothing = float(self._options.get("smoothing", 0.5))
        self._choice = str(self._options.get("faces", "largest"))
        self._feather = float(self._options.get("feather", 0.1))
        self._follower.look_every = int(self._options.get("detect_every", LOOK_EVERY))
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
            points, faces = self._follower.photo(image)
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
        for track in self._follower.tracks:
            track.light.restart()
        return seen

    def restart(self) -> None:
        """Forget earlier frames. As :meth:`engines.api.RestartingEngine.restart`."""
        self._follower.restart()

    def swap(self, frame: Frame) -> SwapResult:
        """See the module."""
        clock = StageClock()
        image, follower = frame.image, self._follower
        canvas = follower.canvas(image, self._buffer)
        follower.follow(frame, self._smoothing, clock)
        chosen = follower.chosen(self._choice)
        for track in follower.tracks:
            before = track.reason
            track.reason = judge(track, track in chosen, image)
            if track.reason or self._texture is None:
                continue
            facing = canonical().normals_z(track.points)
            if self._relit(track, image, facing, self._texture, before):
                track.reason = "covered"
            clock.stop("warp")
            if not track.reason:
                out = canvas.open()
                clock.stop("blend")
                self._paint(track, facing, out, self._texture, clock)
        return SwapResult(canvas.picture, faces_of(follower, swapped=canvas.painted), clock.stages)

    def _relit(self, track: Track, image: Image, facing: NDArray[np.float32], texture: Texture, before: str) -> bool:
        """Measure the light, every other frame (it changes slowly); True when an object covers the face."""
        if track.frames % 2 or before:
            track.light.update(image, track.points, facing, texture, self._match)
        return track.light.covered > (COVERED_BACK if before == "covered" else COVERED_LIMIT)

    def _paint(
        self, track: Track, facing: NDArray[np.float32], out: Image, texture: Texture, clock: StageClock
    ) -> None:
        planned = plan(out.shape[:2], track.points, facing, self._mask, track.light, self._keep)
        clock.stop("warp")
        if planned is not None:
            width = math.dist(track.points[234, :2], track.points[454, :2])
            paint(out, planned, texture.level(width, all(self._keep)))
        clock.stop("blend")

    def close(self) -> None:
        """Free the networks and the textures."""
        self._texture = None
        self._follower.close()
