"""What the networks can run on here, found by trying it.

1. :func:`probe` tries one accelerator in a child process with a time-out (`engines.toolkit.trial`), and says in words
   why it can not be used: package missing or doubled, a library missing and which, a driver too old, no such card, a
   plug-in without a device, work that silently ran on the CPU, wrong results, a crash.
2. :class:`Providers` remembers the answers until onnxruntime changes, and puts providers in order for a session: the
   one of the settings, or with ``auto`` the fastest measured. The CPU always stands last.
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from app.base.children import run_to_end
from app.base.errors import Message
from app.base.files import replace_file
from app.base.sections import GpuSection
from engines.api import GpuOptions

CPU = "CPUExecutionProvider"
PROVIDERS: dict[str, tuple[str, str, str]] = {
    "tensorrt": ("TensorrtExecutionProvider", "TensorRT (NVIDIA)", "cuda"),
    "cuda": ("CUDAExecutionProvider", "CUDA (NVIDIA)", "cuda"),
    "directml": ("DmlExecutionProvider", "DirectML (Windows)", "directml"),
    "openvino": ("OpenVINOExecutionProvider", "OpenVINO (Intel)", "openvino"),
    "coreml": ("CoreMLExecutionProvider", "Core ML (Apple)", ""),
    "webgpu": ("WebGpuExecutionProvider", "WebGPU (any graphics card)", "webgpu"),
    "cpu": (CPU, "the processor", ""),
}
"""By the word of the settings: onnxruntime's name, what people call it, and the ``--extra`` of the set-up."""

_SYSTEMS = {"directml": "win32", "coreml": "darwin"}


def of_this_system() -> tuple[str, ...]:
    """The keys of :data:`PROVIDERS` that this operating system can have at all."""
    return tuple(name for name in PROVIDERS if _SYSTEMS.get(name, sys.platform) == sys.platform)


TIMEOUT_S = 60.0
"""A first use of CUDA loads a gigabyte of libraries."""
TOLERANCE = 0.05
"""Largest difference from the CPU on numbers of about 1: half precision is within it, a broken driver is not."""
_LIBRARY = re.compile(
    r"(lib[\w.+-]+?\.so[\d.]*): cannot open shared object|\"?([\w.+-]+\.dll)\"? (?:which is )?missing", re.IGNORECASE
)
_NO_CARD = ("no cuda-capable device", "no devices found", "failed to find", "cuda failure 100", "no cuda gpus")
_PACKAGES = re.compile(r"onnxruntime(-(gpu|directml|openvino|silicon|rocm|cuda))?")


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """One accelerator. ``reason`` and ``hint`` are sentences where it can not be used."""

    id: str
    usable: bool
    run_ms: float
    """Median of the small test network; 0 where it does not run."""
    cpu_ms: float
    """The same network on the processor."""
    reason: str = ""
    hint: str = ""
    installed: bool = False
    """Whether onnxruntime has it here, so that it should be usable: ``auto`` tells when it is not."""


def gpu_options(gpu: GpuSection) -> GpuOptions:
    """The settings as networks take them."""
    return GpuOptions(
        gpu.device, gpu.mem_limit_mb * 1024 * 1024, gpu.arena_extend_strategy, gpu.cuda_graphs, gpu.openvino_device
    )


def probe(
    provider: str,
    gpu: GpuOptions | None = None,
    *,
    timeout_s: float = TIMEOUT_S,
    child: Sequence[str] = (),
    cancel: threading.Event | None = None,
) -> ProbeResult:
    """Try one of :data:`PROVIDERS`. ``child`` is the command that is given the provider and the options as JSON (the
    program's own by default); it is killed once ``cancel`` is set. Never raises for what the accelerator does."""
    answer = _ask(provider, gpu or GpuOptions(), timeout_s, child, cancel)
    return answer if isinstance(answer, ProbeResult) else judge(provider, *answer)


def probe_all(gpu: GpuOptions, cancel: threading.Event | None = None) -> list[ProbeResult]:
    """Try every provider of this system; one that the installed onnxruntime does not have costs no process."""
    first = _ask("cpu", gpu, TIMEOUT_S, (), cancel)
    if isinstance(first, ProbeResult):  # onnxruntime itself does not work
        return [_not(name, first.reason, first.hint) for name in of_this_system()]
    available = first[0]["available"]
    results = []
    for name in of_this_system():
        known = name == "cpu" or PROVIDERS[name][0] not in available
        results.append(judge(name, *first) if known else probe(name, gpu, cancel=cancel))
    return results


