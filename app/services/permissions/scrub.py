"""Taking out of a text what says who and where somebody is, before it is copied into a bug report.

1. Known strings go: the home folder, the user's names, the name of the computer, chosen folders and files, and the
   serial numbers of USB devices. All in one pass, the longest first, so that nothing put in is looked at again.
2. Then what only its form gives away: camera ids with serial numbers, passwords and questions in addresses, numbers of
   machines, and every other path that does not belong to the system.
"""

from __future__ import annotations

import getpass
import os
import platform
import re
import socket
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions.folders import at_home

_NOBODY = {"", "root", "localhost", "nobody"}
"""Names that say nothing about anybody."""
_SHORT = 4
"""Names shorter than this are taken out only where they stand alone, or every text would fall apart."""
_BY_ID = re.compile(r"(by-id/|\b)usb-\S+?(-video-index\d+|-index\d+)?(?=[\s,;:)\"'”]|$)")
_KEY = re.compile(r"\b((?:usb|dev|win|mac):[^:@#\s]*:)[^:@#\s]+(?=:[^:@#\s]*@)")
"""A camera's key, whose third field is its serial number."""
_PASSWORD = re.compile(r"(\w+://)[^\s/@]+@")
_QUESTION = re.compile(r"(\w+://[^\s?#\"'“”]+)[?#][^\s\"'“”]+")
_HOST = re.compile(r"(\w+://(?:<user>@)?)(?!127\.|\[::1\])(?:\d{1,3}(?:\.\d{1,3}){3}|\[[^\]\s]+\])")
_HARDWARE = re.compile(r"(?i)(?<![0-9a-f:])[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?![0-9a-f:])")
_FILE_URL = re.compile(r"\bfile:/+[^\s\"'“”]+")
_SYSTEM = r"(?:dev|sys|proc|usr|etc|bin|sbin|lib|lib64|opt|snap|run(?!/media)|System(?!/Volumes)|Applications)\b"
_OPENS, _CLOSED = "'\"“\u2018", "'\"”\u2019\n"
_QUOTED_PATH = re.compile(rf"(?<!\w)([{_OPENS}])(?:/(?!{_SYSTEM})|[A-Za-z]:[\\/])[^{_CLOSED}]*(?=[{_CLOSED}])")
"""Between quotes a path may hold blanks."""
_PATH = re.compile(rf"(?:(?<![\w~>./:\-])|(?<=:)(?!//))/(?!{_SYSTEM})[^\s,;:\"'“”()]+")
_HOME_PATH = re.compile(r"(?<![\w/~])~[\w.-]+/[^\s,;:\"'“”()]+")
_WINDOWS_PATH = re.compile(r"(?i)\b[a-z]:[\\/]+(?!windows\b|program files)[^\s,;\"'“”()]+")
_SHARE = re.compile(r"(?<![\w~>:.\\])\\\\[^\s\\]+\\[^\s,;\"'“”()]+")
_BY_FORM = (
    (_KEY, r"\1<serial>"),
    (_PASSWORD, r"\1<user>@"),
    (_QUESTION, r"\1?<…>"),
    (_HOST, r"\1<address>"),
    (_HARDWARE, "<address>"),
    (_FILE_URL, "<path>"),
    (_QUOTED_PATH, r"\1<path>"),
    (_SHARE, "<path>"),
    (_WINDOWS_PATH, "<path>"),
    (_HOME_PATH, "<path>"),
    (_PATH, "<path>"),
)


class Scrubber:
    """A function from text to text. ``known`` gives what stands for each string that must go; ``names`` are people's
    and computers', which are found in any case of letters; ``parts`` are single words of the user's full name, as in
    "Anna's iPhone", which may be words of the language, too, and are found where they are written as a name."""

    def __init__(self, known: Mapping[str, str], names: Mapping[str, str], parts: Iterable[str] = ()) -> None:
        patterns = {}
        for text, instead in known.items():
            if len(text) > 1:
                patterns.update({form: (re.escape(form) + r"(?![\w-])", instead) for form in _forms(text)})
        for name, instead in names.items():
            if name not in _NOBODY:
                bounded = len(name) < _SHORT
                pattern = re.escape(name) if bounded else f"(?i:{re.escape(name)})"
                patterns[name] = (rf"(?<![^\W_]){pattern}(?![^\W_])" if bounded else pattern, instead)
        for part in parts:
            patterns.setdefault(part, (rf"(?<![^\W_]){re.escape(part)}(?![^\W_])", "<user>"))
        ordered = sorted(patterns, key=len, reverse=True)
        self._instead = [patterns[text][1] for text in ordered]
        self._known = re.compile("|".join(f"({patterns[text][0]})" for text in ordered)) if ordered else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(lambda found: self._instead[(found.lastindex or 1) - 1], text)
        text = _BY_ID.sub(lambda found: f"{found.group(1)}usb-<camera>{found.group(2) or ''}", text)
        for form, instead in _BY_FORM:
            text = form.sub(instead, text)
        return text


