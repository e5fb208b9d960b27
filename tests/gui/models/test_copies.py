"""Faster copies in the window: asked for, made by the real child of a small network, told, used up and deleted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core
from app.gui.copy_dialog import CopyDialog
from app.gui.main_window import MainWindow
from app.gui.messages import message_text
from app.gui.model_copies import _made_message
from app.gui.model_words import size_text
from app.gui.models_window import ModelsWindow
from app.gui.threads import thread_factory
from app.services import copies as service
from app.services import copy_pictures
from app.services.copies import CopyProgress
from app.services.copy_info import CopyInfo
from app.services.core import Core
from tests.gui.conftest import KEYS, close
from tests.gui.models.conftest import can, dialog, press, settle, state, told, until
from tests.services.copies_kit import MODEL, Home, change, make_home, makers, other_weights, uneven

LONG_MS = 60_000
"""A copy of the small network takes about 4 s."""


@pytest.fixture
def small(tmp_path: Path) -> Home:
    """Where the environment of every test points: a swapper, a recogniser, and no copy."""
    return make_home(tmp_path / "home")


@pytest.fixture
def core(small: Home, settings: SettingsStore) -> Iterator[Core]:
    """The program's own services, with the shipped engines."""
    settings.set("engine.id", "neural")
    built = build_core(small.paths, settings, thread_factory)
    yield built
    close_core(built)


def wait(qtbot: QtBot, is_so: Callable[[], object]) -> None:
    qtbot.waitUntil(lambda: bool(is_so()), timeout=LONG_MS)


def ask(page: ModelsWindow, qtbot: QtBot) -> CopyDialog:
    until(qtbot, lambda: can(page, "copy", MODEL))
    press(page, "copy", MODEL)
    return dialog(page, CopyDialog, qtbot)


def make(page: ModelsWindow, qtbot: QtBot) -> None:
    ask(page, qtbot).make.click()
    wait(qtbot, lambda: not page._link.at_work)


def texts(asked: CopyDialog) -> str:
    return " ".join(label.text() for label in asked.findChildren(QLabel) if not label.isHidden())


def shown(page: ModelsWindow) -> str:
    page.page.choose(MODEL)
    label = page.page.details.copy
    return label.text() if label.isVisible() else ""


def test_one_is_asked_for_made_told_shown_and_deleted(page: ModelsWindow, small: Home, qtbot: QtBot) -> None:
    asked = ask(page, qtbot)
    said = texts(asked)
    needs = page._link.copies.service.needs(MODEL)
    assert needs.memory == int(small.original.stat().st_size * 4.5)
    assert f"about {size_text(needs.memory)} of memory" in said
    assert "2 min 42 s for a model of 554.0 MB" in said
    assert "1.7 to 1.9 times" in said
    assert "Precision: auto" in said
    assert "not enough" not in said
    assert asked.make.hasFocus()
    assert small.left() == []  # nothing is done before it is agreed to
    KEYS.keyClick(asked.make, Qt.Key.Key_Space)
    until(qtbot, lambda: not can(page, "delete", MODEL))
    assert can(page, "stop_copy", MODEL)
    assert not page.page.details.buttons["copy"].isVisible()
    until(qtbot, lambda: state(page, MODEL).startswith("Copy: "))
    assert "Making a faster copy, step " in page.page.details.state.text()
    assert page.page.details.progress.isVisible()
    wait(qtbot, lambda: not page._link.at_work)
    info = small.copies.find(MODEL)
    assert info is not None
    for text in (told(page), shown(page)):
        assert f"{info.copy_ms:.0f} ms a run instead of {info.original_ms:.0f} ms" in text
    assert f"{size_text(info.size)}, {info.psnr_db:.1f} dB from the original at worst" in shown(page)
    assert f"{info.psnr_median_db:.1f} dB in the middle" in shown(page)
    assert f"{info.times_as_fast:.1f} times as fast" in shown(page)
    assert state(page, MODEL).startswith("Here")
    assert f"faster copies {size_text(info.size)}" in page.page.disk.text()
    press(page, "delete_copy", MODEL)
    box = dialog(page, QMessageBox, qtbot)
    agree = [one for one in box.findChildren(QPushButton) if one.text() == "&Delete"]
    agree[0].click()
    until(qtbot, lambda: not page._link.at_work)
    assert small.left() == []
    assert small.original.is_file()
    assert shown(page) == ""
    assert not page.page.details.buttons["delete_copy"].isVisible()
    assert "faster copies" not in page.page.disk.text()


def test_no_copy_is_offered_of_what_there_can_be_none_of(page: ModelsWindow, small: Home, qtbot: QtBot) -> None:
    until(qtbot, lambda: can(page, "copy", MODEL))
    for model in ("w600k_r50", "hyperswap_1a_256"):  # no swapper; a swapper that is not here
        page.page.choose(model)
        assert not page.page.details.buttons["copy"].isVisible()
    (small.paths.user_models / "w600k_r50.onnx").unlink()
    page._link.look()
    until(qtbot, lambda: not can(page, "copy", MODEL))
    assert page.page.details.buttons["copy"].isVisible()
    assert "has to be here first" in page.page.details.buttons["copy"].toolTip()
    small.original.write_bytes(b"<!DOCTYPE html>" + b" " * 2000)
    page._link.look()
    until(qtbot, lambda: state(page, MODEL) == "Damaged")
    page.page.choose(MODEL)
    assert not page.page.details.buttons["copy"].isVisible()


