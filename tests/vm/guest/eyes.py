"""Reads windows the way a screen reader does; runs by the system's own Python, which has the bindings for that.

Reads lines of JSON from stdin and answers each on stdout: ``{}`` with the titles of all windows that are shown,
``{"title": "..."}`` with the parts of the first whose title begins so, or null: role, name, text, states, and the box
on the screen as left, top, width and height.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

STATES = {
    "enabled": Atspi.StateType.ENABLED,
    "focused": Atspi.StateType.FOCUSED,
    "checked": Atspi.StateType.CHECKED,
    "active": Atspi.StateType.ACTIVE,
}


def children(node: Any) -> Iterator[Any]:
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            yield child


def windows() -> Iterator[Any]:
    for program in children(Atspi.get_desktop(0)):
        for window in children(program):
            if shown(window):
                yield window


def shown(node: Any) -> bool:
    return bool(node.get_state_set().contains(Atspi.StateType.SHOWING))


def parts(node: Any) -> Iterator[dict[str, Any]]:
    box = node.get_extents(Atspi.CoordType.SCREEN)
    text = node.get_text_iface()
    states = node.get_state_set()
    yield {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "text": Atspi.Text.get_text(text, 0, -1) if text is not None else "",
        "states": [name for name, state in STATES.items() if states.contains(state)],
        "box": [box.x, box.y, box.width, box.height],
    }
    for child in children(node):
        if shown(child):
            yield from parts(child)


def answer(request: dict[str, str]) -> Any:
    if "title" not in request:
        return [window.get_name() for window in windows()]
    for window in windows():
        if window.get_name().startswith(request["title"]):
            return list(parts(window))
    return None


def main() -> None:
    Atspi.init()
    Atspi.set_timeout(30_000, 60_000)
    for line in sys.stdin:
        Atspi.get_desktop(0).clear_cache()
        for _ in range(3):  # a window may go away while it is read
            try:
                found = answer(json.loads(line))
                break
            except GLib.Error as error:
                found = {"error": error.message}
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