def _forms(text: str) -> set[str]:
    """A path as different programs write it: letters with accents in one piece or two, in addresses, and in quotes."""
    forms = {text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)}
    if "\\" in text:
        forms |= {text.replace("\\", "/"), text.replace("\\", "\\\\"), text.replace("\\", "#")}
    elif text.startswith("/"):
        forms |= {quote(form, errors="surrogateescape") for form in forms}
    return forms


def scrubber(
    paths: Paths, settings: SettingsStore, private: Iterable[str] = (), others: Iterable[str] = ()
) -> Scrubber:
    """The one of this user and machine. ``private`` are further strings, such as paths, that must go, and ``others``
    the names of further users."""
    chosen = settings.current
    own = (paths.root, paths.user_config, paths.user_data, paths.user_cache, paths.logs)
    elsewhere = [text for text in private if not any(Path(text).is_relative_to(folder) for folder in own)]
    known = dict.fromkeys(elsewhere, "<path>")
    known |= dict.fromkeys(usb_serials(Path("/sys/bus/usb/devices")), "<serial>")
    known |= {str(at_home(folder)): "<models folder>" for folder in chosen.models.folders}
    known |= dict.fromkeys(chosen.models.folders, "<models folder>")
    known |= {chosen.output.recording_folder: "<recordings>", chosen.models.proxy: "<proxy>"}
    photos = [*chosen.engine.faces, *(photo for one in chosen.engine.face_map for photo in (*one.who, *one.face))]
    photos = [photo for photo in photos if not photo.startswith("demo:")]
    known |= {name: "<photo>" for photo in photos for name in (photo, Path(photo).name)}
    source = chosen.camera.source
    if Path(source).is_absolute() or os.sep in source:
        known |= {source: "<source>", Path(source).name: "<source>"}
    for folder, role in (
        (paths.root, "<program>"),
        (paths.user_config, "<settings>"),
        (paths.user_data, "<data>"),
        (paths.user_cache, "<cache>"),
        (paths.logs, "<logs>"),
        (paths.recordings, "<recordings>"),
        (Path.home(), "~"),
        (Path.home().resolve(), "~"),
    ):
        if folder != Path(folder.anchor):
            known[str(folder)] = role
    address = chosen.output.stream_address
    if not address.startswith(("127.", "localhost", "[::1]")):
        known |= {address: "<address>"}
    own_names = dict(_names())
    names = dict.fromkeys(others, "<other user>") | own_names
    parts = [part for name in own_names if " " in name for part in name.split() if part[0].isupper()]
    return Scrubber({text: role for text, role in known.items() if text}, names, parts)


def _names() -> Iterable[tuple[str, str]]:
    """Of the user and the computer."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # a number without a name
        user = ""
    yield user, "<user>"
    yield Path.home().name, "<user>"
    if os.name == "posix":
        import pwd

        try:
            entry = pwd.getpwuid(os.getuid())
        except KeyError:
            pass
        else:
            yield entry.pw_name, "<user>"
            yield entry.pw_gecos.partition(",")[0], "<user>"
    for host in (socket.gethostname(), platform.node()):
        yield host, "<computer>"
        yield host.partition(".")[0], "<computer>"


def usb_serials(folder: Path) -> list[str]:
    """The serial numbers of what is plugged in."""
    found = []
    for file in folder.glob("*/serial"):
        try:
            serial = file.read_text("utf-8", errors="replace").strip()
        except OSError:
            continue
        if len(serial) >= _SHORT:
            found.append(serial)
    return found
