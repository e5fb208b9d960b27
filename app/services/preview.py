"""The picture that leaves, as JPEG, for those outside who may see it: guarded and marked, or the card that stands in.

A picture is made only while somebody looks, once for all of them, and at most so often as the settings say. The user's
own face is never in it, but for what the guard lets pass in the other outputs, too.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import cv2

from app.base.errors import UserError
from app.pipeline.cards import card_image, card_language
from app.pipeline.output import Card
from app.services.core import Core
from app.services.session_checks import require_consent
from engines.api import Image

_QUALITY = 80
LINGER_S = 5.0
"""How long pictures are still kept for the next one who looks."""
_FIRST_S = 1.0
"""How long the first one who looks waits for a picture of the run."""


@dataclass(frozen=True, slots=True)
class PreviewPicture:
    """``sequence`` grows with every new picture."""

    sequence: int
    jpeg: bytes


class PreviewPictures:
    """Any thread may ask."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tap = core.session.remote
        self._lock = threading.Lock()
        self._made: PreviewPicture | None = None
        self._made_at = self._asked_at = 0.0
        self._form: tuple[int, str] = (0, "")

    def check(self) -> None:
        """Raises UserError: it is not switched on, or nothing may leave before the statement was made."""
        settings = self._core.settings.current
        if not settings.api.preview:
            raise UserError(
                "service.no_preview",
                "The preview is switched off, since it shows a face.",
                "Switch it on with the setting api.preview, on the machine itself.",
            )
        require_consent(bool(settings.privacy.consent_date))

    def newest(self, after: int) -> PreviewPicture | None:
        """The picture that leaves now, where its sequence is above ``after``. Raises UserError as :meth:`check`."""
        self.check()
        settings = self._core.settings.current
        with self._lock:
            now = time.monotonic()
            self._asked_at = now
            if not self._tap.on:
                self._tap.look(True)
            form = (settings.api.preview_width, card_language(settings.ui.language))
            shown = self._tap.newest(self._made.sequence if self._made is not None and form == self._form else 0)
            due = form != self._form or now - self._made_at >= 1 / settings.api.preview_fps
            if shown is not None and (due or isinstance(shown.what, Card)):  # the panic switch is not waited for
                self._made = PreviewPicture(shown.sequence, self._jpeg(shown.what, *form))
                self._made_at, self._form = now, form
            made = self._made
        return made if made is not None and made.sequence > after else None

    def now(self) -> PreviewPicture:
        """The picture that leaves now; the first one who looks waits a moment for one. Raises UserError as
        :meth:`check`."""
        began = self._tap.on
        found = self.newest(0)
        assert found is not None  # there is always a card
        until = time.monotonic() + _FIRST_S
        while not began and self._core.session.status.state == "running" and time.monotonic() < until:
            newer = self.newest(found.sequence)
            if newer is not None:
                return newer
            time.sleep(0.01)
        return found

    def rest(self) -> None:
        """Keep nothing any more where nobody has looked for a while; called once a second."""
        with self._lock:
            if self._tap.on and time.monotonic() - self._asked_at > LINGER_S:
                self._tap.look(False)
                self._made = None

    def _jpeg(self, what: Image | Card, width: int, language: str) -> bytes:
        image = card_image(self._core.paths.cards, what, language) if isinstance(what, Card) else what
        if image.shape[1] > width:
            height = max(1, round(image.shape[0] * width / image.shape[1]))
            image = cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
        return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
