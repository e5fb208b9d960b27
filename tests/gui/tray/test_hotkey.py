"""Keys from everywhere: the desktop's portal on a real bus, X11 on a real server, Windows and macOS by stand-ins."""

from __future__ import annotations

import ctypes
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PyQt6.QtCore import QByteArray, Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QApplication
from PyQt6.sip import voidptr
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.base.shortcut import KEYS, MODIFIERS, Shortcut, parse_shortcut
from app.gui.cover_keys import as_qt_has_it, ours
from app.gui.hotkey import Backend, backend_for
from app.gui.hotkey.macos import KEY_CODES, MacBackend
from app.gui.hotkey.windows import WM_HOTKEY, Msg, WindowsBackend
from tests.desktop.kit import Desktop, desktop
from tests.gui.conftest import KEYS as PRESS
from tests.gui.conftest import PATIENCE_MS
from tests.gui.tray.conftest import Stage

COVER = Shortcut(("Ctrl", "Alt", "Shift"), "C")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of Linux's desktops")


def counted(backend: Backend) -> list[int]:
    """Grows by one with each press."""
    presses: list[int] = []
    backend.pressed.connect(lambda: presses.append(1))
    return presses


# ---- words -----------------------------------------------------------------------------------------------------


@given(st.sets(st.sampled_from(MODIFIERS)), st.sampled_from(KEYS))
def test_a_shortcut_comes_back_as_it_was(modifiers: set[str], key: str) -> None:
    shortcut = Shortcut(tuple(name for name in MODIFIERS if name in modifiers), key)
    typed = len(key) == 1 or key in ("Insert", "Home", "End", "PageUp", "PageDown")
    if typed and not modifiers & {"Ctrl", "Alt", "Meta"}:
        with pytest.raises(ValueError, match="needs Ctrl"):
            parse_shortcut(shortcut.text)
        return
    assert parse_shortcut(shortcut.text) == shortcut
    assert parse_shortcut(shortcut.text.lower()) == shortcut


@pytest.mark.parametrize(
    "text", ["", "Ctrl", "Ctrl+", "Ctrl+Ctrl+C", "Ctrl+ß", "C", "Shift+C", "Hyper+C", "Ctrl+C, Ctrl+D"]
)
def test_what_is_no_shortcut_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no shortcut|needs Ctrl"):
        parse_shortcut(text)


def test_the_setting_takes_shortcuts_only(settings: SettingsStore) -> None:
    settings.set("ui.cover_shortcut", "control+super+f9")
    assert settings.current.ui.cover_shortcut == "Ctrl+Meta+F9"
    settings.set("ui.cover_shortcut", "")
    with pytest.raises(Exception, match="can not be"):
        settings.set("ui.cover_shortcut", "C")


@pytest.mark.parametrize(
    "key", ["Ctrl+Alt+Shift+C", "F9", "Meta+PageUp", "Ctrl+Insert", "ScrollLock", "Pause", "Alt+1"]
)
def test_qt_spells_keys_so_that_they_are_understood(qapp: QApplication, key: str) -> None:
    assert parse_shortcut(ours(as_qt_has_it(key))).text == key


# ---- the part of the window ------------------------------------------------------------------------------------


def test_the_keys_of_the_settings_cover(stage: Stage, qtbot: QtBot) -> None:
    assert stage.backend.held == "Ctrl+Alt+Shift+C"
    stage.backend.pressed.emit()
    assert stage.core.session.status.covered_now
    assert stage.window.cover.isChecked()
    assert stage.tray.menu.keys.text() == "Ctrl+Alt+Shift+C covers from everywhere."


def test_keys_that_another_program_has_are_told(stage: Stage) -> None:
    stage.backend.elsewhere.add("Ctrl+F9")
    assert stage.keys.choose("Ctrl+F9") == ""
    assert "another program" in stage.tray.menu.keys.text()
    stage.keys.open()
    assert "another program" in stage.keys._dialog.words.text()  # type: ignore[union-attr]


def test_the_dialog_takes_other_keys_or_none(stage: Stage) -> None:
    stage.window.menus.session.actions()[2].trigger()
    dialog = stage.keys._dialog
    assert dialog is not None
    dialog.edit.setKeySequence(QKeySequence("Ctrl+Alt+K"))
    dialog.edit.editingFinished.emit()
    assert stage.backend.held == "Ctrl+Alt+K"
    assert stage.core.settings.current.ui.cover_shortcut == "Ctrl+Alt+K"
    dialog.edit.setKeySequence(QKeySequence("K"))
    dialog.edit.editingFinished.emit()
    assert "Ctrl, Alt or Meta" in dialog.words.text()
    assert stage.backend.held == "Ctrl+Alt+K"
    dialog.clear.click()
    assert stage.backend.held == ""
    assert stage.core.settings.current.ui.cover_shortcut == ""
    assert "No keys" in dialog.words.text()


