"""iRoopDeepFaceCam as an engine: the user's own copy of it, in its own interpreter (`engines.toolkit.bridge`)."""

from __future__ import annotations

from pathlib import Path

from engines.toolkit.bridge import BridgeEngine


class IRoopEngine(BridgeEngine):
    """Swaps with iRoopDeepFaceCam; raises EngineError when that can not be loaded."""

    program = "iRoopDeepFaceCam"
    child = Path(__file__).with_name("child.py")