def _ask(
    provider: str, gpu: GpuOptions, timeout_s: float, child: Sequence[str], cancel: threading.Event | None
) -> ProbeResult | tuple[dict[str, Any], str]:
    """The child's answer and what it wrote to stderr, or why there is none."""
    name, title, _ = PROVIDERS[provider]
    command = [*(child or (sys.executable, "-m", "engines.toolkit.trial")), name, json.dumps(asdict(gpu))]
    doubled = onnxruntime_packages()
    if len(doubled) > 1:
        reason = f"The packages {' and '.join(doubled)} overwrite each other's files."
        return _not(provider, reason, _setup(provider, rebuild=True), installed=True)
    try:
        done = run_to_end(command, timeout_s=timeout_s, cancel=cancel, folder=Path(__file__).resolve().parents[2])
    except subprocess.TimeoutExpired:
        reason = f"{title} did not answer within {timeout_s:g} s."
        return _not(provider, reason, "Its driver may hang: restart the machine.", installed=True)
    try:
        found = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return _not(provider, _died(title, done.returncode, done.stderr), "Update its driver.", installed=True)
    return found, done.stderr


def judge(provider: str, found: Mapping[str, Any], errors: str) -> ProbeResult:
    """The child's answer in words. ``errors`` is what it wrote to stderr."""
    name, title, extra = PROVIDERS[provider]
    if name not in found["available"]:
        hint = _setup(provider) if extra else "It belongs to another system."
        if name in found.get("plugins", {}):
            reason = f"{title} can not be used: {found['plugins'][name]}."
            return _not(provider, reason, "Update the driver of the card.", installed=True)
        return _not(provider, f"The installed onnxruntime {found['version']} has no {title}.", hint)
    text = f"{found.get('error', '')}\n{errors}"
    nodes = found.get("nodes", {})
    if "error" in found or not nodes.get(name):
        return _not(provider, *_why(provider, title, text, ran="error" not in found), installed=True)
    if found["difference"] > TOLERANCE:
        reason = f"{title} computes something else than the processor (a difference of {found['difference']:.2g})."
        return _not(provider, reason, "Update its driver.", installed=True)
    return ProbeResult(provider, True, round(found["run_ms"], 3), round(found["cpu_ms"], 3), installed=True)


def _why(provider: str, title: str, text: str, *, ran: bool) -> tuple[str, str]:
    library = _LIBRARY.search(text)
    low = text.lower()
    if library is not None:
        return f"{title} needs the library {library[1] or library[2]}, which is not there.", _setup(provider)
    if "driver version is insufficient" in low or "driver is too old" in low:
        return f"The driver is too old for this version of {title}.", "Install the newest driver of the card's maker."
    if any(words in low for words in _NO_CARD):
        return f"There is no card for {title} in this machine.", "Choose another provider, or the processor."
    if "out of memory" in low:
        return f"The card has no memory left for {title}.", "End other programs that use it."
    if ran:
        return f"{title} loaded, but the work ran on the processor.", "The log has what onnxruntime said."
    last = next((line for line in reversed(text.strip().splitlines()) if line.strip()), "no reason given")
    return f"{title} can not be used: {last.strip()[:300]}", "Update its driver, or choose another provider."


def _died(title: str, code: int, errors: str) -> str:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        return f"{title} crashed when it was tried ({name})."
    last = next((line for line in reversed(errors.strip().splitlines()) if line.strip()), "no word")
    return f"{title} could not be tried (exit code {code}): {last.strip()[:300]}"


def _not(provider: str, reason: str, hint: str, *, installed: bool = False) -> ProbeResult:
    return ProbeResult(provider, False, 0.0, 0.0, reason, hint, installed)


def _setup(provider: str, *, rebuild: bool = False) -> str:
    extra = PROVIDERS[provider][2] or "cpu"
    return f"./setup_virtual_env.sh install{' --rebuild' if rebuild else ''} --extra {extra}"


def onnxruntime_packages() -> list[str]:
    """The installed packages that bring onnxruntime: exactly one is right."""
    names = {str(dist.metadata["Name"]).lower() for dist in metadata.distributions() if dist.metadata["Name"]}
    return sorted(name for name in names if _PACKAGES.fullmatch(name))


def plugin_packages() -> list[str]:
    """The installed packages that bring a provider as a plug-in; any number may stand beside onnxruntime."""
    names = {str(dist.metadata["Name"]).lower() for dist in metadata.distributions() if dist.metadata["Name"]}
    return sorted(name for name in names if name.startswith("onnxruntime-ep-"))


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:  # removed meanwhile
        return "gone"


