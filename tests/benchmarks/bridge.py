"""What a bridge costs beside the engine's own time: ``python -m tests.benchmarks.bridge [--python PATH] [--frames N]``.

A program that fills a part of the picture runs in an interpreter of its own. For each size of frame, frame by frame,
the median and the 90th percentile in milliseconds of a frame's whole time less what the program itself took: both
copies, both messages, and our detector's look at every eighth frame.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from app.pipeline.buffers import BufferPool
from engines.api import Checkout, EngineContext, Frame
from tests.engines.bridge.conftest import MODELS, Toy, ToyEngine

SIZES = ((720, 1280), (1080, 1920))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--frames", type=int, default=300)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        toy = Toy(Path(folder, "checkout"), Path(folder, "cache"))
        toy.root.mkdir()
        toy.cache.mkdir()
        toy.order()
        context = EngineContext(
            models=MODELS,
            cache=toy.cache,
            providers=("CPUExecutionProvider",),
            threads=1,
            options={},
            report=lambda _part, _what: None,
            buffer=BufferPool().take,
            checkout=Checkout(toy.root, given.python),
        )
        engine = ToyEngine(context)
        try:
            for height, width in SIZES:
                image = np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)
                beside = []
                for index in range(given.frames):
                    began = time.perf_counter()
                    result = engine.swap(Frame(image, index, time.monotonic()))
                    beside.append((time.perf_counter() - began) * 1e3 - result.stages_ms["engine"])
                tenth = statistics.quantiles(beside, n=10)[-1]
                sys.stdout.write(f"{width}x{height}: median {statistics.median(beside):.2f} ms, p90 {tenth:.2f} ms\n")
        finally:
            engine.close()


if __name__ == "__main__":
    main()
