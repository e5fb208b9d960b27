"""Networks behind the one small interface: bound once, run in place, freed, and honest about memory and fallbacks."""

from __future__ import annotations

import gc
import importlib.util
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engines.api import EngineError, GpuOptions
from engines.toolkit import accelerators
from engines.toolkit.accelerators import CUDA, DIRECTML, OPENVINO, TENSORRT, WEBGPU, provider_options
from engines.toolkit.inference import CPU, OutOfMemory, Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.trial import main as trial


def save(
    path: Path,
    nodes: Sequence[onnx.NodeProto],
    shape: Sequence[int | str],
    constants: Sequence[onnx.TensorProto] = (),
    kind: int = TensorProto.FLOAT,
) -> Path:
    """A graph from ``x`` to ``y``, both of the same shape."""
    value = [helper.make_tensor_value_info(name, kind, shape) for name in "xy"]
    graph = helper.make_graph(nodes, "test", value[:1], value[1:], list(constants))
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    return path


def doubling(path: Path, shape: Sequence[int | str] = (1, 3), kind: int = TensorProto.FLOAT) -> Path:
    return save(path, [helper.make_node("Add", ["x", "x"], ["y"])], shape, kind=kind)


def greedy(path: Path) -> Path:
    """Takes 2 to the 50 bytes for every picture of a batch beyond the first, which no machine has."""
    constants = [
        numpy_helper.from_array(np.array([0], np.int64), "zero"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array([2**48], np.int64), "much"),
    ]
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "zero"], ["batch"]),
        helper.make_node("Sub", ["batch", "one"], ["further"]),
        helper.make_node("Mul", ["further", "much"], ["size"]),
        helper.make_node("ConstantOfShape", ["size"], ["zeros"]),
        helper.make_node("ReduceSum", ["zeros"], ["nothing"], keepdims=0),
        helper.make_node("Add", ["x", "nothing"], ["y"]),
    ]
    return save(path, nodes, ("n", 3), constants)


def test_a_binding_is_written_and_read_in_place(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "double.onnx"), Runtime())
    one, other = network.bind(), network.bind()
    target, answer = one.inputs["x"], one.outputs["y"]
    for value in (3.0, -7.0):
        target[:] = value
        one.run()
        assert one.outputs["y"] is answer
        assert (answer == 2 * value).all()
    other.inputs["x"][:] = 1
    other.run()
    assert (answer == -14).all(), "another binding has arrays of its own"
    assert (other.outputs["y"] == 2).all()
    assert network.ran_ms > 0
    network.close()


def test_a_free_first_side_is_the_batch_and_half_floats_pass(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "half.onnx", ("n", 2), TensorProto.FLOAT16), Runtime())
    assert network.inputs[0].shape == (None, 2)
    binding = network.bind({"x": (4, 2)})
    assert binding.inputs["x"].shape == (4, 2)
    binding.inputs["x"][:] = 0.25
    binding.run()
    assert binding.outputs["y"].dtype == np.float16
    assert (binding.outputs["y"] == 0.5).all()


def test_a_side_that_stays_free_can_not_be_bound(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "free.onnx", (1, "wide")), Runtime())
    for shapes in (None, {"x": (1,)}, {"x": (2, 5)}):
        with pytest.raises(EngineError, match=r"input x of free\.onnx is of another size"):
            network.bind(shapes)
    assert network.bind({"x": (1, 5)}).outputs["y"].shape == (1, 5)
    assert network.run(np.ones((1, 5), np.float32))[0].shape == (1, 5)


def test_memory_that_is_not_there_is_told_as_such_and_nothing_breaks(tmp_path: Path) -> None:
    network = load_network(greedy(tmp_path / "greedy.onnx"), Runtime())
    binding = network.bind()
    with pytest.raises(OutOfMemory, match=r"not enough memory for greedy\.onnx") as raised:
        network.bind({"x": (2, 3)})
    assert raised.value.code == "engine.out_of_memory"
    binding.inputs["x"][:] = 5
    binding.run()
    assert (binding.outputs["y"] == 5).all(), "the network goes on"
    network.shrink()
    binding.run()
    assert (binding.outputs["y"] == 5).all()