class Providers:
    """Remembers what was found in a file of the cache."""

    def __init__(self, file: Path, tryout: Callable[[str, GpuOptions], ProbeResult] = probe) -> None:
        self._file = file
        self._probe = tryout

    def try_all(self, gpu: GpuSection, cancel: threading.Event | None = None) -> list[ProbeResult]:
        """Try every provider of this system now, and remember what was found, unless ``cancel`` was set meanwhile."""
        results = probe_all(gpu_options(gpu), cancel)
        if cancel is None or not cancel.is_set():
            self.keep(gpu_options(gpu), results)
        return results

    def keep(self, gpu: GpuOptions, results: Sequence[ProbeResult]) -> None:
        """Remember what was found."""
        self._write(gpu, {result.id: result for result in results})

    def results(self, gpu: GpuOptions, names: Sequence[str], *, insist: bool = False) -> list[ProbeResult]:
        """What is known of ``names``, tried now where it is not known; ``insist`` also where it was not usable, as it
        may have been mended meanwhile."""
        known = self._read(gpu)
        results = []
        for name in names:
            result = known.get(name)
            if result is None or (insist and not result.usable):
                result = self._probe(name, gpu)
            known[name] = result
            results.append(result)
        self._write(gpu, known)
        return results

    def for_run(self, gpu: GpuSection, possible: Sequence[str], tell: Callable[[Message], None]) -> tuple[str, ...]:
        """As :meth:`order` for the settings; that the processor is used instead of the wanted provider is told, and
        with ``auto`` instead of one that is installed and does not work."""
        providers, why_not = self.order(gpu.provider, gpu_options(gpu), possible)
        if why_not is not None:
            text = f"The networks run on the processor: {why_not.reason}"
            hint = why_not.hint
            if gpu.provider == "auto":  # which does not try again by itself what it found to be broken
                hint = f"{hint.rstrip('.')}. Then let it be tried anew: python -m app doctor providers"
            tell(Message("provider.unusable", text, hint, {"reason": why_not.reason, "mend": hint}))
        return providers

    def order(
        self, wanted: str, gpu: GpuOptions, possible: Sequence[str]
    ) -> tuple[tuple[str, ...], ProbeResult | None]:
        """onnxruntime's provider names for a session, the CPU last, and, where the wanted one can not be used, why.

        ``wanted``: a key of :data:`PROVIDERS` or ``auto``; ``possible``: the names that the engine allows.
        """
        names = [name for name in of_this_system() if PROVIDERS[name][0] in possible and name != "cpu"]
        if wanted == "cpu" or not names:
            return (CPU,), None
        plain = onnxruntime_packages() == ["onnxruntime"] and not plugin_packages()
        if wanted == "auto" and plain and sys.platform != "darwin":
            return (CPU,), None  # the plain package has nothing else: no need to try
        if wanted != "auto":
            (result,) = self.results(gpu, (wanted,), insist=True)
            return ((PROVIDERS[wanted][0], CPU), None) if result.usable else ((CPU,), result)
        results = self.results(gpu, names)
        broken = [result for result in results if result.installed and not result.usable]
        broken.sort(key=lambda result: result.id == "tensorrt")  # its libraries come on top of CUDA's
        if broken and not any(result.usable for result in results):
            return (CPU,), broken[0]
        usable = [result for result in results if result.usable and result.run_ms < result.cpu_ms]
        usable.sort(key=lambda result: result.run_ms)
        return (*(PROVIDERS[result.id][0] for result in usable[:1]), CPU), None

    def _key(self, gpu: GpuOptions) -> str:
        packages = " ".join(f"{name}=={_version(name)}" for name in (*onnxruntime_packages(), *plugin_packages()))
        return f"{packages}, device {gpu.device}, OpenVINO on {gpu.openvino_device}"

    def _read(self, gpu: GpuOptions) -> dict[str, ProbeResult]:
        try:
            kept = json.loads(self._file.read_text("utf-8"))
            if kept["key"] != self._key(gpu):
                return {}
            return {row["id"]: ProbeResult(**row) for row in kept["results"]}
        except (OSError, ValueError, KeyError, TypeError):  # not there, or of another version: tried anew
            return {}

    def _write(self, gpu: GpuOptions, results: Mapping[str, ProbeResult]) -> None:
        kept = {"key": self._key(gpu), "results": [asdict(result) for result in results.values()]}
        with contextlib.suppress(OSError):  # a full disk: it is tried anew the next time
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, json.dumps(kept, indent=1).encode())
