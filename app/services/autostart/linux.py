"""Linux and other free desktops: an entry in ``$XDG_CONFIG_HOME/autostart``, which every desktop reads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.base.desktop_entry import entry, exec_line, exec_words, read_entry, string_value
from app.base.files import replace_file
from app.services.autostart.entry import OFF, AutostartState, Launch, judged, off_by_system, unreadable


class XdgEntry:
    def __init__(self, file: Path, launch: Launch) -> None:
        self.place = str(file)
        self._file, self._launch = file, launch

    def state(self) -> AutostartState:
        try:
            keys = read_entry(self._file.read_text(encoding="utf-8"))
            words = exec_words(keys.get("Exec", ""))
        except FileNotFoundError:
            return OFF
        except (OSError, ValueError) as error:
            return unreadable(self.place, getattr(error, "strerror", None) or str(error))
        if keys.get("Hidden") == "true" or keys.get("X-GNOME-Autostart-enabled") == "false":
            return off_by_system(self.place)
        return judged(_program(words), self._launch)

    def write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        text = entry(
            {
                "Type": "Application",
                "Name": "Understudy",
                "Comment": "Opens in the tray",
                "TryExec": string_value(self._launch.words[0]),  # no error at login where the program was deleted
                "Exec": exec_line(self._launch.words),
                "Icon": "understudy",
                "Terminal": "false",
                "X-GNOME-Autostart-enabled": "true",
            }
        )
        replace_file(self._file, text.encode())

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)


def _program(words: Sequence[str]) -> Path | None:
    """What is started; the interpreter that it is told to take, where that is gone."""
    python = Path(words[words.index("--python") + 1]) if "--python" in words[:-1] else None
    if python is not None and not python.exists():
        return python
    return Path(words[0]) if words else None