def test_a_closed_network_is_freed_although_its_binding_is_held(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "double.onnx"), Runtime())
    session = weakref.ref(network._session)  # type: ignore[attr-defined]
    binding = network.bind()
    binding.run()
    network.close()
    gc.collect()
    assert session() is None
    with pytest.raises(EngineError):
        binding.run()
    assert binding.outputs["y"].shape == (1, 3)


def test_a_card_that_is_full_at_loading_is_told_as_such_and_another_fault_gives_way_to_the_processor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """onnxruntime as it answers with a card; there is none here."""
    model = doubling(tmp_path / "double.onnx")
    words, tries, told = ["CUDA failure 2: out of memory"], [], []
    really = accelerators.open_session

    def opens(path: Path, provider: str, *rest: Any, **more: Any) -> Any:
        tries.append((provider, more.get("graphs", False)))
        if provider == CUDA:
            raise RuntimeError(words[0])
        return really(path, provider, *rest, **more)

    monkeypatch.setattr("engines.toolkit.onnx_network.open_session", opens)
    monkeypatch.setattr("engines.toolkit.onnx_network.available", lambda: (CUDA, CPU))
    runtime = Runtime((CUDA,), tell=lambda sentence, _: told.append(sentence))
    with pytest.raises(OutOfMemory):
        load_network(model, runtime)
    assert tries == [(CUDA, True), (CUDA, False)], "without a recorded run it may fit"
    words[0] = "CUDA failure 999: unknown"
    network = load_network(model, runtime)
    assert network.provider == CPU
    assert "CUDA failure 999" in told[0]
    network.close()


def test_other_failures_are_no_lack_of_memory(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "double.onnx"), Runtime())
    with pytest.raises(EngineError, match=r"The model double\.onnx failed") as raised:
        network.run(np.ones((1, 9), np.float32))
    assert not isinstance(raised.value, OutOfMemory)


def _unknown_operator(model: onnx.ModelProto) -> None:
    model.graph.node[0].op_type = "FromTheFuture"


def _newer_opset(model: onnx.ModelProto) -> None:
    model.opset_import[0].version = 99


def _newer_format(model: onnx.ModelProto) -> None:
    model.ir_version = 99


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_newer_opset, r"newer than the installed onnxruntime \S+: it has Opset 99"),
        (_newer_format, r"newer than the installed onnxruntime \S+: it has IR version: 99"),
        (_unknown_operator, "has the operator FromTheFuture, which the installed onnxruntime"),
    ],
)
def test_what_this_onnxruntime_does_not_know_is_told_in_one_sentence(
    change: Callable[[onnx.ModelProto], None], said: str, tmp_path: Path
) -> None:
    path = doubling(tmp_path / "double.onnx")
    model = onnx.load(str(path))
    change(model)
    onnx.save(model, str(path))
    with pytest.raises(EngineError, match=said) as caught:
        load_network(path, Runtime())
    assert "\n" not in str(caught.value)
    assert "Update onnxruntime" in caught.value.hint


def test_weights_in_a_second_file_are_found_or_missed_by_name(tmp_path: Path) -> None:
    constants = [numpy_helper.from_array(np.full((1, 3), 2, np.float32), "two")]
    path = save(tmp_path / "double.onnx", [helper.make_node("Mul", ["x", "two"], ["y"])], (1, 3), constants)
    onnx.save(onnx.load(str(path)), str(path), save_as_external_data=True, location="double.data", size_threshold=0)
    network = load_network(path, Runtime())
    assert (network.run(np.ones((1, 3), np.float32))[0] == 2).all()
    network.close()
    (tmp_path / "double.data").unlink()
    with pytest.raises(EngineError, match=r"double\.onnx has its weights in a second file, double\.data, which is not"):
        load_network(path, Runtime())


