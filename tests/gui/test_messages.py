"""The bar that shows messages: one at a time, each once, until they are closed or out of date."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from app.base.errors import Message
from app.gui.main_window import MainWindow
from tests.gui.conftest import KEYS


def test_the_message_bar_can_be_closed_by_its_button(window: MainWindow) -> None:
    window.messages.show_message(Message("a", "First."))
    window.messages.show_message(Message("b", "Second.", "Do this."))
    assert window.messages.accessibleDescription() == "Second. Do this."
    window.messages.close_button.click()
    assert window.messages.accessibleDescription() == "First."
    window.messages.close_button.click()
    assert not window.messages.isVisible()


def test_messages_wait_behind_each_other_and_each_is_there_once(window: MainWindow) -> None:
    bar = window.messages
    first, second, third = (Message(code, f"{code}.") for code in "abc")
    for message in (first, second, third, first):
        bar.show_message(message)
    assert bar.all_messages == [first, third, second]
    assert (bar.message, bar.count.text()) == (first, "1 of 3")
    bar.following.click()
    assert (bar.message, bar.count.text()) == (third, "2 of 3")
    bar.close_button.click()
    assert bar.message == second
    bar.following.click()
    assert bar.message == first
    bar.clear("a")
    assert bar.all_messages == [second]
    assert not bar.count.isVisible()


def test_only_so_many_messages_are_held(window: MainWindow) -> None:
    for number in range(window.messages.MOST + 5):
        window.messages.show_message(Message("a", f"Message {number}."))
    assert len(window.messages.all_messages) == window.messages.MOST


def test_a_success_takes_away_what_earlier_tries_told(window: MainWindow) -> None:
    bar = window.messages
    old, fresh, other = Message("a", "Old."), Message("b", "Of this try."), Message("c", "Something else.")
    bar.show_message(old, about="run")
    bar.show_message(other)
    bar.begin("run")
    bar.show_message(fresh, about="run")
    bar.succeed("face")
    assert bar.all_messages == [fresh, other, old]
    bar.succeed("run")
    assert bar.all_messages == [fresh, other]


def test_escape_closes_the_message(window: MainWindow) -> None:
    window.activateWindow()
    window.messages.show_message(Message("a", "First."))
    KEYS.keyClick(window, Qt.Key.Key_Escape)
    assert not window.messages.isVisible()
