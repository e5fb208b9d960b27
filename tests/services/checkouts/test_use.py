"""What an engine is handed: the program of the user's, its interpreter, and what to run on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.base.errors import EngineFailure, Message
from app.pipeline.buffers import BufferPool
from app.services.checkouts.interpreters import Interpreter
from app.services.checkouts.use import Prepared, providers_for
from app.services.engine_context import ContextMaker
from app.services.face_check import FaceCheck
from app.services.providers import CPU, ProbeResult, Providers
from engines.api import EngineContext, GpuOptions
from tests.services.checkouts.environments import make_environment
from tests.services.checkouts.kit import (
    COMMIT,
    ENGINE,
    checkouts_of,
    found_engines,
    make_program,
    own_paths,
    store_of,
    write_engine,
)

CUDA = "CUDAExecutionProvider"
POSSIBLE = ("TensorrtExecutionProvider", CUDA, "DmlExecutionProvider", "CoreMLExecutionProvider", CPU)


def never(name: str, _gpu: GpuOptions) -> ProbeResult:
    raise AssertionError(f"{name} was tried in our own onnxruntime")


def context(tmp_path: Path, told: list[Prepared], *, live: bool = True, agree: bool = True) -> EngineContext:
    paths = own_paths()
    store = store_of(paths)
    engines = found_engines(write_engine(tmp_path / "engines").parent)
    program = make_program(tmp_path / "Puppet-Show")
    make_environment(program / ".venv", {"onnxruntime-gpu": "1.26.0"})
    checkouts = checkouts_of(paths, store, engines)
    checkouts.use(ENGINE, program)
    if agree:
        checkouts.agree(ENGINE)
    store.set("checkouts.frame_timeout_s", 7)
    store.set("checkouts.load_timeout_s", 70)
    store.set("checkouts.memory_mb", 700)
    messages: list[Message] = []
    providers = Providers(paths.user_cache / "providers.json", never)
    maker = ContextMaker(paths, providers, lambda _: None, messages.append, live=live, prepared=told.append)
    return maker.make(store.current, engines[0], {}, BufferPool(), lambda _part, _text: None)


def test_the_context_has_the_program_and_the_limits_of_the_settings(tmp_path: Path) -> None:
    told: list[Prepared] = []
    checkout = context(tmp_path, told).checkout
    assert checkout is not None
    assert checkout.root == tmp_path / "Puppet-Show"
    assert checkout.python.is_relative_to(checkout.root / ".venv")
    assert (checkout.live, checkout.downloads) == (True, False)
    assert (checkout.frame_s, checkout.load_s, checkout.memory_mb) == (7, 70, 700)
    assert COMMIT[:7] in checkout.versions
    assert COMMIT in told[0].version


def test_a_task_waits_for_the_program(tmp_path: Path) -> None:
    checkout = context(tmp_path, [], live=False).checkout
    assert checkout is not None
    assert not checkout.live


def test_without_an_agreement_nothing_is_handed_over(tmp_path: Path) -> None:
    with pytest.raises(EngineFailure, match="not agreed to the licence") as caught:
        context(tmp_path, [], agree=False)
    assert caught.value.message.code == "checkout.licence_open"
    assert caught.value.message.hint


def interpreter(*packages: str, system: str = "linux") -> Interpreter:
    installed = dict.fromkeys(packages, "1")
    return Interpreter(Path("p"), "folder", "3.11.1", "CPython", 64, "x86_64", installed, (), {"sys_platform": system})


def test_providers_go_by_the_programs_interpreter_and_not_by_ours() -> None:
    store = store_of(own_paths())

    def order(*packages: str) -> tuple[str, ...]:
        return providers_for(store.current.gpu, POSSIBLE, interpreter(*packages))

    assert order("onnxruntime-gpu") == ("TensorrtExecutionProvider", CUDA, CPU)
    assert order("onnxruntime") == (CPU,)
    assert order("onnxruntime-directml", "numpy") == ("DmlExecutionProvider", CPU)
    assert providers_for(store.current.gpu, POSSIBLE, interpreter("onnxruntime", system="darwin")) == (
        "CoreMLExecutionProvider",
        CPU,
    )
    store.set("gpu.provider", "cuda")
    assert order("onnxruntime") == (CUDA, CPU)  # the engine tells that it did not load
    store.set("gpu.provider", "cpu")
    assert order("onnxruntime-gpu") == (CPU,)


def test_a_look_at_a_photo_does_not_load_a_program(tmp_path: Path) -> None:
    paths = own_paths()
    store = store_of(paths)
    engines = (*found_engines(write_engine(tmp_path / "engines").parent), *found_engines(paths.engines))
    check = FaceCheck(
        paths, lambda: store.current, engines, Providers(paths.user_cache / "providers.json"), lambda _: None
    )
    store.set("engine.id", ENGINE)
    try:
        assert check.photo("demo:hopper") == []
    finally:
        check.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no interpreter there")
def test_a_python_that_does_not_answer_is_given_up_once_nobody_wants_it(tmp_path: Path) -> None:
    paths = own_paths()
    store = store_of(paths)
    engines = found_engines(write_engine(tmp_path / "engines").parent)
    program = make_program(tmp_path / "Puppet-Show")
    python = make_environment(program / ".venv")
    python.unlink()
    asked = tmp_path / "asked"
    python.write_text(f"#!/bin/sh\ntouch {asked}\nexec sleep 50\n", "utf-8")
    python.chmod(0o755)
    checkouts_of(paths, store, engines).use(ENGINE, program)
    providers = Providers(paths.user_cache / "providers.json", never)
    maker = ContextMaker(paths, providers, lambda _: None, lambda _: None, unwanted=asked.exists)
    with pytest.raises(EngineFailure) as caught:
        maker.make(store.current, engines[0], {}, BufferPool(), lambda _part, _text: None)
    assert caught.value.message.code == "checkout.unwanted"
