"""The trial of a program: one frame of the demo, through the very engine that a run would use."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from app.base.errors import EngineFailure, Message
from app.base.paths import Paths
from app.base.settings import Settings
from app.pipeline.buffers import BufferPool
from app.pipeline.photos import load_photo, resolve_face
from app.services.engine_context import ContextMaker
from app.services.engines import EngineEntry, load
from app.services.providers import CPU, Providers
from engines.api import EngineError, Frame

_FACE, _PICTURE = "demo:astronaut", "demo:hopper"


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it."""

    provider: str
    """What the program's networks really run on."""
    wanted: str
    """What they were to run on."""
    load_s: float
    swap_ms: float
    """Of the first frame, which is slower than those that follow."""

    @property
    def on_wanted(self) -> bool:
        return self.wanted in (CPU, self.provider)


def try_program(
    paths: Paths, settings: Settings, entry: EngineEntry, unwanted: Callable[[], bool] = lambda: False
) -> Trial:
    """Load the engine with its options of the settings, and swap one face: seconds to minutes. It is given up once
    ``unwanted`` says so.

    Raises:
        UserError: what a run would fail with, or the face was not swapped.
    """
    manifest = entry.manifest
    assert manifest is not None
    assert manifest.checkout is not None
    program = manifest.checkout.program
    providers = Providers(paths.user_cache / "providers.json")
    # Nobody waits for a picture: a frame that takes long is waited for, and what the engine tells stands in the result.
    maker = ContextMaker(paths, providers, lambda _file: None, lambda _message: None, live=False, unwanted=unwanted)
    pool = BufferPool()
    options = settings.engine.options.get(entry.id, {})
    context = maker.make(settings, entry, options, pool, lambda _part, _text: None)
    began = time.monotonic()
    engine = load(manifest, context)
    try:
        loaded = time.monotonic()
        engine.set_source([load_photo(resolve_face(_FACE, paths.media))])
        picture = load_photo(resolve_face(_PICTURE, paths.media))
        asked = time.monotonic()
        result = engine.swap(Frame(picture, 0, asked))
        done = time.monotonic()
        if not any(face.swapped for face in result.faces):
            reasons = sorted({face.reason for face in result.faces if face.reason}) or ["no_face"]
            reason = ", ".join(reasons)
            text = f"{program} ran, and did not swap the face of the demo ({reason})."
            hint = "The log of the engine has what it printed. Look at its options, or take a version that was tried."
            raise EngineFailure("checkout.trial_failed", text, hint, program=program, reason=reason)
        provider = engine.provider
    except EngineError as error:
        raise EngineFailure(error.code, str(error), error.hint, engine=entry.id, reason=str(error)) from error
    finally:
        engine.close()
    return Trial(provider, context.providers[0], loaded - began, (done - asked) * 1e3)


def told(program: str, trial: Trial) -> Message:
    """That it went well, in words."""
    took, load_s = f"{trial.swap_ms:.0f} ms", f"{trial.load_s:.0f} s"
    text = f"{program} swaps the face of the demo: loaded in {load_s}, {took} for the first picture."
    return Message("checkout.trial", text, "", {"program": program, "load": load_s, "time": took})


def told_provider(program: str, trial: Trial) -> Message:
    """What it ran on, in words."""
    plain = trial.provider.removesuffix("ExecutionProvider")
    if trial.on_wanted:
        text = f"{program} runs on {plain}."
        return Message("checkout.provider", text, "", {"program": program, "provider": plain})
    wanted = trial.wanted.removesuffix("ExecutionProvider")
    text = f"{program} runs on {plain}: {wanted} did not load in its interpreter."
    hint = "Its environment may have the onnxruntime for another card, or lack libraries; its log has the details."
    return Message("checkout.no_gpu", text, hint, {"program": program, "provider": plain, "wanted": wanted})
