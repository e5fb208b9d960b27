"""One accelerator is tried, in a process of its own, which a driver may crash.

``python -m engines.toolkit.trial PROVIDER GPU`` (``GPU``: the fields of :class:`engines.api.GpuOptions` as JSON) builds
a small network, runs it on the provider with the profiler on, reads off the profile which provider the nodes really ran
on, runs it on the CPU, and writes one line of JSON to stdout. What the driver and onnxruntime write goes to stderr.
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


def main(provider: str, gpu: dict[str, Any]) -> dict[str, Any]:
    """What was found: ``version``, ``available``, and where the provider is, ``nodes`` by provider, ``run_ms``
    (median), ``cpu_ms``, ``difference`` (the largest), and ``error`` where it did not load or run. ``plugins``: why
    plug-ins that are installed can not be used, by provider."""
    import numpy as np

    from engines.api import GpuOptions
    from engines.toolkit.accelerators import CPU, PLUGINS, available, open_session, plugin, version

    options = GpuOptions(**gpu)
    found: dict[str, Any] = {"version": version(), "available": available()}
    plugins = {name: one.problem for name in PLUGINS if (one := plugin(name)) is not None}
    found["plugins"] = {name: problem for name, problem in plugins.items() if problem}
    if provider not in found["available"]:
        return found
    network = trial_network()
    picture = np.random.default_rng(0).random((1, 16, 64, 64), np.float32)

    def run(name: str, profile: str) -> tuple[Any, float, Counter[str]]:
        config = {"log_severity_level": 2, "enable_profiling": True, "profile_file_prefix": profile}
        session = open_session(network, name, options, threads=1, config=config)
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


def trial_network() -> bytes:
    """Three convolutions on [1,16,64,64]: what tells whether an accelerator works, and hardly takes time."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    rng = np.random.default_rng(1)
    weights = [rng.normal(0, 0.08, (16, 16, 3, 3)).astype(np.float32) for _ in range(3)]
    names = ["input", "first", "second", "output"]
    nodes = [
        helper.make_node("Conv", [names[index], f"w{index}"], [names[index + 1]], pads=[1, 1, 1, 1])
        for index in range(3)
    ]
    shape = [1, 16, 64, 64]
    graph = helper.make_graph(
        nodes,
        "trial",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(weight, f"w{index}") for index, weight in enumerate(weights)],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


if __name__ == "__main__":
    out = os.dup(1)
    os.dup2(2, 1)  # what libraries print must not stand between the line and its reader
    answer = main(sys.argv[1], json.loads(sys.argv[2]))
    os.write(out, (json.dumps(answer) + "\n").encode())
