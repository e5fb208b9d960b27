"""Accelerators are tried in a child process, and what is wrong with one is said in words."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.bootstrap import build_core, close_core, open_settings
from app.services import providers
from app.services.doctor import build_permissions
from app.services.providers import CPU, PROVIDERS, ProbeResult, Providers, judge, of_this_system, probe
from app.services.session_state import SessionRequest, source_request
from engines.api import GpuOptions

CUDA = "CUDAExecutionProvider"


def child(tmp_path: Path, script: str) -> tuple[str, str]:
    file = tmp_path / "child.py"
    file.write_text(script, "utf-8")
    return sys.executable, str(file)


def test_the_processor_works_and_really_ran() -> None:
    result = probe("cpu")
    assert result.usable, result.reason
    assert result.run_ms > 0
    assert result.cpu_ms > 0
    assert result.reason == result.hint == ""


def test_what_this_onnxruntime_does_not_have_names_the_set_up() -> None:
    result = probe("directml" if sys.platform != "win32" else "coreml")
    assert not result.usable
    assert "has no" in result.reason
    assert result.hint


def test_a_hang_a_crash_and_an_early_end_are_told(tmp_path: Path) -> None:
    hang = probe("cuda", timeout_s=0.5, child=child(tmp_path, "import threading; threading.Event().wait()"))
    assert "did not answer" in hang.reason
    crash = probe("cuda", child=child(tmp_path, "import os, signal; os.kill(os.getpid(), signal.SIGABRT)"))
    assert "crashed" in crash.reason or sys.platform == "win32"
    ended = probe("cuda", child=child(tmp_path, "import sys; sys.exit('no such module')"))
    assert "no such module" in ended.reason
    assert [hang.usable, crash.usable, ended.usable] == [False] * 3


def found(**changes: Any) -> dict[str, Any]:
    good = {
        "version": "1.24.0", "available": [CUDA, CPU], "run_ms": 1.0, "cpu_ms": 2.0, "nodes": {CUDA: 3},
        "difference": 1e-4,
    }  # fmt: skip
    return good | changes


# What onnxruntime-gpu writes, shortened: without CUDA's libraries, without a card, with an old driver, ...
MISSING = (
    "[E:onnxruntime:Default, provider_bridge_ort.cc] Failed to load library libonnxruntime_providers_cuda.so with "
    "error: libcudnn.so.9: cannot open shared object file: No such file or directory\n"
)
MISSING_DLL = 'Error loading "onnxruntime_providers_cuda.dll" which depends on "cudnn64_9.dll" which is missing.'


@pytest.mark.parametrize(
    ("answer", "errors", "said"),
    [
        (found(nodes={CPU: 3}), MISSING, "libcudnn.so.9"),
        (found(nodes={CPU: 3}), MISSING_DLL, "cudnn64_9.dll"),
        (found(error="CUDA failure 100: no CUDA-capable device is detected"), "", "no card"),
        (found(error="CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version"), "", "too old"),
        (found(error="CUDA failure 2: out of memory"), "", "no memory left"),
        (found(nodes={CPU: 3}), "", "ran on the processor"),
        (found(difference=0.7), "", "something else"),
        (found(available=[CPU]), "", "has no CUDA"),
        (found(error="Something odd"), "", "Something odd"),
    ],
)
def test_what_is_wrong_is_said_in_words(answer: dict[str, Any], errors: str, said: str) -> None:
    result = judge("cuda", answer, errors)
    assert not result.usable
    assert said in result.reason
    assert "\n" not in result.reason
    assert result.hint


def test_what_works_is_usable() -> None:
    assert judge("cuda", found(), "").usable


def test_two_packages_of_onnxruntime_are_named_with_the_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("onnxruntime", "onnxruntime_gpu"):
        info = tmp_path / f"{name}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
    monkeypatch.setattr(metadata, "distributions", lambda: metadata.Distribution.discover(path=[str(tmp_path)]))
    assert providers.onnxruntime_packages() == ["onnxruntime", "onnxruntime-gpu"]
    result = probe("cuda")
    assert not result.usable
    assert "onnxruntime and onnxruntime-gpu" in result.reason
    assert "--rebuild" in result.hint


class Tryout:
    """Answers as told, and counts."""

    def __init__(self, **milliseconds: float | None) -> None:
        self._milliseconds = milliseconds
        self.asked: list[str] = []

    def __call__(self, provider: str, gpu: GpuOptions) -> ProbeResult:
        self.asked.append(provider)
        took = self._milliseconds.get(provider)
        if took is None:
            return ProbeResult(provider, False, 0.0, 0.0, "It is not there.", "Get it.")
        return ProbeResult(provider, True, took, 10.0)


ALL = tuple(name for name, _, _ in PROVIDERS.values())


def test_auto_takes_the_fastest_and_remembers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "onnxruntime_packages", lambda: ["onnxruntime-gpu"])
    tryout = Tryout(cuda=3.0, openvino=2.0, tensorrt=None)
    known = Providers(tmp_path / "cache" / "providers.json", tryout)
    assert known.order("auto", GpuOptions(), ALL) == (("OpenVINOExecutionProvider", CPU), None)
    asked = list(tryout.asked)
    again = Providers(tmp_path / "cache" / "providers.json", tryout)
    assert again.order("auto", GpuOptions(), ALL)[0] == ("OpenVINOExecutionProvider", CPU)
    assert tryout.asked == asked, "nothing is tried twice"
    again.order("auto", GpuOptions(device=1), ALL)
    assert len(tryout.asked) > len(asked), "another card is tried"
    (tmp_path / "cache" / "providers.json").write_text("{ not json")
    assert again.order("auto", GpuOptions(), ALL)[0] == ("OpenVINOExecutionProvider", CPU)


def test_all_are_tried_and_the_doctor_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path))
    paths = Paths.find({"UNDERSTUDY_HOME": str(tmp_path)})
    paths.make_user_folders()
    store = SettingsStore(paths.project_file, paths.user_file, {}, {"gpu.provider": "cuda"})
    rows = {row.name: row for row in build_permissions(paths, store).check(["providers"])}
    assert tuple(rows) == of_this_system()
    assert rows["cpu"].state == "ok"
    assert rows["cuda"].state == ("missing" if "has no" in rows["cuda"].reason else rows["cuda"].state)
    kept = Providers(paths.user_cache / "providers.json", Tryout())
    assert kept.results(GpuOptions(), ["cpu"])[0].usable, "what the doctor found is remembered"


def test_an_accelerator_slower_than_the_processor_is_not_taken(tmp_path: Path) -> None:
    known = Providers(tmp_path / "providers.json", Tryout(cuda=30.0))
    assert known.order("auto", GpuOptions(), ALL) == ((CPU,), None)


@pytest.mark.parametrize("doubled", [False, True])
def test_auto_tells_when_what_is_installed_does_not_work(
    doubled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The libraries of CUDA are missing, or two packages overwrite each other: nothing falls back without a word."""
    packages = ["onnxruntime", "onnxruntime-gpu"] if doubled else ["onnxruntime-gpu"]
    monkeypatch.setattr(providers, "onnxruntime_packages", lambda: packages)
    has = {PROVIDERS[name][0] for name in ("tensorrt", "cuda")}

    def tryout(provider: str, gpu: GpuOptions) -> ProbeResult:
        if doubled:
            return probe(provider, gpu)
        there = PROVIDERS[provider][0] in has
        return judge(provider, found(available=[*has, CPU] if there else [CPU], nodes={CPU: 3}), MISSING)

    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    told: list[Message] = []
    known = Providers(tmp_path / "providers.json", tryout)
    _, store = open_settings({"gpu.provider": "auto"})
    assert known.for_run(store.current.gpu, ALL, told.append) == (CPU,)
    assert [message.code for message in told] == ["provider.unusable"]
    assert ("overwrite each other" if doubled else "CUDA (NVIDIA) needs the library libcudnn.so.9") in told[0].text
    assert "doctor providers" in told[0].hint


