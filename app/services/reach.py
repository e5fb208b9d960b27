"""Which sources and faces those who come by the local service may choose: none but what the user allowed.

A name of the program's own (``demo``, ``camera:...``, ``demo:NAME``), a photo that the user took in the window, and
what the settings name already; and files in the folders of the setting ``tasks.folders``.
"""

from __future__ import annotations

from app.pipeline.photos import resolve_face
from app.services.core import Core
from app.services.tasks.folders import allowed_file

_PICTURES = (".jpg", ".jpeg", ".png", ".webp")


class Reach:
    """Any thread may ask."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def source(self, spec: str) -> str:
        """The spec to keep. Raises InputError: a file that may not be read."""
        spec = spec.strip()
        if spec == "demo" or spec.startswith("camera:") or spec == self._core.settings.current.camera.source:
            return spec
        return self._file(spec)

    def face(self, spec: str) -> str:
        """The spec to keep. Raises InputError: no such demo face, or a file that may not be read."""
        if spec.startswith("demo:"):
            resolve_face(spec, self._core.paths.media)
            return spec
        return spec if spec in self.own_faces() else self._file(spec)

    def own_faces(self) -> tuple[str, ...]:
        """Photos that the user took in the window, and those that are chosen now."""
        folder = self._core.paths.own_faces
        taken = (str(one) for one in sorted(folder.glob("*")) if one.suffix.lower() in _PICTURES)
        chosen = (face for face in self._core.settings.current.engine.faces if not face.startswith("demo:"))
        return tuple(dict.fromkeys((*taken, *chosen)))

    def _file(self, text: str) -> str:
        return str(allowed_file(text, self._core.settings.current.tasks.folders))
