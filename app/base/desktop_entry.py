"""Desktop entries (``.desktop`` files) as freedesktop.org defines them: command lines in and out, and single keys.

Standard library only, so that the installers use it before any package is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9_@:./=,+-]+")
"""A word that needs no quotes in an Exec line."""
_WORD = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)', re.DOTALL)
"""A quoted word or a plain one."""
_BY_SHELL = ("sh", "-c", 'exec "$0" "$@"')
"""Before a program whose name has a ``%``: GLib looks for it before it reads ``%%`` as one, and finds nothing."""
_STRING_ESCAPES = {"\\": "\\", "s": " ", "n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class FieldCode:
    """A place in a command line that the desktop fills in, such as ``F`` for files."""

    letter: str


def exec_line(words: Sequence[str | FieldCode]) -> str:
    """The value of an Exec key: each word quoted as the specification asks, ``%`` doubled, then escaped as a string.
    :func:`exec_words` is its reverse.

    Raises:
        ValueError: a word has a line break, which no desktop reads back.
    """
    if words and isinstance(words[0], str) and "%" in words[0]:
        words = [*_BY_SHELL, *words]
    return _escaped(" ".join(f"%{word.letter}" if isinstance(word, FieldCode) else _quoted(word) for word in words))


def _quoted(word: str) -> str:
    if "\n" in word or "\r" in word:
        raise ValueError("a command line can not hold a line break")
    doubled = word.replace("%", "%%")
    if _PLAIN.fullmatch(doubled):
        return doubled
    return '"' + re.sub(r'(["`$\\])', r"\\\1", doubled) + '"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def string_value(text: str) -> str:
    """A text as a key's value; spaces at its start are kept."""
    escaped = _escaped(text)
    return "\\s" + escaped[1:] if escaped.startswith(" ") else escaped


def exec_words(value: str) -> list[str]:
    """The words of an Exec value, without its field codes. Raises ValueError where a quote is not closed."""
    text = _unescaped(value)
    words, at = [], 0
    while found := _WORD.match(text, at):
        at = found.end()
        if found[1] is not None:
            words.append(re.sub(r"\\(.)", r"\1", found[1]).replace("%%", "%"))
        elif not re.fullmatch("%[A-Za-z]", found[2]):
            words.append(found[2].replace("%%", "%"))
    if text[at:].strip():
        raise ValueError(f"a quote is not closed in {text}")
    return words[len(_BY_SHELL) :] if tuple(words[: len(_BY_SHELL)]) == _BY_SHELL else words


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: _STRING_ESCAPES.get(found[1], found[0]), value)


def entry(keys: Mapping[str, str], group: str = "Desktop Entry") -> str:
    """The text of an entry; the values are written as they are, so escape them before."""
    return f"[{group}]\n" + "".join(f"{key}={value}\n" for key, value in keys.items())


def read_entry(text: str, group: str = "Desktop Entry") -> dict[str, str]:
    """The keys of one group, values still escaped; empty where there is no such group. The first of two counts."""
    keys: dict[str, str] = {}
    inside = False
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("[") and stripped.endswith("]"):
            inside = stripped[1:-1] == group
        elif inside and "=" in stripped and not stripped.startswith("#"):
            key, _, value = stripped.partition("=")
            keys.setdefault(key.strip(), value.strip())
    return keys
