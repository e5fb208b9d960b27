"""The window at its very first start, on a machine whose checks say what the test wants."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.gui.main_window import MainWindow
from app.gui.wizard.part import SetupPart
from app.gui.wizard.wizard import SetupWizard
from app.services.autostart import AutostartState
from app.services.core import Core
from app.services.permissions import Check, Mend, MendResult, Patient, Permissions, Topic
from tests.gui.conftest import PATIENCE_MS

COMMAND = "pkexec setup_virtual_camera.sh install"
SET_UP = Mend("command", "Set up the virtual camera", ("setup_virtual_camera.sh", "install"), elevated=True)
NO_CAMERA = Check(
    "virtual-camera.device",
    "missing",
    Message("test.no_module", "The virtual camera is not set up.", "Set it up with: setup_virtual_camera.sh"),
    action=SET_UP,
)
HAS_CAMERA = Check("virtual-camera.device", "ok", Message("test.camera", "Other programs see Understudy."))


DONE = MendResult("done", Message("test.done", "Done: the command ran."))


@dataclass
class Scene:
    """What the checks find, by topic, and what mending does."""

    found: dict[str, list[Check]] = field(default_factory=dict)
    looks: list[str] = field(default_factory=list)
    """Every topic that was looked at."""
    mended: list[tuple[Check, bool]] = field(default_factory=list)
    """What was to be mended, and whether it was confirmed."""
    result: MendResult = DONE
    gate: threading.Event = field(default_factory=threading.Event)
    """Mending waits for it."""
    after: Callable[[], None] = lambda: None
    """What the step changes on the machine."""
    login: str = "off"
    login_error: Exception | None = None


class Stub(Permissions):
    """The real list with the test's topics in it; steps are only noted."""

    scene: Scene

    def shown_command(self, action: Mend) -> str:
        return COMMAND

    def mend(self, check: Check, *, confirmed: bool, cancel: threading.Event | None = None) -> MendResult:
        self.scene.mended.append((check, confirmed))
        self.scene.gate.wait(PATIENCE_MS / 1000)
        self.scene.after()
        return self.scene.result

    def report(self, checks: object = None) -> str:
        return f"Understudy report of {len(list(checks))} checks" if isinstance(checks, tuple | list) else ""


@pytest.fixture
def scene() -> Scene:
    made = Scene()
    made.gate.set()
    made.found = {
        "camera": [Check("camera.access", "ok", Message("test.access", "You may use cameras."))],
        "virtual-camera": [NO_CAMERA],
        "gpu": [],
        "providers": [
            Check("providers.cpu", "ok", Message("test.cpu", "The processor: the test network takes 0.2 ms")),
            Check("providers.cuda", "missing", Message("test.cuda", "There is no CUDA here.", "Install it.")),
        ],
    }
    return made


@pytest.fixture
def core(core: Core, paths: Paths, settings: SettingsStore, scene: Scene) -> Core:
    def topic(name: str, *, slow: bool = False) -> Topic:
        def look(_: Patient) -> Iterator[Check]:
            scene.looks.append(name)
            yield from list(scene.found[name])

        return Topic(name, look, slow=slow)

    quick = [topic(name) for name in ("camera", "virtual-camera", "gpu")]
    permissions = Stub(paths, settings, [*quick, topic("providers", slow=True)])
    permissions.scene = scene
    return replace(core, permissions=permissions)


class Login:
    """Opening at login, noted in the scene."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def state(self) -> AutostartState:
        word = self._scene.login
        state = "on" if word == "on" else "off"
        return AutostartState(state, Message(f"test.{word}", f"At login: {word}."))  # type: ignore[arg-type]

    def set(self, on: bool) -> None:
        if self._scene.login_error is not None:
            raise self._scene.login_error
        self._scene.login = "on" if on else "off"


@pytest.fixture
def first_start(monkeypatch: pytest.MonkeyPatch, settings: SettingsStore, scene: Scene) -> None:
    """Nothing was chosen or seen yet."""
    import app.services.autostart

    settings.set("ui.first_run_done", False)
    monkeypatch.setattr(app.services.autostart, "Autostart", lambda _: Login(scene))


def part_of(window: MainWindow) -> SetupPart:
    return next(extra for extra in window.extras if isinstance(extra, SetupPart))


@pytest.fixture
def part(first_start: None, window: MainWindow) -> SetupPart:
    return part_of(window)


@pytest.fixture
def wizard(part: SetupPart, qtbot: QtBot) -> SetupWizard:
    """As it opens by itself, on its first page."""
    opened = part.wizard
    assert opened is not None
    qtbot.waitExposed(opened)
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow, timeout=PATIENCE_MS)
    return opened


def go_to(wizard: SetupWizard, kind: type, qtbot: QtBot) -> None:
    """Skip until the page is seen."""
    for _ in wizard.pages:
        if isinstance(wizard.page_seen, kind):
            return
        wizard.skip.click()
    raise AssertionError(f"no page {kind.__name__}")


def black_photo(folder: Path) -> Path:
    """In which the engine of the tests sees no face."""
    from PyQt6.QtGui import QImage

    path = folder / "nobody.png"
    image = QImage(64, 64, QImage.Format.Format_RGB32)
    image.fill(0)
    assert image.save(str(path))
    return path


@pytest.fixture
def page(wizard: SetupWizard, qtbot: QtBot, request: pytest.FixtureRequest) -> object:
    kind = request.param
    go_to(wizard, kind, qtbot)
    seen = wizard.page_seen
    assert seen is not None
    qtbot.waitUntil(lambda: not seen.kit.checks.busy, timeout=PATIENCE_MS)
    return seen


def on(kind: type) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", [kind], indirect=True, ids=[kind.__name__])
