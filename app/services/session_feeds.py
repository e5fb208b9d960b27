"""What outlives the runs and is given their pictures: the virtual camera, the network stream, our own window, and the
preview of the local service."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.base.errors import Message
from app.base.settings import Settings
from app.pipeline.fitting import Form
from app.pipeline.output import Output
from app.services.camera_feed import CameraFeed
from app.services.output_tap import OutputTap
from app.services.session_state import SessionRequest, SessionStatus
from app.services.stream_feed import StreamFeed


class SessionFeeds:
    """Passes on to all of them what the session does. The arguments are those of :class:`CameraFeed`."""

    def __init__(
        self,
        settings: Callable[[], Settings],
        cards: Path,
        notice: Callable[[Message], None],
        changed: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._panic = False
        self._hiding = 0
        """How often :meth:`hide` was called whose end was not."""
        self.camera = CameraFeed(settings, cards, notice, changed)
        self.stream = StreamFeed(settings, cards, notice, changed, lambda: self.camera.language())
        self.window, self.remote = OutputTap(), OutputTap()

    @property
    def outputs(self) -> tuple[Output, ...]:
        """For every run."""
        return self.camera.output, self.stream.output, self.window.output, self.remote.output

    def forms(self) -> frozenset[Form]:
        """What pictures are fitted to by those that are on: as they were opened, and as they are opened anew where the
        settings were changed just now."""
        if not (self.camera.on or self.stream.on or self.window.on):
            return frozenset()
        output = self._settings().output
        chosen = Form(output.virtual_camera_width, output.virtual_camera_height, output.virtual_camera_fit)
        opened = (self.camera.form, self.stream.form, self.window.form)
        return frozenset((chosen, *(form for form in opened if form is not None)))

    @property
    def unused(self) -> tuple[str, ...]:
        """Kinds of the outputs that a report of the run has not to speak of."""
        return ("window", *(feed.output.kind for feed in (self.camera, self.stream) if not feed.on))

    def within(self, status: SessionStatus) -> SessionStatus:
        """The status with what they are doing."""
        return replace(status, camera=self.camera.status, stream=self.stream.status)

    def run_begins(self, request: SessionRequest) -> None:
        self.camera.run_begins(only_for_it=request.virtual_camera)
        self.stream.run_begins(request.stream)
        self.window.run_begins()
        self.remote.run_begins()

    def run_ended(self) -> None:
        """Waits for the end of what only the run wanted."""
        self.camera.run_ended()
        self.stream.run_ended()
        self.window.run_ended()
        self.remote.run_ended()

    def cover(self, on: bool) -> None:
        """The panic switch."""
        with self._lock:
            self._panic = on
            self._cover()

    def hide(self) -> Callable[[object], None]:
        """Cover them until what is returned was called, with whatever argument."""

        def change(by: int) -> None:
            with self._lock:
                self._hiding += by
                self._cover()

        change(1)
        return lambda _: change(-1)

    def _cover(self) -> None:
        on = self._panic or self._hiding > 0
        self.camera.cover(on)
        self.stream.cover(on)
        self.window.cover(on)
        self.remote.cover(on)

    def close(self) -> None:
        """Off, for good; waits for the devices."""
        self.camera.close()
        self.stream.close()
