"""Who runs a network: onnxruntime on this machine."""

from __future__ import annotations

from pathlib import Path

from engines.api import EngineError
from engines.toolkit.inference import Network, Runtime
from engines.toolkit.onnx_network import OnnxNetwork


def load_network(path: Path, runtime: Runtime) -> Network:
    """Load an ONNX file for the first of the runtime's providers that takes it; another one is told.

    Raises EngineError when the file is missing or is no network, OutOfMemory.
    """
    if not path.is_file():
        raise EngineError(f"The model {path.name} is missing.", f"It should stand in {path.parent}.")
    return OnnxNetwork(path, runtime)
