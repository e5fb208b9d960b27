"""What the dock *Performance* costs: processor time of the program with the dock shown minus hidden, in turns, with two
minutes of values held. Needs a display, such as ``xvfb-run -s "-screen 0 1920x1200x24"``:

    xvfb-run -a python -m tests.benchmarks.graphs [--cards N] [--wide] [--run] [--seconds S] [--rounds N]

With ``--run`` the demo runs; its own share of the processor differs from second to second by more than the dock takes,
so that then only the figure of the window's thread says something. Cards are stand-ins:
a driver's own cost is not in it.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import tempfile
import time
from dataclasses import replace


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cards", type=int, default=1, help="graphics cards of the stand-in")
    parser.add_argument("--wide", action="store_true", help="floating, with everything in sight")
    parser.add_argument("--run", action="store_true", help="while the demo runs")
    parser.add_argument("--seconds", type=float, default=10.0, help="of one piece")
    parser.add_argument("--rounds", type=int, default=6, help="pieces of either kind")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="understudy-graphs-") as home:
        os.environ["UNDERSTUDY_HOME"] = home
        print(measure(args))


def measure(args: argparse.Namespace) -> str:
    """Both figures, in percent of one core."""
    from PyQt6.QtCore import QEventLoop, QTimer
    from PyQt6.QtWidgets import QApplication

    from app.base.qt_env import keep_own_qt_plugins
    from app.bootstrap import build_core, close_core, open_settings
    from app.gui.application import build_window
    from app.gui.performance_panel import PerformancePart
    from app.gui.threads import thread_factory
    from app.services.gpu import GpuReading

    keep_own_qt_plugins()
    app = QApplication([])
    flags = {"ui.first_run_done": "true", "ui.autostart": str(args.run).lower(), "ui.language": "en"}
    paths, settings = open_settings(flags)
    window = build_window(app, paths, settings)
    window.resize(1280, 1000)
    window.show()
    core = build_core(paths, settings, thread_factory)
    real = core.machine.read

    def card(number: int) -> GpuReading:
        now = time.monotonic() + number
        wave = math.sin(now / 3)
        return GpuReading(
            f"Card {number}", 50 + 40 * wave, 2e4 + 4e3 * wave, 81920, 60 + wave, 300 + 99 * wave, 6e3, 20
        )

    core.machine.read = lambda: replace(real(), gpus=tuple(map(card, range(args.cards))), gpus_unavailable=None)  # type: ignore[method-assign]
    window.attach(core)
    part = next(extra for extra in window.extras if isinstance(extra, PerformancePart))

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def show(on: bool) -> None:
        if not on:
            part.dock.hide()
        elif args.wide:
            part.dock.show()
            part.dock.setFloating(True)
            part.dock.resize(1300, 900)
        else:
            window.docks.bring(part.dock)
        wait(1.5)

    def taken() -> tuple[float, float]:
        """Of the process and of the window's thread, in percent of one core."""
        times = os.times()
        process, thread, at = times.user + times.system, time.thread_time(), time.monotonic()
        wait(args.seconds)
        times, passed = os.times(), time.monotonic() - at
        return (times.user + times.system - process) / passed * 100, (time.thread_time() - thread) / passed * 100

    show(True)
    history, now = part.performance.history, time.monotonic()
    for number in range(history.length):
        at = now - (history.length - number) / 10
        history.add(at, {name: 20 + 15 * math.sin(at / 3 + len(name)) for name in history.names})
    more = []
    for _ in range(args.rounds):
        show(False)
        hidden = taken()
        show(True)
        shown = taken()
        more.append([one - other for one, other in zip(shown, hidden, strict=True)])
    process, thread = (statistics.median(values) for values in zip(*more, strict=True))
    window.close()
    wait(1.0)
    window.close_jobs()
    close_core(core)
    return f"dock: process {process:+.2f} %, window's thread {thread:+.2f} %, drawn every {part.pause_s:.2f} s"


if __name__ == "__main__":
    main()
