"""What steers the run from outside the window: the same as the window does, as calls that answer or raise.

1. A choice is kept in the settings, so that the window, ``serve`` and the next start know it, and is passed to the run
   that goes on; what needs a new run begins one.
2. A face is kept only once the run took it, as in the window.
3. The statement of consent is never made here. What needs it is refused until the user has made it: in the window, by
   ``run`` or ``serve`` with ``--i-have-consent``.
4. Files are read only where the user allowed it (`files.py` of the tasks): a token must not open everything.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from pathlib import Path

from app.base.errors import UserError
from app.pipeline.photos import list_faces
from app.pipeline.sources import CameraInfo, list_cameras
from app.services.core import Core
from app.services.engines import check_options, sound_options, usable
from app.services.reach import Reach
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request
from engines.api import OptionValue

ANSWER_S = 30.0
"""How long the run may take to answer; reading a photo on a slow disk included."""
STOP_S = 20.0

ELSEWHERE: Mapping[str, str] = {
    "camera.source": "PUT /api/v1/source",
    "engine.id": "PUT /api/v1/engine",
    "engine.faces": "PUT /api/v1/faces",
    "engine.options": "PATCH /api/v1/options",
    "output.virtual_camera": "PUT /api/v1/virtual-camera",
    "output.stream": "PUT /api/v1/stream",
    "output.stream_address": "PUT /api/v1/stream",
}
"""Settings with a route of their own, which looks at more than the value."""
_SECTIONS = ("camera.", "engine.", "gpu.", "performance.", "resources.", "output.", "ui.")
_NOT_THOSE = ("output.label", "output.recording_folder", "engine.face_map", "ui.cover_shortcut")


def at_the_machine(key: str) -> bool:
    """Whether a setting is changed by the user alone, in the window or by `python -m app config`: what may leave, where
    to and whether unmarked, by which keys it is covered, who may come in, what may be read and what is run. So is all
    that is not known here."""
    return not key.startswith(_SECTIONS) or key.startswith(_NOT_THOSE)


class Control:
    """Use cases over a core. Any thread may call; calls may wait for the run, at most :data:`ANSWER_S`."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._reach = Reach(core)
        self._one = threading.Lock()
        """Choices are made one after the other."""

    # ---- the run ---------------------------------------------------------------------------------------------

    @property
    def status(self) -> SessionStatus:
        return self._core.session.status

    def start(self) -> None:
        """Begin a run with what the settings say; returns at once. Raises UserError: one goes on already, or there is
        no such engine."""
        with self._turn():
            self._core.session.start(self._request())

    def stop(self) -> None:
        """Ask the run to end; returns at once."""
        self._core.session.request_stop()

    def cover(self, on: bool) -> None:
        """The panic switch, from the next picture on."""
        self._core.session.cover_now(on)

    # ---- choices ---------------------------------------------------------------------------------------------

    def choose_source(self, spec: str) -> None:
        """Take the picture from elsewhere. Raises InputError: a file that may not be read."""
        spec = self._reach.source(spec)
        with self._turn():
            if spec != self._core.settings.current.camera.source:
                self._keep({"camera.source": spec})
                self._restart()

    def choose_faces(self, faces: Sequence[str]) -> None:
        """Show another face: photos of one person. Raises UserError: a photo can not be read, or shows no face; then
        the face before stays."""
        specs = tuple(self._reach.face(face) for face in faces)
        with self._turn():
            self._changeable(["engine.faces"])
            self._loaded()
            _answer(self._core.session.set_faces(specs))
            self._keep({"engine.faces": specs})

    def choose_engine(self, engine: str) -> None:
        """Swap with another engine. Raises EngineFailure: there is none of that id, or it is broken."""
        usable(self._core.engines, engine)
        with self._turn():
            if engine != self._core.settings.current.engine.id:
                self._keep({"engine.id": engine})
                self._restart()

    def set_options(self, options: Mapping[str, OptionValue]) -> dict[str, OptionValue]:
        """New values for any options of the chosen engine; all of them as they are then. Raises SettingsError."""
        with self._turn():
            engine = self._core.settings.current.engine
            manifest = usable(self._core.engines, engine.id)
            before, _ = sound_options(manifest, engine.current_options)
            checked = check_options(manifest, {**before, **options})
            kept = {**engine.current_options, **{key: checked[key] for key in options}}
            self._loaded()
            self._keep({"engine.options": {**engine.options, engine.id: kept}})
            status = self.status
            if options and status.state is SessionState.RUNNING and status.engine == engine.id:
                _answer(self._core.session.configure({key: checked[key] for key in options}))
            return checked

    def set_virtual_camera(self, on: bool) -> None:
        """On or off, over all runs. Raises ConsentError."""
        with self._turn():
            self._changeable(["output.virtual_camera"])
            _answer(self._core.session.set_virtual_camera(on))
            self._keep({"output.virtual_camera": on})

    def set_stream(self, address: str | None) -> None:
        """Send a stream to ``udp://HOST:PORT``, or end that. Raises ConsentError; OutputError: no address that may be
        sent to."""
        with self._turn():
            keys = ["output.stream", *(["output.stream_address"] if address else [])]
            self._changeable(keys)
            _answer(self._core.session.set_stream(address))
            self._keep(
                {"output.stream": address is not None, **({"output.stream_address": address} if address else {})}
            )

    # ---- settings --------------------------------------------------------------------------------------------

    def change_settings(self, values: Mapping[str, object]) -> bool:
        """Keep all of them or none; None is the shipped value. True where a new run is needed for them to count.

        Raises SettingsError: no such key, a value that is not taken, one that is not changed from here."""
        for key in values:
            self._core.settings.origin(key)  # raises where there is none
            if key in ELSEWHERE:
                text, hint = f"{key} is changed by a route of its own.", f"Use {ELSEWHERE[key]}."
                raise UserError("settings.own_route", text, hint, key=key, route=ELSEWHERE[key])
            if at_the_machine(key):
                text = f"{key} is not changed by the service."
                hint = "Change it in the window, or by “python -m app config set”."
                raise UserError("settings.at_the_machine", text, hint, key=key)
        with self._turn():
            before = self._core.settings.current
            self._changeable(values)
            self._core.settings.set_all(values)
            now, session = self._core.settings.current, self._core.session
            if now.output != before.output:
                session.camera.refresh()
                session.stream.refresh()
                output = now.output
                _answer(session.set_label(output.label, output.label_corner, output.label_size))
            parts = ("camera", "engine", "gpu", "performance", "privacy")
            another = any(getattr(now, part) != getattr(before, part) for part in parts)
            return (another or now.output.mirror != before.output.mirror) and self._goes_on()

    # ---- lists -----------------------------------------------------------------------------------------------

    def cameras(self) -> list[CameraInfo]:
        """What can be a source now."""
        return list_cameras()

    def faces(self) -> dict[str, str]:
        """Faces that can be chosen, by what to ask for: those that ship, the user's own, those in use."""
        paths = self._core.paths
        found = {f"demo:{name}": name for name in list_faces(paths.media)}
        for face in self._reach.own_faces():
            found[face] = Path(face).stem
        return found

    # ---- helpers ---------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One choice at a time. Raises UserError: the ones before take too long."""
        if not self._one.acquire(timeout=ANSWER_S):
            raise _late()
        try:
            yield
        finally:
            self._one.release()

    def _loaded(self) -> None:
        """Wait while a run loads: it would go on with what it was asked for. Raises UserError: it takes too long."""
        session, over = self._core.session, threading.Event()
        end = session.changed.subscribe(lambda now: None if now.state is SessionState.LOADING else over.set())
        try:
            if self.status.state is SessionState.LOADING and not over.wait(ANSWER_S):
                raise _late()
        finally:
            end()

    def _request(self) -> SessionRequest:
        now = self._core.settings.current
        manifest = usable(self._core.engines, now.engine.id)
        return SessionRequest(
            source=source_request(now),
            faces=now.engine.faces,
            engine=now.engine.id,
            options=sound_options(manifest, now.engine.current_options)[0],
            consent=bool(now.privacy.consent_date),
            face_map=now.engine.face_map if manifest.people is not None else (),
        )

    def _goes_on(self) -> bool:
        return self.status.state in (SessionState.LOADING, SessionState.RUNNING)

    def _restart(self) -> None:
        """Begin another run where one goes on."""
        if not self._goes_on():
            return
        session = self._core.session
        stop = session.request_stop()
        if not session.wait(STOP_S):
            raise _late()
        session.start(self._request(), after_stop=stop)  # where nobody else wants it to end

    def _changeable(self, keys: Sequence[str] | Mapping[str, object]) -> None:
        """Raises UserError where the command line or the environment has the last word."""
        for key in keys:
            if self._core.settings.origin(key) not in ("project", "user"):
                text = f"{key} is fixed for this start by the command line or the environment."
                raise UserError("settings.fixed", text, "Start the program without it.", key=key)

    def _keep(self, values: Mapping[str, object]) -> None:
        self._changeable(values)
        self._core.settings.set_all(values)


def _late() -> UserError:
    return UserError("session.timeout", "The run did not answer in time.", "Look at its status, and try again.")


def _answer(future: Future[None]) -> None:
    """What the run answers. Raises UserError."""
    try:
        future.result(ANSWER_S)
    except TimeoutError as error:
        raise _late() from error
    except CancelledError as error:
        text = "The run ended before it came to it."
        raise UserError("session.ended", text, "Begin another run, and ask again.") from error
