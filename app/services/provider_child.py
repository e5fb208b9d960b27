"""One accelerator is tried: run by :mod:`app.services.providers` in a process of its own, which a driver may crash.

``python -m app.services.provider_child PROVIDER DEVICE`` builds a small network, runs it on the provider with the
profiler on, reads off the profile which provider the nodes really ran on, runs it on the CPU, and writes one line of
JSON to stdout. What the driver and onnxruntime write goes to stderr.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

RUNS = 10
CPU = "CPUExecutionProvider"


def main(provider: str, device: int) -> dict[str, Any]:
    """What was found: ``available``, and where the provider is, ``nodes`` by provider, ``run_ms`` (median),
    ``cpu_ms``, ``difference`` (the largest), and ``error`` where it did not load or run."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import numpy as np
    import onnxruntime as ort

    from app.services.stand_ins import probe_network

    found: dict[str, Any] = {"version": ort.__version__, "available": ort.get_available_providers()}
    if provider not in found["available"]:
        return found
    if provider in ("CUDAExecutionProvider", "TensorrtExecutionProvider") and hasattr(ort, "preload_dlls"):
        ort.preload_dlls()  # from the nvidia packages beside onnxruntime, where they are
    network = probe_network()
    picture = np.random.default_rng(0).random((1, 16, 64, 64), np.float32)

    def run(name: str, profile: str) -> tuple[Any, float, Counter[str]]:
        options = ort.SessionOptions()
        options.log_severity_level = 2
        options.enable_profiling = True
        options.profile_file_prefix = profile
        chosen: list[Any] = [CPU] if name == CPU else [(name, _options(name, device)), CPU]
        session: Any = ort.InferenceSession(network, options, providers=chosen)
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            (result,) = session.run(None, {"input": picture})
            times.append((time.perf_counter() - began) * 1e3)
        events = json.loads(Path(session.end_profiling()).read_text("utf-8"))
        ran = Counter(
            str(event["args"]["provider"])
            for event in events
            if event.get("cat") == "Node" and "provider" in event.get("args", {})
        )
        return result, float(np.median(times)), ran

    with tempfile.TemporaryDirectory(prefix="understudy-probe-") as folder:
        try:
            result, found["run_ms"], nodes = run(provider, f"{folder}/given")
            found["nodes"] = dict(nodes)
            reference, found["cpu_ms"], _ = run(CPU, f"{folder}/cpu")
            found["difference"] = float(np.abs(result - reference).max())
        except Exception as error:  # noqa: BLE001 - whatever a driver raises is what this process is there to find
            found["error"] = f"{type(error).__name__}: {error}"
    return found


def _options(provider: str, device: int) -> dict[str, str]:
    by_number = ("CUDAExecutionProvider", "TensorrtExecutionProvider", "DmlExecutionProvider")
    return {"device_id": str(device)} if provider in by_number else {}


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not stand between the line and its reader
    answer = main(sys.argv[1], int(sys.argv[2]))
    os.write(out, (json.dumps(answer) + "\n").encode())
