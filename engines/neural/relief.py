"""What is given up when memory runs short, one thing after the other, each said in words.

In order: what the networks hold in reserve is freed; the enhancer goes; the pixel boost goes; the networks move to the
processor. After that there is nothing left, and the frames fail, which covers them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engines.api import OptionValue
from engines.toolkit.inference import CPU

_SMALLER = "End other programs that use it, or choose a smaller model, to have it back."


@dataclass(frozen=True, slots=True)
class Step:
    """One thing given up."""

    sentence: str
    hint: str
    options: Mapping[str, OptionValue] = field(default_factory=dict)
    """Options that change with it."""
    to_processor: bool = False
    frees: bool = False
    """Only what is in reserve is freed."""


class Relief:
    """Knows what was given up already."""

    def __init__(self) -> None:
        self._freed = False

    def start_over(self) -> None:
        """The user chose something else: the first step may help again."""
        self._freed = False

    def step(self, options: Mapping[str, OptionValue], provider: str, *, loaded: bool = True) -> Step | None:
        """The next thing to give up for these options, on this provider; None when there is nothing left. Before the
        networks are ``loaded`` nothing is in reserve."""
        full = "The memory is full" if provider == CPU else f"The memory of {_title(provider)} is full"
        if loaded and not self._freed:
            self._freed = True
            return Step(f"{full}: what was held in reserve was freed.", "End other programs that use it.", frees=True)
        if options["enhancer"] != "none":
            return Step(f"{full}: the enhancer is off.", _SMALLER, {"enhancer": "none"})
        if int(options["boost"]) > 1:
            return Step(f"{full}: the pixel boost is off.", _SMALLER, {"boost": 1})
        if provider != CPU:
            hint = "Choose a smaller model, or one in half precision, then start again."
            return Step(f"{full}: the networks go on on the processor, which is slow.", hint, to_processor=True)
        return None


def _title(provider: str) -> str:
    return provider.split(",")[0].removesuffix("ExecutionProvider")