def test_runs_on_several_threads_wait_for_each_other(tmp_path: Path) -> None:
    network = load_network(doubling(tmp_path / "double.onnx", (64, 64)), Runtime())
    wrong: list[float] = []

    def work(value: float) -> None:
        binding = network.bind()
        for _ in range(200):
            binding.inputs["x"][:] = value
            binding.run()
            if not (binding.outputs["y"] == 2 * value).all():
                wrong.append(value)

    threads = [threading.Thread(target=work, args=(float(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_what_the_settings_say_reaches_the_providers(tmp_path: Path) -> None:
    gpu = GpuOptions(device=2, memory_limit=3 << 30, arena="next_power_of_two", openvino_device="NPU")
    cuda = provider_options(CUDA, gpu, 4, tmp_path, graphs=True)
    assert cuda["device_id"] == "2"
    assert cuda["gpu_mem_limit"] == str(3 << 30)
    assert cuda["arena_extend_strategy"] == "kNextPowerOfTwo"
    assert cuda["enable_cuda_graph"] == "1"
    tensorrt = provider_options(TENSORRT, gpu, 4, tmp_path, graphs=False)
    for what in ("engine", "timing"):
        assert tensorrt[f"trt_{what}_cache_enable"] == "1"
        assert Path(tensorrt[f"trt_{what}_cache_path"]).is_dir()
        assert Path(tensorrt[f"trt_{what}_cache_path"]).is_relative_to(tmp_path)
    assert "trt_cuda_graph_enable" not in tensorrt
    openvino = provider_options(OPENVINO, gpu, 4, tmp_path, graphs=False)
    assert (openvino["device_type"], openvino["num_of_threads"]) == ("NPU", "4")
    assert provider_options(DIRECTML, gpu, 4, None, graphs=False) == {"device_id": "2"}
    assert "gpu_mem_limit" not in provider_options(CUDA, GpuOptions(), 1, None, graphs=False)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("CUDA failure 2: out of memory ; GPU=0", True),
        ("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 9437184", True),
        ("CUDNN_STATUS_ALLOC_FAILED: it was not possible", True),
        ("Available memory of 104857600 is smaller than requested bytes of 209715200", True),
        ("DmlExecutionProvider: 8007000E Not enough memory resources are available", True),
        ("CUDA failure 700: an illegal memory access was encountered", False),
        ("Got invalid dimensions for input: x", False),
    ],
)
def test_short_memory_is_known_by_what_the_makers_write(text: str, short: bool) -> None:
    assert accelerators.is_out_of_memory(RuntimeError(text)) is short


def test_a_plug_in_that_can_not_be_used_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package as the real ones are laid out, with a library that is none."""
    package = tmp_path / "onnxruntime_ep_webgpu"
    package.mkdir()
    (package / "provider.so").write_bytes(b"no library")
    (package / "__init__.py").write_text(
        "import pathlib\ndef get_library_path(): return str(pathlib.Path(__file__).parent / 'provider.so')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, package.name, None)  # so that what is imported below is forgotten afterwards
    del sys.modules[package.name]
    monkeypatch.setattr(accelerators, "_plugins", {})
    assert WEBGPU not in accelerators.available()
    found = trial(WEBGPU, {})
    assert "onnxruntime-ep-webgpu could not be registered" in found["plugins"][WEBGPU]


@pytest.mark.parametrize("provider", [OPENVINO, WEBGPU])
def test_a_real_plug_in_is_registered_and_answers(provider: str) -> None:
    package = accelerators.PLUGINS[provider]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"the package {package.replace('_', '-')} is not installed")
    found = trial(provider, {})
    if provider in found["available"]:
        assert found["nodes"].get(provider), "it took the work"
        assert found["difference"] < 0.05
    else:
        assert "found no device" in found["plugins"].get(provider, "")