def test_auto_is_silent_where_nothing_is_installed_or_something_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(providers, "onnxruntime_packages", lambda: ["onnxruntime-gpu"])
    nothing = Providers(tmp_path / "nothing.json", lambda name, _: judge(name, found(available=[CPU]), ""))
    assert nothing.order("auto", GpuOptions(), ALL) == ((CPU,), None)

    def only_cuda(name: str, _: GpuOptions) -> ProbeResult:
        return judge(name, found() if name == "cuda" else found(available=ALL, nodes={CPU: 3}), "")

    assert Providers(tmp_path / "cuda.json", only_cuda).order("auto", GpuOptions(), ALL) == ((CUDA, CPU), None)


def test_a_run_tells_when_the_wanted_provider_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the real session: nothing falls back without a word."""
    monkeypatch.setenv("UNDERSTUDY_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("app.services.session.Providers", lambda file: Providers(file, Tryout()))
    core = build_core(*open_settings({"gpu.provider": "openvino", "engine.id": "neural"}))
    told: list[Message] = []
    core.session.notice.subscribe(told.append)
    try:
        source = source_request(core.settings.current, loop=False, pace="fast")
        core.session.start(SessionRequest(source, ("demo:astronaut",), "neural", {}, consent=False, frame_limit=1))
        assert core.session.wait(60)
        status = core.session.status
    finally:
        close_core(core)
    assert [message.code for message in told] == ["provider.unusable"]
    assert "It is not there" in told[0].text
    assert status.message is not None
    assert "swapper" in status.message.text, "no model is there, which ends the run with a sentence"


def test_the_wanted_one_or_why_not(tmp_path: Path) -> None:
    known = Providers(tmp_path / "providers.json", Tryout(cuda=3.0))
    assert known.order("cuda", GpuOptions(), ALL) == ((CUDA, CPU), None)
    order, why = known.order("openvino", GpuOptions(), ALL)
    assert order == (CPU,)
    assert why is not None
    assert why.reason == "It is not there."
    assert known.order("cpu", GpuOptions(), ALL) == ((CPU,), None)
    assert known.order("auto", GpuOptions(), (CPU,)) == ((CPU,), None), "an engine for the processor alone asks nobody"


def test_a_plug_in_without_a_device_is_told_and_not_its_absence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All are tried at once; the child finds a package whose library can not be loaded."""
    package = tmp_path / "onnxruntime_ep_webgpu"
    package.mkdir()
    (package / "__init__.py").write_text("def get_library_path(): return '/no/such/library.so'\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = {result.id: result for result in providers.probe_all(GpuOptions())}
    assert "onnxruntime-ep-webgpu could not be registered" in found["webgpu"].reason
    assert "has no" in found["tensorrt"].reason or sys.platform == "darwin"
