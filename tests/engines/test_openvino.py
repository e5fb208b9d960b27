"""Networks on the openvino package: the same answers as onnxruntime's, through the same interface."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engines.api import EngineError
from engines.toolkit import openvino_network
from engines.toolkit.inference import Network, Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.openvino_network import OPENVINO, installed
from tests.benchmarks.published_weight import write
from tests.engines.neural import stand_ins

needs_openvino = pytest.mark.skipif(not installed(), reason="openvino is not installed (pip install openvino)")
TOLERANCE = 0.05
"""Of pictures in 0..1: bf16 has 8 bits of fraction. In f32 the difference is a hundred thousand times smaller."""


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def runtime(told: list[str]) -> Runtime:
    return Runtime((OPENVINO,), 2, tell=lambda sentence, _hint: told.append(sentence))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "small.onnx", 32, 1)


@pytest.fixture
def network(file: Path, runtime: Runtime) -> Iterator[Network]:
    loaded = load_network(file, runtime)
    yield loaded
    loaded.close()


def feed() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    rng = np.random.default_rng(3)
    source = rng.standard_normal((1, 512), np.float32)
    return {"target": rng.random((1, 3, 128, 128), np.float32), "source": source / np.linalg.norm(source)}


@needs_openvino
def test_names_are_the_files_own_where_nodes_do_nothing(tmp_path: Path, runtime: Runtime) -> None:
    path = tmp_path / "idle.onnx"
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, (1, 3)) for name in ("target", "output")]
    steps = [("Identity", "target", "a"), ("Relu", "a", "b"), ("Identity", "b", "output")]
    nodes = [helper.make_node(kind, [before], [after]) for kind, before, after in steps]
    graph = helper.make_graph(nodes, "idle", values[:1], values[1:])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    loaded = load_network(path, runtime)
    assert [spec.name for spec in (*loaded.inputs, *loaded.outputs)] == ["target", "output"]
    binding = loaded.bind()
    binding.inputs["target"][:] = (1, -1, 2)
    binding.run()
    assert binding.outputs["output"].tolist() == [[1, 0, 2]]
    loaded.close()
    with pytest.raises(EngineError):
        binding.run()


@needs_openvino
def test_it_answers_as_onnxruntime_does(network: Network, file: Path) -> None:
    reference = load_network(file, Runtime(threads=2))
    assert (network.inputs, network.outputs) == (reference.inputs, reference.outputs)
    wanted = reference.run_named(feed())["output"]
    assert np.abs(network.run_named(feed())["output"] - wanted).max() < TOLERANCE
    binding = network.bind()
    for name, value in feed().items():
        binding.inputs[name][:] = value
    binding.run()
    assert np.abs(binding.outputs["output"] - wanted).max() < TOLERANCE
    binding.inputs["target"][:] = 0
    before = network.ran_ms
    network.shrink()
    binding.run()
    assert network.ran_ms > before
    dark = reference.run_named({**feed(), "target": np.zeros((1, 3, 128, 128), np.float32)})["output"]
    assert np.abs(binding.outputs["output"] - dark).max() < TOLERANCE
    assert np.abs(dark - wanted).max() > 2 * TOLERANCE
    reference.close()


@needs_openvino
def test_a_free_first_side_takes_batches(tmp_path: Path, runtime: Runtime) -> None:
    network = load_network(stand_ins.recogniser(tmp_path / "net.onnx"), runtime)
    assert network.inputs[0].shape[0] is None
    binding = network.bind({network.inputs[0].name: (3, 3, 112, 112)})
    binding.inputs["input.1"][:] = np.random.default_rng(0).random((3, 3, 112, 112), np.float32)
    binding.run()
    assert binding.outputs["output"].shape == (3, 512)
    alone = network.run(binding.inputs["input.1"][1:2])[0]
    assert np.allclose(binding.outputs["output"][1:2], alone, atol=TOLERANCE)
    network.close()


@needs_openvino
def test_the_precision_is_the_true_one_and_told_where_it_is_not_bf16(network: Network, told: list[str]) -> None:
    package = openvino_network.openvino()
    able = "BF16" in package.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    assert network.provider == f"{OPENVINO}, {'bf16' if able else 'f32'}"
    assert [("bf16" in sentence) for sentence in told] == ([] if able else [True])


@needs_openvino
def test_a_file_that_is_cut_off_is_told_in_one_sentence(file: Path, runtime: Runtime) -> None:
    file.write_bytes(file.read_bytes()[:50_000])
    with pytest.raises(EngineError, match=r"small\.onnx can not be loaded by OpenVINO") as caught:
        load_network(file, runtime)
    assert "\n" not in str(caught.value)


@needs_openvino
def test_nothing_is_reported_to_anybody(file: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from engines.toolkit.inference import Runtime; from engines.toolkit.loading import load_network\n"
        f"load_network(Path({str(file)!r}), Runtime(({OPENVINO!r},), 1)).run\n"
        "assert 'openvino' in sys.modules\n"
        "assert [name for name in sys.modules if name.startswith('openvino_telemetry.')] == []\n"
    )
    home = tmp_path / "somebody"
    home.mkdir()
    environment = {"HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment, timeout=120)
    assert list(home.iterdir()) == []


def test_without_the_package_onnxruntime_runs_it_and_that_is_told(
    file: Path, runtime: Runtime, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engines.toolkit.loading.installed", lambda: False)
    network = load_network(file, runtime)
    assert network.provider == "CPUExecutionProvider"
    assert network.run_named(feed())["output"].shape == (1, 3, 128, 128)
    network.close()
    assert len(told) == 1
    assert "openvino is not installed" in told[0]
