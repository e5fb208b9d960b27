"""Keys of a global shortcut, such as ``Ctrl+Alt+Shift+C``: read, checked and spelt in one way."""

from __future__ import annotations

from dataclasses import dataclass

MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
"""In the order in which they are written. Meta is the Windows or Super key, and Command on a Mac."""
NAMED = ("Pause", "ScrollLock", "Insert", "Home", "End", "PageUp", "PageDown")
_FUNCTION = tuple(f"F{number}" for number in range(1, 25))
KEYS = (*"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", *_FUNCTION, *NAMED)
_ALONE = (*_FUNCTION, "Pause", "ScrollLock")
"""Keys that nobody types a text with."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``modifiers`` in the order of :data:`MODIFIERS`, and a key of :data:`KEYS`."""

    modifiers: tuple[str, ...]
    key: str

    @property
    def text(self) -> str:
        return "+".join((*self.modifiers, self.key))


def parse_shortcut(text: str) -> Shortcut:
    """Read ``Ctrl+Alt+C``, whatever its spelling.

    Raises:
        ValueError: there is no such key, a modifier stands twice, or it would take a key that texts are typed with.
    """
    *given, key = (part.strip() for part in text.split("+"))
    known = {name.lower(): name for name in (*MODIFIERS, *KEYS)}
    known |= {"control": "Ctrl", "super": "Meta", "win": "Meta", "cmd": "Meta", "option": "Alt"}
    names = [known.get(part.lower(), "") for part in given]
    found = known.get(key.lower(), "")
    if found not in KEYS or any(name not in MODIFIERS for name in names) or len(set(names)) != len(names):
        raise ValueError(f"{text} is no shortcut")
    if found not in _ALONE and not {"Ctrl", "Alt", "Meta"} & set(names):
        raise ValueError(f"{text} needs Ctrl, Alt or Meta: without, the key could not be typed any more")
    return Shortcut(tuple(name for name in MODIFIERS if name in names), found)
