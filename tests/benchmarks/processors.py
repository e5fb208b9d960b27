"""How fast a network of the published weight is on a processor: ``python -m tests.benchmarks.processors``.

1. The network is written (`published_weight`) and its int8 copy made of it, as a user makes one, from the demo media.
2. Each way to run it is loaded, and all take turns, so that a machine that is slower for a while is slower for all.
3. The median, the quickest run, the processor's time for a run (which other programs disturb less than the clock's) and
   the memory of a process with nothing else in it are told, with a PSNR against onnxruntime's answer on a portrait.

Linux only. Needs 4 GB of memory and 3 GB of disk. Ways that are not installed are left out and named.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from app.pipeline.photos import load_photo
from app.services.bench import machine, reference_ms
from engines.toolkit.inference import Runtime
from engines.toolkit.loading import load_network
from engines.toolkit.openvino_network import OPENVINO, installed
from tests.benchmarks.published_weight import BLOCKS, CHANNELS
from tests.services.copies_kit import MODEL, Home, make_home


def feed(home: Home) -> dict[str, NDArray[np.float32]]:
    """A portrait, and a direction to take for a face."""
    picture = cv2.resize(load_photo(home.paths.media / "hopper.jpg"), (128, 128), interpolation=cv2.INTER_AREA)
    target = np.ascontiguousarray(picture[:, :, ::-1].transpose(2, 0, 1)[None]).astype(np.float32) / np.float32(255)
    source = np.random.default_rng(1).standard_normal((1, 512), np.float32)
    return {"target": np.asarray(target, np.float32), "source": (source / np.linalg.norm(source)).astype(np.float32)}


def ways(home: Home, copy: Path) -> dict[str, tuple[Path, tuple[str, ...]]]:
    """What is compared: the file, and the provider."""
    found: dict[str, tuple[Path, tuple[str, ...]]] = {
        "onnxruntime, the file": (home.original, ()),
        "onnxruntime, int8 copy": (copy, ()),
    }
    if installed():
        found |= {"openvino, the file": (home.original, (OPENVINO,)), "openvino, int8 copy": (copy, (OPENVINO,))}
    else:
        print("openvino is not installed: left out", file=sys.stderr)
    return found


def memory_mb(path: Path, providers: tuple[str, ...], threads: int) -> float:
    """Peak of a process that loads and runs it."""
    command = [sys.executable, "-m", "tests.benchmarks.processors", "--load", str(path), "--threads", str(threads)]
    done = subprocess.run([*command, *providers], capture_output=True, encoding="utf-8", check=True)
    return float(done.stdout.strip().splitlines()[-1])


def measure(home: Home, copy: Path, runs: int, threads: int) -> list[dict[str, float | str]]:
    given = feed(home)
    networks, told = {}, []
    for name, (path, providers) in ways(home, copy).items():
        runtime = Runtime(providers, threads, tell=lambda sentence, _hint: told.append(sentence))
        networks[name] = load_network(path, runtime)
        networks[name].run_named(given)
    times: dict[str, list[float]] = {name: [] for name in networks}
    worked: dict[str, list[float]] = {name: [] for name in networks}
    answers = {}
    for _ in range(runs):
        for name, network in networks.items():
            began, began_work = time.perf_counter(), time.process_time()
            answers[name] = network.run_named(given)["output"]
            times[name].append((time.perf_counter() - began) * 1e3)
            worked[name].append((time.process_time() - began_work) * 1e3)
    rows: list[dict[str, float | str]] = []
    first = next(iter(answers.values()))
    for name, network in networks.items():
        error = float(np.mean((answers[name].astype(np.float64) - first) ** 2))
        path, providers = ways(home, copy)[name]
        rows.append(
            {
                "way": f"{name} ({network.provider})",
                "median_ms": round(float(np.median(times[name])), 1),
                "least_ms": round(min(times[name]), 1),
                "processor_ms": round(float(np.median(worked[name])), 1),
                "psnr_db": round(-10 * float(np.log10(max(error, 1e-12))), 1),
                "peak_mb": memory_mb(path, providers, threads),
            }
        )
        network.close()
    print("\n".join(dict.fromkeys(told)), file=sys.stderr)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels", type=int, default=CHANNELS, help="fewer for a quick look")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("providers", nargs="*", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.load is not None:
        network = load_network(args.load, Runtime(tuple(args.providers), args.threads))
        network.bind().run()
        # Not getrusage: its peak begins with that of the process that started this one.
        status = Path("/proc/self/status").read_text("utf-8")
        print(int(status.partition("VmHWM:")[2].split()[0]) / 1e3)
        return 0
    with tempfile.TemporaryDirectory(prefix="understudy-processors-") as folder:
        home = make_home(Path(folder), args.channels, BLOCKS)
        home.settings.set("performance.onnx_large_threads", args.threads)
        began = time.monotonic()
        info = home.copies.make(MODEL)
        made_s = time.monotonic() - began
        print(machine())
        print(f"reference {reference_ms(home.paths):.2f} ms")
        size = home.original.stat().st_size
        print(f"file {size / 1e6:.1f} MB, copy {info.size / 1e6:.1f} MB, made in {made_s:.0f} s")
        print(f"copy against the file: worst crop {info.psnr_db} dB, middle {info.psnr_median_db} dB")
        for row in measure(home, info.path, args.runs, args.threads):
            print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
