"""Deep-Live-Cam as an engine: the user's own copy of it, in its own interpreter (`engines.toolkit.bridge`)."""

from __future__ import annotations

from pathlib import Path

from engines.toolkit.bridge import BridgeEngine


class DeepLiveCamEngine(BridgeEngine):
    """Swaps with Deep-Live-Cam; raises EngineError when that can not be loaded."""

    program = "Deep-Live-Cam"
    child = Path(__file__).with_name("child.py")
