"""What every page of the assistant is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PyQt6.QtCore import QSettings

from app.gui.checks_link import ChecksLink
from app.gui.threads import Background

if TYPE_CHECKING:
    from app.gui.asking import Asking
    from app.gui.controller import Controller
    from app.gui.engine_dock import EnginePanel
    from app.gui.gallery import Gallery
    from app.gui.models_window import ModelsPart
    from app.gui.source_bar import SourceBar
    from app.services.autostart import AutostartState
    from app.services.face_check import FaceCheck


class Login(Protocol):
    """What sets that the program opens at login. Both may take a moment; :meth:`set` raises UserError."""

    def state(self) -> AutostartState: ...

    def set(self, on: bool) -> None: ...


@dataclass(frozen=True, slots=True)
class Kit:
    """The pages show the window's own lists of cameras, faces and engines, so that both always agree."""

    controller: Controller
    asking: Asking
    checks: ChecksLink
    source: SourceBar
    gallery: Gallery
    engine: EnginePanel
    models: ModelsPart
    ini: QSettings
    """The window's own file."""
    devices: Background
    """Opens and closes sources, one after the other."""
    photos: Background
    """Looks at photos and the like, one after the other."""
    faces: FaceCheck
    autostart: Login