def test_a_modifier_alone_takes_no_keys_away(stage: Stage, qtbot: QtBot) -> None:
    """As Alt+Tab on the way to another window, which empties Qt's field."""
    stage.keys.open()
    dialog = stage.keys._dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow, timeout=PATIENCE_MS)
    dialog.edit.setFocus()
    with qtbot.waitSignal(dialog.edit.editingFinished, timeout=PATIENCE_MS):
        PRESS.keyPress(dialog.edit, Qt.Key.Key_Alt, Qt.KeyboardModifier.AltModifier)
        dialog.clear.setFocus()
    assert stage.backend.held == "Ctrl+Alt+Shift+C"
    assert stage.core.settings.current.ui.cover_shortcut == "Ctrl+Alt+Shift+C"
    assert dialog.edit.keySequence() == as_qt_has_it("Ctrl+Alt+Shift+C")


def test_where_there_is_no_way_it_is_told(qapp: QApplication) -> None:
    backend = backend_for(platform="offscreen", environ={})
    backend.take(COVER)
    assert (backend.state.state, backend.state.message.code) == ("refused", "hotkey.not_here")
    assert "F8" in backend.state.message.hint


@linux
def test_the_way_follows_the_window_system(qapp: QApplication) -> None:
    def kind(platform: str, **environ: str) -> str:
        return type(backend_for(platform=platform, environ=environ)).__name__

    assert kind("xcb") == "X11Backend"
    assert kind("xcb", WAYLAND_DISPLAY="wayland-0") == "PortalBackend"
    assert kind("wayland", WAYLAND_DISPLAY="wayland-0") == "PortalBackend"


# ---- X11 -------------------------------------------------------------------------------------------------------


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Desktop]:
    with desktop(tmp_path, tray=False) as made:
        yield made


@linux
def test_keys_on_a_real_x_server(qapp: QApplication, qtbot: QtBot, screen: Desktop) -> None:
    from app.gui.hotkey.x11 import X11Backend

    one, two = X11Backend(display=screen.environ["DISPLAY"]), X11Backend(display=screen.environ["DISPLAY"])
    presses = counted(one)
    one.take(COVER)
    assert one.state.state == "on"
    two.take(COVER)
    assert two.state.message.code == "hotkey.taken"

    def press(keys: str, expected: int) -> None:
        before = len(presses)
        screen.run("xdotool", "key", keys)
        qtbot.waitUntil(lambda: len(presses) == before + expected, timeout=PATIENCE_MS)

    press("ctrl+alt+shift+c", 1)
    screen.run("xdotool", "key", "Num_Lock")
    press("ctrl+alt+shift+c", 1)
    screen.run("xdotool", "key", "Caps_Lock")
    press("ctrl+alt+shift+c", 1)
    screen.run("xdotool", "key", "Caps_Lock", "key", "Num_Lock")
    one.take(parse_shortcut("F9"))
    screen.run("xdotool", "key", "ctrl+alt+shift+c")  # given back: nobody hears it
    press("F9", 1)
    two.take(COVER)
    assert two.state.state == "on"
    two.release()
    one.release()
    assert one.state.message.code == "hotkey.off"


@linux
def test_a_held_key_counts_once(qapp: QApplication, qtbot: QtBot, screen: Desktop) -> None:
    """The server repeats a key that is held: releases and presses at the same moment."""
    from app.gui.hotkey.x11 import X11Backend

    backend, other = X11Backend(display=screen.environ["DISPLAY"]), X11Backend(display=screen.environ["DISPLAY"])
    presses, others = counted(backend), counted(other)
    backend.take(parse_shortcut("F9"))
    other.take(parse_shortcut("F10"))
    screen.run("xdotool", "keydown", "F9", "sleep", "1.5", "keyup", "F9", "key", "F10")
    qtbot.waitUntil(lambda: others == [1], timeout=PATIENCE_MS)
    assert presses == [1]
    backend.release()
    other.release()


@linux
def test_a_layout_that_changes_moves_the_keys(qapp: QApplication, qtbot: QtBot, screen: Desktop) -> None:
    from app.gui.hotkey.x11 import X11Backend

    if shutil.which("setxkbmap") is None:
        pytest.skip("not installed: setxkbmap")
    backend = X11Backend(display=screen.environ["DISPLAY"])
    presses = counted(backend)
    backend.take(parse_shortcut("Ctrl+Alt+Y"))
    screen.run("setxkbmap", "de")  # Y and Z change places

    def pressed() -> bool:
        """The change is heard of while this waits."""
        screen.run("xdotool", "key", "ctrl+alt+y")
        return bool(presses)

    qtbot.waitUntil(pressed, timeout=PATIENCE_MS)
    backend.release()


