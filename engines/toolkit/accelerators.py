"""onnxruntime's execution providers: how each is asked for, and the sessions on them.

1. Plug-in providers (packages ``onnxruntime-ep-...``) are registered with onnxruntime when one is first asked for.
2. `provider_options` is the table of what each provider is given: device number, memory limit, caches, graphs.
3. `open_session` builds one session for one provider, with the CPU behind it, and says why where that fails.

The engine's networks and the trial of an accelerator (`trial`) both come through here, so that what was tried is what
is used.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Read once, when onnxruntime is imported: else it writes a device number to the user's cache and sends events.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime as ort

from engines.api import GpuOptions

CPU = "CPUExecutionProvider"
CUDA, TENSORRT = "CUDAExecutionProvider", "TensorrtExecutionProvider"
DIRECTML, OPENVINO = "DmlExecutionProvider", "OpenVINOExecutionProvider"
COREML, WEBGPU = "CoreMLExecutionProvider", "WebGpuExecutionProvider"

PLUGINS = {OPENVINO: "onnxruntime_ep_openvino", WEBGPU: "onnxruntime_ep_webgpu"}
"""Packages that bring a provider as a plug-in. They have ``get_library_path()`` and ``get_ep_name()``."""

_OUT_OF_MEMORY = (
    "out of memory",
    "failed to allocate memory",
    "bad_alloc",
    "bad allocation",
    "alloc_failed",  # CUBLAS_STATUS_ALLOC_FAILED, CUDNN_STATUS_ALLOC_FAILED
    "available memory of",  # an arena that has reached its gpu_mem_limit
    "e_outofmemory",
    "8007000e",
)
"""What onnxruntime, CUDA, cuDNN and Direct3D write when memory is short, in small letters."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of onnxruntime's, which has no class for it, means that memory was short."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in _OUT_OF_MEMORY)


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plug-in provider after it was asked for."""

    devices: tuple[Any, ...] = ()
    """``OrtEpDevice`` that it serves here; empty where it can not be used."""
    problem: str = ""
    """Why not, in words."""


_lock = threading.Lock()
_plugins: dict[str, Plugin] = {}


def plugin(provider: str) -> Plugin | None:
    """The plug-in of a provider, registered now if it was not; None where no package brings one."""
    module = PLUGINS.get(provider)
    if module is None or importlib.util.find_spec(module) is None:
        return None
    with _lock:
        if provider not in _plugins:
            _plugins[provider] = _register(provider, module)
        return _plugins[provider]


def _register(provider: str, module: str) -> Plugin:
    package = module.replace("_", "-")
    if not hasattr(ort, "register_execution_provider_library"):
        return Plugin(problem=f"onnxruntime {ort.__version__} is too old for the plug-in {package}")
    try:
        ort.register_execution_provider_library(provider, importlib.import_module(module).get_library_path())
    except Exception as error:  # noqa: BLE001 - an unloadable library, a plug-in for another onnxruntime, ...
        return Plugin(problem=f"the plug-in {package} could not be registered: {error}")
    devices = tuple(device for device in ort.get_ep_devices() if device.ep_name == provider)
    return Plugin(devices, "" if devices else f"the plug-in {package} found no device that it serves")


def version() -> str:
    """Of onnxruntime."""
    return str(ort.__version__)


def available() -> tuple[str, ...]:
    """The providers that this onnxruntime has, built in or as plug-ins that found a device."""
    built_in = [str(name) for name in ort.get_available_providers()]
    found = [name for name in PLUGINS if name not in built_in and (one := plugin(name)) is not None and one.devices]
    return tuple(built_in + found)


def provider_options(provider: str, gpu: GpuOptions, threads: int, cache: Path | None, graphs: bool) -> dict[str, str]:
    """What a provider is given, by the names of onnxruntime's documentation of it."""
    options: dict[str, str] = {}
    if provider in (CUDA, TENSORRT, DIRECTML):
        options["device_id"] = str(gpu.device)
    if provider == CUDA:
        options["arena_extend_strategy"] = _ARENA[gpu.arena]
        options["do_copy_in_default_stream"] = "1"
        options["cudnn_conv_use_max_workspace"] = "1"
        if gpu.memory_limit:
            options["gpu_mem_limit"] = str(gpu.memory_limit)
        if graphs:
            options["enable_cuda_graph"] = "1"
    elif provider == TENSORRT:
        options["trt_fp16_enable"] = "0"  # the file says how exact it is meant to be: fp16 files run as such
        if gpu.memory_limit:
            options["trt_max_workspace_size"] = str(gpu.memory_limit)
        if graphs:
            options["trt_cuda_graph_enable"] = "1"
        if cache is not None:
            folder = _folder(cache, "tensorrt")
            options |= {"trt_engine_cache_enable": "1", "trt_engine_cache_path": folder}
            options |= {"trt_timing_cache_enable": "1", "trt_timing_cache_path": folder}
    elif provider == OPENVINO:
        options["device_type"] = gpu.openvino_device
        options["num_of_threads"] = str(threads)
        if cache is not None:
            options["cache_dir"] = _folder(cache, "openvino")
    elif provider == COREML:
        options |= {"ModelFormat": "MLProgram", "MLComputeUnits": "ALL"}
        if cache is not None:
            options["ModelCacheDirectory"] = _folder(cache, "coreml")
    return options


