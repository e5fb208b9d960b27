"""On a real graphics card: device buffers, recorded runs and half precision give what the processor gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engines.api import GpuOptions
from engines.toolkit.accelerators import CUDA, DIRECTML, TENSORRT, WEBGPU, available
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.trial import main as trial
from engines.toolkit.trial import trial_network

pytestmark = pytest.mark.gpu


@pytest.fixture(params=[CUDA, TENSORRT, DIRECTML, WEBGPU])
def provider(request: pytest.FixtureRequest) -> str:
    name = str(request.param)
    if name not in available():
        pytest.skip(f"the installed onnxruntime has no {name}")
    found = trial(name, {})
    if not found.get("nodes", {}).get(name):
        pytest.skip(f"{name} does not work on this machine: {found.get('error', 'the work ran elsewhere')}")
    return name


@pytest.mark.parametrize("graphs", [True, False])
def test_bound_runs_give_what_the_processor_gives(provider: str, graphs: bool, tmp_path: Path) -> None:
    model = tmp_path / "trial.onnx"
    model.write_bytes(trial_network())
    told: list[str] = []
    runtime = Runtime((provider,), 1, GpuOptions(graphs=graphs), tmp_path, lambda text, _hint: told.append(text))
    on_card, on_cpu = load_network(model, runtime), load_network(model, Runtime())
    assert (on_card.provider, told) == (provider, [])
    first, second = on_card.bind(), on_card.bind()
    pictures = np.random.default_rng(0).random((6, 1, 16, 64, 64), np.float32)
    for number, picture in enumerate(pictures):  # enough runs for one to be recorded and several to be replayed
        binding = (first, second)[number % 2]
        binding.inputs["input"][:] = picture
        binding.run()
        (wanted,) = on_cpu.run(picture)
        assert np.abs(binding.outputs["output"] - wanted).max() < 0.05
    on_card.shrink()
    first.run()
    on_card.close()
    on_cpu.close()


def test_loading_and_freeing_fifty_times_leaves_the_card_flat(provider: str, tmp_path: Path) -> None:
    if provider not in (CUDA, TENSORRT):
        pytest.skip("only NVIDIA's library tells how much memory is in use")
    import pynvml

    model = tmp_path / "trial.onnx"
    model.write_bytes(trial_network())
    pynvml.nvmlInit()
    card = pynvml.nvmlDeviceGetHandleByIndex(0)

    def used() -> int:
        return int(pynvml.nvmlDeviceGetMemoryInfo(card).used)

    seen = []
    for _ in range(50):
        network = load_network(model, Runtime((provider,), 1, GpuOptions(), tmp_path))
        network.bind().run()
        network.close()
        seen.append(used())
    pynvml.nvmlShutdown()
    assert max(seen[25:]) - min(seen[5:10]) < 64 << 20
