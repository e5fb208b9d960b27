"""FaceFusion as an engine: all is the bridge's. What is done in FaceFusion's own interpreter stands in `child.py`."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from engines.toolkit.bridge import BridgeEngine


class FaceFusionEngine(BridgeEngine):
    """Satisfies :class:`engines.api.OverlappingEngine` and :class:`engines.api.RestartingEngine`."""

    program: ClassVar[str] = "FaceFusion"
    child: ClassVar[Path] = Path(__file__).with_name("child.py")
    environment: ClassVar[dict[str, str]] = {"OMP_NUM_THREADS": "1"}  # as FaceFusion's own start does
