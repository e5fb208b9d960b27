"""Who runs a network: onnxruntime on this machine, or OpenVINO where that is asked for."""

from __future__ import annotations

from pathlib import Path

from engines.api import EngineError
from engines.toolkit.inference import Network, Runtime
from engines.toolkit.onnx_network import OnnxNetwork
from engines.toolkit.openvino_network import OPENVINO, OpenVinoNetwork, installed


def load_network(path: Path, runtime: Runtime) -> Network:
    """Load an ONNX file for the first of the runtime's providers that takes it; another one is told.

    Raises EngineError when the file is missing or is no network, OutOfMemory, also when it is an accelerator that has
    none left.
    """
    if not path.is_file():
        raise EngineError(f"The model {path.name} is missing.", f"It should stand in {path.parent}.")
    if runtime.providers[:1] != (OPENVINO,):
        return OnnxNetwork(path, runtime)
    if installed():
        return OpenVinoNetwork(path, runtime)
    runtime.tell(
        f"{path.name} runs in onnxruntime: the package openvino is not installed.",
        "Install it with: pip install openvino (about 180 MB; it stands beside onnxruntime).",
    )
    return OnnxNetwork(path, runtime.on_cpu)
