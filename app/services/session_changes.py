"""What of a run can be changed while it goes on: a part of :class:`app.services.session.Session`.

Every change is made on the pipeline's thread, between two pictures, and answers by a Future; what hides a face counts
at once.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from app.base.errors import Message
from app.base.events import Event
from app.base.paths import Paths
from app.base.sections import MappedFace
from app.base.settings import Settings
from app.pipeline.guard import Policy
from app.pipeline.label import LabelStyle
from app.pipeline.outputs import Output
from app.pipeline.pipeline import Pipeline
from app.pipeline.sources import SourceInfo
from app.services.camera_feed import CameraFeed
from app.services.engines import EngineEntry, check_options
from app.services.faces import load_faces, load_people, show_faces, show_people
from app.services.rates import Subject
from app.services.session_checks import consent_refusal
from app.services.session_feeds import SessionFeeds
from app.services.session_outputs import open_file
from app.services.session_state import GuardPolicy, SessionStatus
from app.services.steering import Steering
from app.services.stream_feed import StreamFeed
from engines.api import Engine, OptionValue


class SessionChanges(ABC):
    """The session makes what stands here; see there."""

    changed: Event[SessionStatus]
    notice: Event[Message]
    camera: CameraFeed
    stream: StreamFeed
    steering: Steering | None
    _settings: Callable[[], Settings]
    _paths: Paths
    _engines: dict[str, EngineEntry]
    _feeds: SessionFeeds
    _lock: threading.Lock
    _photos: ThreadPoolExecutor
    _pipeline: Pipeline | None
    _status: SessionStatus
    _subject: Subject | None
    _consent: bool
    _spec: str
    _guard: GuardPolicy | None
    _panic: bool

    @property
    @abstractmethod
    def status(self) -> SessionStatus: ...

    def set_faces(self, faces: Sequence[str]) -> Future[None]:
        """Show another face: photos of one person. The Future carries a UserError when none shows a face."""

        def change() -> None:
            images = load_faces(faces, self._paths.media)
            self._post(lambda engine: show_faces(engine, images, faces, self.notice.publish)).result()

        return self._photos.submit(change)

    def set_people(self, face_map: Sequence[MappedFace]) -> Future[None]:
        """Show different people different faces; empty: everybody the same again. The Future carries a UserError when
        a photo shows no face, or the engine can not tell people apart; those before then stay."""

        def change() -> None:
            people = load_people(face_map, self._paths.media)
            self._post(lambda engine: show_people(engine, people, face_map, self.notice.publish)).result()

        return self._photos.submit(change)

    def configure(self, options: Mapping[str, OptionValue]) -> Future[None]:
        """New values for any options of the running engine; they count whatever the governor has traded."""
        entry = self._engines[self._status.engine]
        assert entry.manifest is not None
        checked = check_options(entry.manifest, options)
        wanted = {key: checked[key] for key in options}
        if any(spec.key in wanted and spec.type != "float" for spec in entry.manifest.options):
            self._spoil()
        steering = self.steering
        return self._post(lambda _: None) if steering is None else steering.configure(wanted)

    def set_virtual_camera(self, on: bool) -> Future[None]:
        """Switch the virtual camera on or off, also while nothing runs; it stays so over all runs. The Future carries
        a ConsentError; a device that does not open is told, and tried again until it is switched off."""
        refused = self._refusal() if on else None
        return refused or self.camera.switch(on)

    def set_stream(self, address: str | None) -> Future[None]:
        """Send a stream to ``udp://HOST:PORT``, or end that (None), also while nothing runs; it stays so over all runs.
        The Future carries a ConsentError, or an OutputError where the address can not be used."""
        refused = self._refusal() if address else None
        return refused or self.stream.switch(address or "")

    def set_recording(self, path: Path | None) -> Future[None]:
        """Start recording to a new MP4 file, or end the recording."""
        pipeline = self._pipeline
        if pipeline is None:
            return self._post(lambda _: None)
        refused = self._refusal() if path is not None else None
        if refused is not None:
            return refused

        def change() -> None:
            pipeline.remove_outputs([output for output in pipeline.outputs if output.kind == "recording"])
            if path is not None:
                pipeline.outputs.append(self._open_file(path, pipeline.source.info))
            self.changed.publish(self.status)

        return pipeline.post(change)

    def set_guard(self, policy: GuardPolicy) -> Future[None]:
        """At once, from any thread, also for a run that still loads. What outlives the runs is covered while a picture
        may be under way that shows the real face and shall not any more; the Future is done after that."""
        with self._lock:
            self._guard, guard = policy, self._pipeline.guard if self._pipeline is not None else None
            hides = policy == "cover" and guard is not None and guard.policy is Policy.PASS
            if guard is not None:
                guard.policy = Policy(policy)
        show_again = self._feeds.hide() if hides else lambda _: None
        settled = self._post(lambda _: None)  # behind what was judged before; an engine that hangs is not waited for
        settled.add_done_callback(show_again)
        return settled

    def cover_now(self, on: bool) -> None:
        """The panic switch: cover everything from the next frame on, or end that. At once, from any thread; it outlives
        the run, so that the next one begins covered, too."""
        with self._lock:
            self._panic = on
            self._status = replace(self._status, covered_now=on)
            if self._pipeline is not None:
                self._pipeline.guard.panic = on
            self._feeds.cover(on)
        self.changed.publish(self.status)

    def set_label(self, on: bool, corner: str, size: float) -> Future[None]:
        def change(_: Engine) -> None:
            if self._pipeline is not None:
                self._pipeline.label.style = LabelStyle(on, corner, size)

        return self._post(change)

    # ---- helpers ---------------------------------------------------------------------------------------------

    def _spoil(self) -> None:
        self._subject = None

    def _post(self, change: Callable[[Engine], None]) -> Future[None]:
        pipeline = self._pipeline
        if pipeline is None:
            # Nothing runs: the change has nothing to act on, and the next start reads the settings anyway.
            done: Future[None] = Future()
            done.set_result(None)
            return done
        return pipeline.post(lambda: change(pipeline.engine))

    def _open_file(self, path: Path, info: SourceInfo) -> Output:
        output, media = self._settings().output, self._paths.media
        return open_file(output, path, self._spec, info, media, self.notice.publish, lossless=False)

    def _refusal(self) -> Future[None] | None:
        return consent_refusal(self._consent or bool(self._settings().privacy.consent_date))