def test_the_user_s_own_pictures_come_before_the_usual_ones(
    page: ModelsWindow, core: Core, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.jpg"
    mine.write_bytes((core.paths.media / "hopper.jpg").read_bytes())
    given: list[tuple[str, ...]] = []
    window_s = threading.get_ident()
    read = copy_pictures.read_pictures

    def watch(named: tuple[str, ...], media: Path) -> object:
        assert threading.get_ident() != window_s
        given.append(named)
        return read(named, media)

    monkeypatch.setattr(service, "read_pictures", watch)
    asked = ask(page, qtbot)
    asked.add.click()
    files = dialog(asked, QFileDialog, qtbot)
    files.filesSelected.emit([str(mine), str(tmp_path / "other.mp4")])
    files.reject()
    until(qtbot, lambda: not asked.findChildren(QFileDialog))
    asked.activateWindow()
    asked.list.setFocus()
    until(qtbot, asked.list.hasFocus)
    assert not asked.remove.isEnabled()
    asked.list.setCurrentRow(1)
    KEYS.keyClick(asked.list, Qt.Key.Key_Delete)
    assert asked.further() == (str(mine),)
    asked.make.click()
    wait(qtbot, lambda: not page._link.at_work)
    assert given == [(str(mine), *core.copies.usual_pictures())]
    assert "demo:astronaut" in given[0]
    assert "was made" in told(page)
    assert ask(page, qtbot).further() == (str(mine),)  # for another try


def test_one_that_is_too_far_off_is_told_with_its_figure(page: ModelsWindow, small: Home, qtbot: QtBot) -> None:
    change(small.original, uneven)
    page._link.accept_change(MODEL)
    make(page, qtbot)
    assert "too far from the original" in told(page)
    assert "and 30 dB are wanted" in told(page)
    assert small.left() == []
    assert can(page, "copy", MODEL)


@pytest.mark.parametrize("copy_ms", [50.0, 95.0])
def test_the_result_is_told_with_its_figures_and_one_that_gains_nothing_as_such(copy_ms: float) -> None:
    info = CopyInfo("m", Path("m.onnx"), 176_500_000, 43.46, 45.8, 100.0, copy_ms, 2, "", 1, 1, "")
    text, hint = message_text(_made_message("Swapper", info))
    if copy_ms == 50.0:
        assert text == (
            "A faster copy of Swapper was made: 176.5 MB, 43.5 dB from the original at worst, 50 ms a run instead of "
            "100 ms, 2.0 times as fast."
        )
        assert "where networks run on the processor" in hint
    else:
        assert text == "A copy of Swapper was made, but is hardly faster: 95 ms a run instead of 100 ms."
        assert "delete it" in hint


def test_too_little_memory_is_said_before_and_after(
    page: ModelsWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MEMORY_PER_BYTE", 1e9)
    asked = ask(page, qtbot)
    assert "not enough memory free" in texts(asked)
    asked.make.click()
    wait(qtbot, lambda: not page._link.at_work)
    assert "MB of memory while it is made" in told(page)


def test_of_another_version_of_the_file_it_is_said_that_it_is_not_used(
    page: ModelsWindow, small: Home, qtbot: QtBot
) -> None:
    make(page, qtbot)
    change(small.original, other_weights)
    page._link.accept_change(MODEL)
    until(qtbot, lambda: "made of another version of the file" in shown(page))
    assert can(page, "copy", MODEL)
    assert can(page, "delete_copy", MODEL)
    make(page, qtbot)
    until(qtbot, lambda: "times as fast" in shown(page))
    assert len(small.left()) == 2


class Seen:
    """What of a copy is seen on the thread that makes it: the tries, and the child at a step."""

    def __init__(self, core: Core, at: str) -> None:
        self.there = False
        self.children: list[psutil.Process] = []
        self.tries = 0
        self._at = at
        core.copies.progress.subscribe(self._hear)

    def _hear(self, progress: CopyProgress) -> None:
        self.tries += progress.step == "pictures"
        if progress.step == self._at and not self.there:
            self.children = makers()
            self.there = True


def test_stopping_ends_the_child_and_a_second_click_starts_no_second_one(
    page: ModelsWindow, window: MainWindow, core: Core, small: Home, qtbot: QtBot
) -> None:
    seen = Seen(core, "preparing")
    ask(page, qtbot).make.click()
    until(qtbot, lambda: seen.there)
    page.page.details.buttons["copy"].click()  # hidden; its way is shut all the same
    page._link.plan_copy(MODEL)
    page._link.copies.begin(core.models.entry(MODEL))
    assert not any(one.isVisible() for one in page.findChildren(CopyDialog))
    press(page, "stop_copy", MODEL)
    assert not page.page.details.buttons["stop_copy"].isEnabled()
    assert state(page, MODEL) == "Stopping…"
    settle(window, qtbot)
    assert seen.tries == 1
    assert seen.children
    assert not any(child.is_running() for child in seen.children)
    assert small.left() == []
    assert "was stopped. Nothing is kept." in told(page)
    assert can(page, "copy", MODEL)


def test_closing_the_page_lets_it_go_on_and_its_end_is_told_in_the_window(
    page: ModelsWindow, window: MainWindow, core: Core, small: Home, qtbot: QtBot
) -> None:
    seen = Seen(core, "preparing")
    ask(page, qtbot).make.click()
    until(qtbot, lambda: seen.there)
    page.reject()
    wait(qtbot, lambda: not page._link.at_work)
    assert len(small.left()) == 2
    assert "was made" in window.messages.accessibleDescription()


def test_closing_the_window_ends_it_and_keeps_nothing(
    page: ModelsWindow, window: MainWindow, core: Core, small: Home, qtbot: QtBot
) -> None:
    seen = Seen(core, "preparing")
    ask(page, qtbot).make.click()
    until(qtbot, lambda: seen.there)
    close(window, qtbot)
    assert not page._link.at_work
    assert seen.children
    assert not any(child.is_running() for child in seen.children)
    assert small.left() == []
