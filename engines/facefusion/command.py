"""FaceFusion's command line: what is asked of it, how far it is, and why it failed."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engines.api import EngineError
from engines.toolkit.bridge_work import failure

NEWEST_FFMPEG = 8
"""From the next one on FaceFusion reads no video, so that its content check passes everything."""
_LIBAVUTIL = {57: 5, 58: 6, 59: 7, 60: 8, 61: 9}
"""What ffmpeg a libavutil is of: versions between two releases are known by nothing else."""
_STEPS = 20
"""Of 0..1: its command line takes such values in steps of a twentieth."""
_BAR = re.compile(r"^(\w+): +\d+%\|.*?\| (\d+)/(\d+) \[.*?(?:rate=([\d.]+))?\]?$")
_SAID = re.compile(r"^\[FACEFUSION\.\w+\] (.+)$")
_UNKNOWN = re.compile(r"error: (?:unrecognized arguments|argument) ?:? ?(.+)$")
_REFUSED_RATE = 10.0
"""Percent of the looked at pictures to which its content check objects, above which it refuses a video."""
_WAY = (
    "processing step", "copying image", "finalizing image", "skipping audio", "processing to", "merging video",
    "extracting frames", "restoring audio", "creating temporary", "clearing temporary", "validating",
)  # fmt: skip
"""Beginnings of what it says while nothing is wrong."""


def arguments_of(state: Mapping[str, Any]) -> list[str]:
    """FaceFusion's arguments for values of its state, by the same names; None is left out."""
    words = []
    for key, value in state.items():
        if value is None:
            continue
        words.append("--" + key.replace("_", "-"))
        words += [_word(one) for one in (value if isinstance(value, list) else [value])]
    return words


def _word(value: object) -> str:
    return str(round(round(value * _STEPS) / _STEPS, 2)) if isinstance(value, float) else str(value)


def paths_of(folder: Path, sources: Iterable[Path], target: Path, output: Path) -> list[str]:
    """Arguments that keep all that it writes in a folder, and its settings file out."""
    words = ["--jobs-path", folder / "jobs", "--temp-path", folder / "temp", "--config-path", folder / "none.ini"]
    words += ["--source-paths", *sources, "--target-path", target, "--output-path", output]
    return [str(word) for word in words]


FIXED = [
    "--output-video-encoder", "rawvideo", "--output-image-quality", "100", "--output-audio-volume", "0",
    "--target-frame-amount", "0", "--face-tracker-score", "0.0", "--workflow-strategy", "memory",
    "--output-video-scale", "1.0", "--output-image-scale", "1.0", "--temp-pixel-format", "bgr24",
    "--log-level", "info", "--video-memory-strategy", "tolerant",
]  # fmt: skip
"""Pictures come out as they were made, each with its own number."""


def ffmpeg_problem(said: str) -> EngineError | None:
    """What is wrong with an ffmpeg that says this of its version; empty where there is none."""
    named = re.search(r"^ffmpeg version n?(\d+)\.", said)
    library = re.search(r"^libavutil +(\d+)\.", said, re.M)
    major = int(named[1]) if named else _LIBAVUTIL.get(int(library[1])) if library else None
    hint = f"Install ffmpeg {NEWEST_FFMPEG} or an older one, and see to it that it is the first on the PATH."
    if not said:
        return failure("checkout.ffmpeg", "FaceFusion needs ffmpeg for tasks, and there is none.", hint)
    if major is None or major > NEWEST_FFMPEG:
        version = said.splitlines()[0].removeprefix("ffmpeg version ").split(" ")[0][:40]
        text = f"FaceFusion's content check does not work with ffmpeg {version}: it needs {NEWEST_FFMPEG} or older."
        return failure("checkout.ffmpeg", text, hint)
    return None


@dataclass(slots=True)
class Heard:
    """What it said so far, line by line (a bar's line ends with a carriage return)."""

    done: int = 0
    """Pictures that it has worked on."""
    rate: float = 0.0
    """Percent of pictures to which its content check objected."""
    at: float = field(default_factory=time.monotonic)
    """When its last line came, in monotonic seconds."""
    said: list[str] = field(default_factory=list)
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=400))
    """Its last lines that are no bars."""

    def hear(self, line: str) -> None:
        """Take one line."""
        line, self.at = line.strip(), time.monotonic()
        bar = _BAR.match(line)
        if bar is None:
            words = _SAID.match(line)
            if words is not None:
                self.said.append(words[1])
            if line:
                self.lines.append(line)
        elif bar[1] == "processing":
            self.done = int(bar[2])
        elif bar[1] == "analysing" and bar[4]:
            self.rate = float(bar[4])

    def failed(self, code: int) -> EngineError:
        """Why it ended with an exit code, or left no result with 0. It has the same code for almost everything."""
        wrong = [words for words in self.said if not words.startswith(_WAY)]
        begun = any(words.startswith("processing step") for words in self.said)
        went_on = self.done or any(words.startswith(("copying image", "extracting")) for words in self.said)
        if self.rate > _REFUSED_RATE or (code == 1 and begun and not went_on and not wrong and not self._crashed):
            return failure(
                "checkout.refused",
                "FaceFusion's content check refused it, so there is no result.",
                "It looks for nudity. This program does not pass over it.",
            )
        if any(words.startswith("no source face") for words in wrong):
            return failure(
                "checkout.no_face",
                "FaceFusion found no face in the photo.",
                "Choose a photo with one clear face, or lower the certainty of a face in the options.",
            )
        unknown = next((_UNKNOWN.search(line) for line in reversed(self.lines) if _UNKNOWN.search(line)), None)
        if unknown is not None:
            return failure(
                "checkout.api",
                f"This version of FaceFusion is not known for tasks: it does not take {unknown[1][:200]}.",
                "`python -m app doctor engines` names versions that work.",
            )
        reason = wrong[-1] if wrong else (self.lines[-1] if self.lines else "no word")
        return failure(
            "checkout.task",
            f"FaceFusion gave no result (exit code {code}; its last words: {reason[:200]}).",
            "Try the same with FaceFusion's own window; where that works, look into the log.",
        )

    @property
    def _crashed(self) -> bool:
        return not self.lines or not _SAID.match(self.lines[-1])


def lines_of(parts: Iterable[bytes]) -> Iterable[str]:
    """Lines of what it writes, cut at carriage returns too. A bar comes with one before it, and counts when whole."""
    rest = b""
    for part in parts:
        *lines, rest = re.split(rb"[\r\n]+", rest + part)
        yield from (line.decode("utf-8", "replace") for line in lines)
        if b"%|" in rest and rest.endswith(b"]"):
            yield rest.decode("utf-8", "replace")
            rest = b""
    yield rest.decode("utf-8", "replace")
