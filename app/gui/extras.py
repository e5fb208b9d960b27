"""What a part of the window is that is made once the services are there; :mod:`app.gui.parts` lists them."""

from __future__ import annotations

from typing import Protocol


class Extra(Protocol):
    """Is told when the window speaks another language, begins to close, and is gone."""

    def retranslate(self) -> None:
        """The words in the language that was chosen just now."""

    def end(self) -> None:
        """The window begins to close: close what is open, ask threads to end; returns at once."""

    def close(self) -> None:
        """Nothing is asked any more: wait for what still works."""
