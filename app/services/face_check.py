"""Whether a photo shows a face, found before it is chosen, by an engine that is loaded for nothing else.

The engine is the lightest that is here: one that needs no model but what ships with the program. Every call comes from
one thread, which is not the window's: the first one loads the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from app.base.errors import EngineFailure, Message
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.buffers import BufferPool
from app.services.engine_context import ContextMaker
from app.services.engines import EngineEntry, Manifest, load
from app.services.faces import load_faces, show_faces
from app.services.providers import Providers
from engines.api import Engine, Image


class FaceCheck:
    """Loads at the first photo; :meth:`close` frees, and the next photo would load again."""

    def __init__(
        self,
        paths: Paths,
        settings: Callable[[], Settings],
        engines: Sequence[EngineEntry],
        providers: Providers,
        find_model: Callable[[str], Path | None],
    ) -> None:
        self._paths, self._settings, self._engines = paths, settings, engines
        self._providers, self._find_model = providers, find_model
        self._engine: Engine | None = None

    def photo(self, face: str) -> list[Message]:
        """Look at the photo of a path or ``demo:NAME``; returns what is odd about it, such as several faces.

        Raises:
            InputError: it can not be read.
            EngineFailure: it shows no face, or no engine could be loaded.
        """
        return self._look(load_faces([face], self._paths.media)[0], face)

    def picture(self, image: Image, name: str) -> list[Message]:
        """The same for a picture (BGR, uint8, HxWx3) that the user knows as ``name``."""
        return self._look(image, name)

    def close(self) -> None:
        """Free the engine."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _look(self, image: Image, name: str) -> list[Message]:
        told: list[Message] = []
        if self._engine is None:
            self._engine = self._load()
        show_faces(self._engine, [image], [name], told.append)
        return told

    def _load(self) -> Engine:
        settings = self._settings()
        usable = [entry for entry in self._engines if entry.manifest is not None]
        # Those with a catalogue want models that may not be here, others a program of the user's; of the rest the
        # chosen one, else the first.
        chosen = settings.engine.id
        usable.sort(key=lambda entry: (_wants_more(entry.manifest), entry.id != chosen))
        if not usable:
            raise EngineFailure("engine.none", "There is no engine that can be used.", "Run the set-up again.")
        manifest = usable[0].manifest
        assert manifest is not None
        # What it runs on is told when a run starts with it; here nobody asked for a certain one.
        maker = ContextMaker(self._paths, self._providers, self._find_model, lambda _message: None)
        context = maker.make(settings, usable[0], {}, BufferPool(), lambda _part, _text: None)
        return load(manifest, context)


def _wants_more(manifest: Manifest | None) -> bool:
    """Whether an engine needs what does not come with the program."""
    return manifest is not None and (bool(manifest.catalogue) or manifest.checkout is not None)
