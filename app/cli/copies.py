"""``python -m app models quantise ID [--photos FILE ...] [--delete] [--json]``: an int8 copy of a swapper.

Exit codes: 0 done; 2 wrong arguments; 3 a picture can not be read; 8 no copy can be made; 130 interrupted.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.copies import Copies, CopyProgress
    from app.services.copy_info import CopyInfo

ACTIONS = ("quantise", "quantize")

_STEPS = {
    "pictures": "reading pictures",
    "faces": "looking for faces",
    "preparing": "preparing the network",
    "original": "running the original",
    "measuring": "measuring",
    "writing": "writing the copy",
    "copy": "comparing the copy",
    "done": "done",
}


def add_parser(actions: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser) -> None:
    """Beside the actions of :mod:`app.cli.models`."""
    parser = actions.add_parser(
        ACTIONS[0], aliases=ACTIONS[1:], parents=[common], help="make an int8 copy of a swapper, faster on a processor"
    )
    parser.add_argument("id", metavar="ID")
    parser.add_argument(
        "--photos",
        nargs="+",
        default=[],
        metavar="FILE",
        help="photos, clips and recordings of faces to measure with (default: the demo and the chosen faces)",
    )
    parser.add_argument("--delete", action="store_true", help="delete the copy instead")


def run(args: argparse.Namespace, copies: Copies) -> int:
    """Carry out one command line. Raises ModelError and InputError."""
    if args.delete:
        print(f"{copies.delete(args.id) / 1e6:.1f} MB are free again.")
        return 0
    teller = _Teller()
    unsubscribe = copies.progress.subscribe(teller.tell)
    try:
        info = copies.make(args.id, args.photos)
    finally:
        unsubscribe()
        teller.end()
    if args.json:
        print(json.dumps({**dataclasses.asdict(info), "path": str(info.path)}, indent=2))
    else:
        print("\n".join(words(info)))
    return 0


def words(info: CopyInfo) -> list[str]:
    """What a copy is like, for people."""
    times = info.times_as_fast
    threads = f"{info.threads} thread{'s' if info.threads > 1 else ''}"
    lines = [
        f"{info.path} ({info.size / 1e6:.1f} MB)",
        f"{info.psnr_db:.1f} dB from the original on the worst crop, {info.psnr_median_db:.1f} dB on the middle one",
        f"{info.copy_ms:.0f} ms a run instead of {info.original_ms:.0f} ms on {threads}: {times:.1f} times as fast",
        "The engine takes it where networks run on the processor (option precision: auto, original, int8).",
    ]
    if info.hardly_faster:
        lines.append("It is hardly faster on this processor: `--delete` takes it away again.")
    return lines


class _Teller:
    """Writes progress to stderr: one line that moves on a terminal, else a line for each step."""

    def __init__(self) -> None:
        self._moves = sys.stderr.isatty()
        self._last = ""

    def tell(self, progress: CopyProgress) -> None:
        words = _STEPS.get(progress.step, progress.step)
        if self._moves:
            part = f" {progress.part:.0%}" if progress.part else ""
            print(f"\r\x1b[K{progress.model}: {words}{part}", end="", file=sys.stderr, flush=True)
        elif progress.step != self._last:
            print(f"{progress.model}: {words}", file=sys.stderr, flush=True)
        self._last = progress.step

    def end(self) -> None:
        if self._moves and self._last:
            print(file=sys.stderr)
