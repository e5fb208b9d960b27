"""What steers the run from outside the window: the same as the window does, as calls that answer or raise."""

from __future__ import annotations

from app.services.core import Core
from app.services.engines import sound_options
from app.services.session_state import SessionRequest, source_request


class Control:
    """Use cases over a core; any thread may call."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def start(self) -> None:
        """Begin a run with what the settings say; returns at once. Raises UserError."""
        self._core.session.start(self._request())

    def _request(self) -> SessionRequest:
        now = self._core.settings.current
        manifest = next((entry.manifest for entry in self._core.engines if entry.id == now.engine.id), None)
        options = sound_options(manifest, now.engine.current_options)[0] if manifest is not None else {}
        return SessionRequest(
            source=source_request(now),
            faces=now.engine.faces,
            engine=now.engine.id,
            options=options,
            consent=bool(now.privacy.consent_date),
            face_map=now.engine.face_map,
        )