_ARENA = {"same_as_requested": "kSameAsRequested", "next_power_of_two": "kNextPowerOfTwo"}
GRAPHS = (CUDA, TENSORRT)
"""Providers whose runs can be recorded once and replayed."""


def _folder(cache: Path, name: str) -> str:
    folder = cache / name
    folder.mkdir(parents=True, exist_ok=True)
    return str(folder)


def open_session(
    model: Path | bytes,
    provider: str,
    gpu: GpuOptions,
    threads: int,
    cache: Path | None = None,
    *,
    graphs: bool = False,
    config: Mapping[str, Any] | None = None,
) -> Any:
    """An ``InferenceSession`` on one provider, the CPU behind it. Raises what onnxruntime does.

    ``config``: attributes of ``SessionOptions`` to set beside those that every session here has. The session may have
    been put onto the CPU all the same: ``get_providers()`` tells.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if provider == DIRECTML:
        options.enable_mem_pattern = False  # as DirectML demands
    for name, value in (config or {}).items():
        setattr(options, name, value)
    source = str(model) if isinstance(model, Path) else model
    if provider == CPU:
        return ort.InferenceSession(source, options, providers=[CPU], enable_fallback=0)
    if provider in (CUDA, TENSORRT) and hasattr(ort, "preload_dlls"):
        ort.preload_dlls()  # CUDA and cuDNN lie in packages beside onnxruntime, where it does not look by itself
    chosen = provider_options(provider, gpu, threads, cache, graphs)
    there = plugin(provider) if provider not in ort.get_available_providers() or provider in _plugins else None
    if there is not None and there.devices:
        options.add_provider_for_devices([_device(provider, there.devices, gpu)], _plugin_options(provider, cache))
        return ort.InferenceSession(source, options, enable_fallback=0)
    behind = [(CUDA, provider_options(CUDA, gpu, threads, cache, False)), CPU] if provider == TENSORRT else [CPU]
    return ort.InferenceSession(source, options, providers=[(provider, chosen), *behind], enable_fallback=0)


def _device(provider: str, devices: tuple[Any, ...], gpu: GpuOptions) -> Any:
    """The device of a plug-in by the settings: OpenVINO's by its kind; graphics cards by number; where there are none,
    the first device."""
    cards = [device for device in devices if str(device.device.type).endswith("GPU")]
    kind = gpu.openvino_device if provider == OPENVINO else "GPU"
    wanted = [device for device in devices if str(device.device.type).endswith(kind)]
    pool = wanted or cards or list(devices)
    return pool[min(gpu.device, len(pool) - 1)]


def _plugin_options(provider: str, cache: Path | None) -> dict[str, str]:
    return {"cache_dir": _folder(cache, "openvino")} if provider == OPENVINO and cache is not None else {}


def run_options(**config: str) -> Any:
    """``RunOptions`` with entries by onnxruntime's names, dots written as ``__``."""
    options = ort.RunOptions()
    for name, value in config.items():
        options.add_run_config_entry(name.replace("__", "."), value)
    return options


def device_tensor(session: Any, shape: tuple[int, ...], dtype: Any, device: int) -> Any:
    """An ``OrtValue`` in the memory of an NVIDIA card, uninitialised."""
    if hasattr(session, "create_ortvalue_from_shape_and_type"):  # knows the allocators of plug-ins too
        return session.create_ortvalue_from_shape_and_type(list(shape), dtype, "cuda", device)
    return ort.OrtValue.ortvalue_from_shape_and_type(list(shape), dtype, "cuda", device)
