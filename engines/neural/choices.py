"""The engine's options, read once: every one of `engine.json`, in its own type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engines.api import OptionValue
from engines.neural.contracts import REGIONS

NEUTRAL = 0.5
"""The weight at which the target's own identity plays no part, so that it need not be measured."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options say, those apart that name models (`engines.neural.loading`)."""

    faces: str
    """Which faces are swapped where there is no face map: ``largest``, ``leftmost`` or ``all``."""
    others: str
    """What becomes of faces that are nobody's in the face map: ``cover`` or ``source``."""
    boost: int
    weight: float
    border: float
    feather: float
    smoothing: float
    enhance_every: int
    """Frames from one run of the enhancer on a face to the next, 1 or more."""
    enhancer_blend: float
    enhancer_weight: float
    mask_every: int
    """The same for the masks."""
    detect_every: int
    """Frames between two looks of the detector while all is well."""
    classes: frozenset[int]
    """Classes of the face parser that are swapped."""

    @classmethod
    def of(cls, options: Mapping[str, OptionValue]) -> Choices:
        """From a value for every option of the manifest."""
        return cls(
            faces=str(options["faces"]),
            others=str(options["others"]),
            boost=int(options["boost"]),
            weight=float(options["weight"]),
            border=float(options["border"]),
            feather=float(options["feather"]),
            smoothing=float(options["smoothing"]),
            enhance_every=int(options["enhance_every"]),
            enhancer_blend=float(options["enhancer_blend"]),
            enhancer_weight=float(options["enhancer_weight"]),
            mask_every=int(options["mask_every"]),
            detect_every=int(options["detect_every"]),
            classes=frozenset(
                number for name, classes in REGIONS.items() if options[f"region_{name}"] for number in classes
            ),
        )
