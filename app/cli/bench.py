"""``python -m app bench [ENGINE] [--json] [--frames N]``: the whole frame and its stages, for engines that ship.

Exit codes: 0 done; 6 an engine can not be loaded.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import sys
from typing import Any

from app.base.paths import Paths
from app.base.settings import SettingsStore

FRAMES = 200


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("bench", help="measure how fast the engines are here")
    parser.add_argument("engine", nargs="?", default="", metavar="ENGINE", help="only the cases of this engine")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.add_argument(
        "--frames", type=_count, default=FRAMES, metavar="N", help="frames a case (default: %(default)s)"
    )


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return value


def run(args: argparse.Namespace, paths: Paths, _store: SettingsStore) -> int:
    """Carry out one ``bench`` command line. Raises EngineFailure."""
    return run_bench(args.json, args.frames, paths, args.engine)


def run_bench(as_json: bool, frames: int, paths: Paths | None = None, engine: str = "") -> int:
    """Measure and print; returns the exit code. Progress goes to stderr."""
    from app.services import bench  # loads the whole engine: only when asked for

    paths = paths or Paths.find(os.environ)
    paths.make_user_folders()
    reference = bench.reference_ms(paths)

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    cases = bench.measure_all(paths, frames, tell, engine)
    detect = bench.detect_case(cases)
    live = bench.measure_live_cases(paths, frames, tell, engine)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "name": case.name,
                "median_ms": case.median_ms,
                "p95_ms": case.p95_ms,
                "stages_ms": case.stages_ms,
                "frames": case.frames,
                "swapped": case.swapped,
                "outside_network_ms": case.outside_network_ms,
                "tracking_ms": case.tracking_ms,
            }
            for case in cases
        ]
        rows += [dataclasses.asdict(case) for case in detect] + [dataclasses.asdict(case) for case in live]
        print(json.dumps({"machine": bench.machine(), "reference_ms": reference, "cases": rows}, indent=2))
        return 0
    print(bench.machine())
    print(f"{'reference':16} median {reference:6.2f} ms  (the face detector's network alone, one thread)")
    for case in cases:
        stages = "  ".join(f"{stage} {value:.2f}" for stage, value in case.stages_ms.items())
        print(f"{case.name:16} median {case.median_ms:6.2f} ms  p95 {case.p95_ms:6.2f} ms  ({stages})")
        print(f"{'':16} outside the network {case.outside_network_ms:.2f} ms, tracking {case.tracking_ms:.2f} ms")
        if case.swapped < case.frames:
            print(f"{'':16} only {case.swapped} of {case.frames} frames were swapped")
    for part in detect:
        print(f"{part.name:16} detection and tracking without their networks {part.per_frame_ms:.2f} ms a frame")
    for shown in live:
        ages = f"age p50 {shown.age_p50_ms:.1f} ms, p95 {shown.age_p95_ms:.1f} ms"
        print(f"{shown.name:16} {shown.fps:.2f} pictures a second, {ages}")
    return 0