@linux
def test_no_x_server_is_told(qapp: QApplication) -> None:
    from app.gui.hotkey.x11 import X11Backend

    backend = X11Backend(display=":4711")
    backend.take(COVER)
    assert (backend.state.state, backend.state.message.code) == ("refused", "hotkey.failed")
    assert "no X server" in backend.state.message.text


# ---- the portal ------------------------------------------------------------------------------------------------


@pytest.fixture
def bus() -> Iterator[str]:
    from tests.desktop.kit import require
    from tests.gui.tray.portal_stand_in import private_bus

    require("dbus-daemon")
    with private_bus() as address:
        yield address


def settled(qtbot: QtBot, backend: Backend) -> str:
    """The code of what the portal's answer amounts to."""
    qtbot.waitUntil(lambda: backend.state.state != "waiting", timeout=PATIENCE_MS)
    return backend.state.message.code


@linux
def test_the_portal_gives_keys_and_tells_presses(qapp: QApplication, qtbot: QtBot, bus: str) -> None:
    from app.gui.hotkey.portal import PortalBackend
    from tests.gui.tray.portal_stand_in import Portal

    with Portal(bus, trigger="Ctrl+Alt+Umschalt+C").running() as portal:
        backend = PortalBackend(bus=bus)
        presses = counted(backend)
        backend.take(COVER)
        assert backend.state.state == "waiting"
        assert settled(qtbot, backend) == "hotkey.by_desktop"
        assert backend.state.message.params == {"keys": "Ctrl+Alt+Umschalt+C"}
        assert portal.wishes[0]["preferred_trigger"] == "CTRL+ALT+SHIFT+c"
        assert portal.apps == ["understudy"]
        portal.press("another")
        portal.press()
        qtbot.waitUntil(lambda: presses == [1], timeout=PATIENCE_MS)
        portal.end_session()
        qtbot.waitUntil(lambda: backend.state.message.code == "hotkey.failed", timeout=PATIENCE_MS)
        backend.release()


@linux
@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ({"keys": 1}, "hotkey.failed", "you refused it"),
        ({"session": 2}, "hotkey.failed", "the desktop refused it"),
        ({"trigger": ""}, "hotkey.unassigned", "assigned none"),
        ({"knows": False}, "hotkey.failed", "knows no global shortcuts"),
    ],
)
def test_what_the_portal_refuses_is_told(
    qapp: QApplication, qtbot: QtBot, bus: str, answers: dict[str, int], code: str, words: str
) -> None:
    from app.gui.hotkey.portal import PortalBackend
    from tests.gui.tray.portal_stand_in import Portal

    with Portal(bus, **answers).running():  # type: ignore[arg-type]
        backend = PortalBackend(bus=bus)
        backend.take(COVER)
        assert settled(qtbot, backend) == code
        assert words in backend.state.message.text
        backend.release()


@linux
def test_another_program_on_the_bus_presses_no_keys(qapp: QApplication, qtbot: QtBot, bus: str) -> None:
    from app.gui.hotkey.portal import PortalBackend
    from tests.gui.tray.portal_stand_in import Portal

    with Portal(bus).running() as portal:
        backend = PortalBackend(bus=bus)
        presses = counted(backend)
        backend.take(COVER)
        assert settled(qtbot, backend) == "hotkey.by_desktop"
        portal.press_by_another()
        portal.press()
        qtbot.waitUntil(lambda: presses == [1], timeout=PATIENCE_MS)
        portal.press()
        qtbot.waitUntil(lambda: presses == [1, 1], timeout=PATIENCE_MS)
        backend.release()


@linux
def test_a_portal_that_ends_is_asked_anew(qapp: QApplication, qtbot: QtBot, bus: str) -> None:
    from app.gui.hotkey.portal import PortalBackend
    from tests.gui.tray.portal_stand_in import Portal

    backend = PortalBackend(bus=bus)
    presses = counted(backend)
    with Portal(bus).running():
        backend.take(COVER)
        assert settled(qtbot, backend) == "hotkey.by_desktop"
        second = Portal(bus, trigger="Ctrl+F1")  # waits for the name: as the desktop, which starts it again at once
        running = second.running()
        running.__enter__()
    try:
        qtbot.waitUntil(lambda: backend.state.message.params.get("keys") == "Ctrl+F1", timeout=PATIENCE_MS)
        second.press()
        qtbot.waitUntil(lambda: presses == [1], timeout=PATIENCE_MS)
    finally:
        running.__exit__(None, None, None)
    qtbot.waitUntil(lambda: backend.state.message.code == "hotkey.failed", timeout=PATIENCE_MS)
    assert "xdg-desktop-portal" in backend.state.message.text, "and nothing starts it again"
    backend.release()


