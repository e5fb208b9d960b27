"""The window with an engine that can tell people apart, and one that can not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.threads import thread_factory
from app.services.copies import Copies
from app.services.core import Core
from app.services.engines import discover
from app.services.models import Models, merge
from app.services.session import Session
from tests.gui.conftest import ENGINES as PLAIN_ENGINES

ENGINES = Path(__file__).parent / "engines"


@pytest.fixture
def core(paths: Paths, settings: SettingsStore) -> Iterator[Core]:
    engines = discover([PLAIN_ENGINES, ENGINES])
    catalogue, problems = merge({one.id: one.manifest.catalogue for one in engines if one.manifest is not None})
    assert not problems
    models = Models(catalogue, paths.user_models, paths.model_records, lambda: settings.current.models)
    settings.set("engine.id", "duo")
    session = Session(lambda: settings.current, paths, engines, thread_factory, models.locate)
    yield Core(paths, settings, engines, session, models, Copies(engines, models, paths, lambda: settings.current))
    session.close()
