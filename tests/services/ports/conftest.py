from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.ports import Ports


@pytest.fixture
def paths() -> Paths:
    found = Paths.find(os.environ)
    found.make_user_folders()
    return found


@pytest.fixture
def settings(paths: Paths) -> SettingsStore:
    return SettingsStore(paths.project_file, paths.user_file, {}, {})


@pytest.fixture
def ports(paths: Paths, settings: SettingsStore) -> Iterator[Ports]:
    made = Ports(paths, settings)
    yield made
    made.close()