@linux
def test_a_desktop_without_a_portal_is_told(qapp: QApplication, qtbot: QtBot, bus: str) -> None:
    from app.gui.hotkey.portal import PortalBackend

    backend = PortalBackend(bus=bus)
    backend.take(COVER)
    assert settled(qtbot, backend) == "hotkey.failed"
    assert "xdg-desktop-portal" in backend.state.message.text
    backend.release()


@linux
def test_no_bus_is_told(qapp: QApplication, tmp_path: Path) -> None:
    from app.gui.hotkey.portal import PortalBackend

    backend = PortalBackend(bus=f"unix:path={tmp_path}/none")
    backend.take(COVER)
    assert backend.state.message.code == "hotkey.failed"
    assert "bus" in backend.state.message.text


# ---- Windows ---------------------------------------------------------------------------------------------------


class SomeUser32:
    def __init__(self, error: int = 0) -> None:
        self.held: dict[int, tuple[int, int]] = {}
        self._error = error

    def register(self, number: int, modifiers: int, key: int) -> bool:
        if not self._error:
            self.held[number] = (modifiers, key)
        return not self._error

    def unregister(self, number: int) -> None:
        del self.held[number]

    def error(self) -> int:
        return self._error


def windows_message(backend: WindowsBackend, message: int, number: int) -> None:
    """As Qt hands one to the filter."""
    told = Msg(message=message, wParam=number)
    assert backend._filter is not None
    handled, _ = backend._filter.nativeEventFilter(QByteArray(b"windows_generic_MSG"), _pointer(told))
    assert not handled


def _pointer(told: Msg) -> voidptr:
    return voidptr(ctypes.addressof(told))


def test_windows_registers_without_repeats_and_hears_its_own(qapp: QApplication) -> None:
    user32 = SomeUser32()
    backend = WindowsBackend(user32=user32)
    presses = counted(backend)
    backend.take(COVER)
    assert backend.state.state == "on"
    ((number, held),) = user32.held.items()
    assert held == (0x4000 | 1 | 2 | 4, 0x43)
    windows_message(backend, WM_HOTKEY, number)
    windows_message(backend, WM_HOTKEY, number + 1)
    windows_message(backend, 0x0100, number)
    assert presses == [1]
    backend.take(parse_shortcut("Meta+F12"))
    assert list(user32.held.values()) == [(0x4000 | 8, 0x7B)]
    backend.release()
    assert user32.held == {}


@pytest.mark.parametrize(("error", "code"), [(1409, "hotkey.taken"), (5, "hotkey.failed")])
def test_windows_says_no(qapp: QApplication, error: int, code: str) -> None:
    backend = WindowsBackend(user32=SomeUser32(error))
    backend.take(COVER)
    assert (backend.state.state, backend.state.message.code) == ("refused", code)
    backend.release()


# ---- macOS -----------------------------------------------------------------------------------------------------


class SomeCarbon:
    def __init__(self, error: int = 0) -> None:
        self.held: dict[int, tuple[int, int]] = {}
        self.heard: Callable[[int], None] = lambda _: None
        self._error = error

    def listen(self, heard: Callable[[int], None]) -> None:
        self.heard = heard

    def register(self, number: int, code: int, modifiers: int) -> int:
        if not self._error:
            self.held[number] = (code, modifiers)
        return self._error

    def unregister(self, number: int) -> None:
        del self.held[number]


def test_macos_registers_and_hears_its_own(qapp: QApplication) -> None:
    carbon = SomeCarbon()
    backend = MacBackend(carbon=carbon)
    presses = counted(backend)
    backend.take(COVER)
    ((number, held),) = carbon.held.items()
    assert held == (0x08, 0x1000 | 0x800 | 0x200)
    carbon.heard(number)
    carbon.heard(number + 7)
    assert presses == [1]
    backend.release()
    assert carbon.held == {}


@pytest.mark.parametrize(("error", "code"), [(-9878, "hotkey.taken"), (-50, "hotkey.failed")])
def test_macos_says_no(qapp: QApplication, error: int, code: str) -> None:
    backend = MacBackend(carbon=SomeCarbon(error))
    backend.take(COVER)
    assert backend.state.message.code == code


def test_macos_has_no_pause_key(qapp: QApplication) -> None:
    backend = MacBackend(carbon=SomeCarbon())
    backend.take(parse_shortcut("Pause"))
    assert backend.state.message.code == "hotkey.no_key"
    assert len(set(KEY_CODES.values())) == len(KEY_CODES)
