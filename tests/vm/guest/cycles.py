"""The program started and stopped again and again, and what a reader sees of it each time."""

from __future__ import annotations

from typing import Any

from tests.vm.guest import devices, program, readers


def start_and_stop(words: list[str], times: int) -> list[dict[str, Any]]:
    """Start, read a few pictures, stop, so many times; of each run its stamps, its exit code and what it said."""
    runs = []
    for _ in range(times):
        program.start("cycle", words)
        devices.wait_until_read()
        stamps = readers.opencv(3)["stamps"]
        runs.append({"stamps": stamps, **program.stop("cycle")})
    return runs


def one_reader_for_two_runs(words: list[str], count: int) -> list[list[int]]:
    """A reader that stays open while the program is stopped and started again; what it saw of either run."""
    program.start("first", words)
    devices.wait_until_read()
    with readers.Capture(devices.CAMERA) as capture:
        seen = [readers.next_stamps(capture, count)]
        program.stop("first")
        program.start("second", words)
        seen.append(readers.next_stamps(capture, count, newest_below=seen[0][-1]))
        program.stop("second")
    return seen
