"""The only wiring: folders, settings, log, engines, session. What is built last is closed first.

``open_settings`` is light (no picture libraries), so that a window or ``config`` can start at once; ``build_core``
brings the rest.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore

if TYPE_CHECKING:
    from app.services.checkouts.service import Checkouts
    from app.services.copies import Copies
    from app.services.core import Core
    from app.services.engines import EngineEntry
    from app.services.local_service import LocalService
    from app.services.models import Models
    from app.services.permissions import Permissions
    from app.services.rates import Rates
    from app.services.tasks import Tasks


def open_settings(flags: Mapping[str, str] | None = None) -> tuple[Paths, SettingsStore]:
    """The program's folders and settings; ``flags`` are settings by key, such as ``{"camera.width": "640"}``.

    Raises:
        SettingsError: the project file, the environment or a flag holds something that does not fit.
        UserError: a folder of the user can not be made.
    """
    paths = Paths.find(os.environ)
    paths.make_user_folders()
    return paths, SettingsStore(paths.project_file, paths.user_file, os.environ, flags or {})


def build_core(paths: Paths, settings: SettingsStore, thread_factory: Callable[..., Any] | None = None) -> Core:
    """Every service, ready. ``thread_factory`` makes the pipeline's thread (the window gives a QThread)."""
    # Imported here: they bring OpenCV and onnxruntime, which the window loads after it is visible.
    import cv2

    from app.services.doctor import build_permissions
    from app.services.engines import discover
    from app.services.rates import Rates
    from app.services.session_state import PlainThread

    cv2.setNumThreads(settings.current.performance.opencv_threads)
    engines = discover(engine_folders(paths))
    models, problems = build_models(paths, settings)
    for problem in problems:
        logging.getLogger(__name__).warning("%s", problem)
    cache = paths.user_cache
    rates = Rates(cache / "rates.json", cache / "engines", lambda: settings.current, lambda one: models.find(one).path)
    permissions = build_permissions(paths, settings)
    core = assemble(paths, settings, engines, models, permissions, thread_factory or PlainThread, rates)
    core.copies.sweep()
    core.checkouts.sweep()
    return core


def assemble(
    paths: Paths,
    settings: SettingsStore,
    engines: tuple[EngineEntry, ...],
    models: Models,
    permissions: Permissions,
    thread_factory: Callable[..., Any],
    rates: Rates | None = None,
) -> Core:
    """The services over these engines and models; ``rates`` None keeps no measured rates."""
    from app.services.checkouts.service import Checkouts
    from app.services.copies import Copies
    from app.services.core import Core
    from app.services.governor import Governor
    from app.services.logins import Logins
    from app.services.machine_meters import MachineMeters
    from app.services.ports import Ports
    from app.services.session import Session
    from app.services.tasks import Tasks
    from app.services.tokens import Tokens

    session = Session(lambda: settings.current, paths, engines, thread_factory, models.locate, rates)
    machine = MachineMeters(paths.user_data)
    return Core(
        paths=paths,
        settings=settings,
        engines=engines,
        session=session,
        models=models,
        copies=Copies(engines, models, paths, lambda: settings.current),
        checkouts=Checkouts(paths, settings, engines, models),
        permissions=permissions,
        ports=Ports(paths, settings),
        tokens=Tokens(paths.tokens),
        machine=machine,
        governor=Governor(session, machine, lambda: settings.current),
        tasks=Tasks(paths, lambda: settings.current, engines),
        logins=Logins(),
    )


def build_models(paths: Paths, settings: SettingsStore) -> tuple[Models, tuple[Message, ...]]:
    """The models that are not shipped, of all engines here, and what is wrong with their catalogues. Reads no model."""
    from app.services.engines import discover
    from app.services.models import Models, merge

    engines = discover(engine_folders(paths))
    catalogue, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    return models, problems


def build_copies(paths: Paths, settings: SettingsStore) -> Copies:
    """What makes int8 copies of swappers. Brings the picture libraries."""
    from app.services.copies import Copies
    from app.services.engines import discover

    models, _ = build_models(paths, settings)
    copies = Copies(discover(engine_folders(paths)), models, paths, lambda: settings.current)
    copies.sweep()
    return copies


def build_checkouts(paths: Paths, settings: SettingsStore) -> Checkouts:
    """The programs that engines drive."""
    from app.services.checkouts.service import Checkouts
    from app.services.engines import discover

    models, _ = build_models(paths, settings)
    checkouts = Checkouts(paths, settings, discover(engine_folders(paths)), models)
    checkouts.sweep()
    return checkouts


def build_tasks(paths: Paths, settings: SettingsStore) -> Tasks:
    """What works on images and videos in the background. Brings the picture libraries."""
    from app.services.engines import discover
    from app.services.tasks import Tasks

    return Tasks(paths, lambda: settings.current, discover(engine_folders(paths)))


def engine_folders(paths: Paths) -> tuple[Path, ...]:
    """Where engines are looked for. The user's own folder joins once a third-party engine can be confirmed."""
    return (paths.engines,)


def close_core(core: Core) -> None:
    """Stop and free everything; waits for the run's end."""
    core.tasks.close()
    core.session.close()
    core.ports.close()
    core.tokens.flush()
    core.governor.close()
    core.machine.close()


def build_service(core: Core) -> LocalService:
    """The local service over a core, not yet started. Brings FastAPI."""
    from app.api.server import ApiServer

    return ApiServer(core)
