"""Whether the rate holds under load: ``python -m tests.benchmarks.governor CASE FOLDER``, once steered and once not.

The real source (the demo clip at its own rate), pipeline, guard, mark, session, meters and governor; load comes and
goes:

- ``weighed``: an engine that takes known times (`engines/weighed`), 2.6 times as long while there is load.
- ``neural``: the engine Neural with a network that does nothing and an enhancer that computes in earnest
  (`enhancer_of_work`), while other processes take the processor.
- ``mesh``: the engine Mesh on a large picture, likewise.

Writes CASE.csv (twice a second: rate, work on a frame, rungs taken) and CASE.png, and tells the means. The rate of the
last second is that of the pictures sent. The processes that make load are started and ended here, by their ids.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.engines import discover
from app.services.governor import Governor
from app.services.machine_meters import MachineMeters
from app.services.session import Session
from app.services.session_state import SessionRequest, SessionState, source_request
from app.services.stand_ins import write_recogniser, write_swapper
from engines.api import OptionValue
from tests.benchmarks.engines.weighed.engine import STATE

TARGET = 30.0
CALM_S, LOAD_S, AFTER_S = 15.0, 45.0, 60.0
"""Seconds without load, with it, and without it again."""
SETTLED_S = 12.0
"""Of the load that are not counted: in these the rungs are taken."""
EVERY_S = 0.5
ENGINES = Path(__file__).parent / "engines"


@dataclass(frozen=True, slots=True)
class Row:
    """One look at a run."""

    steered: int
    at: float
    load: int
    fps: float
    work_ms: float
    level: int
    covered: int


@dataclass(frozen=True, slots=True)
class Case:
    """An engine, what it is asked, and what load is."""

    engine: str
    options: dict[str, OptionValue]
    hogs: int
    """Processes that compute for nothing; 0: the engine's own load."""


CASES = {
    "weighed": Case("weighed", {}, 0),
    "neural": Case("neural", {"enhancer": "gpen_bfr_256", "model": "inswapper_128"}, 4),
    "mesh": Case("mesh", {}, 6),
}


def enhancer_of_work(path: Path, channels: int) -> Path:
    """A network like gpen_bfr_256 that gives its input back, after ``channels`` x ``channels`` convolutions of it."""
    rng = np.random.default_rng(3)
    first = np.zeros((channels, 3, 3, 3), np.float32)
    first[[0, 1, 2], [0, 1, 2], 1, 1] = 1
    middle = (rng.standard_normal((channels, channels, 3, 3)) * 0.01).astype(np.float32)
    middle[:3] = 0
    middle[[0, 1, 2], [0, 1, 2], 1, 1] = 1
    last = np.zeros((3, channels, 3, 3), np.float32)
    last[[0, 1, 2], [0, 1, 2], 1, 1] = 1
    nodes, at = [], "input"
    for number, weight in enumerate(("first", "middle", "middle", "last")):
        out = "output" if weight == "last" else f"value_{number}"
        nodes.append(helper.make_node("Conv", [at, weight], [out], pads=[1, 1, 1, 1]))
        at = out
    weights = {"first": first, "middle": middle, "last": last}
    picture = [1, 3, 256, 256]
    graph = helper.make_graph(
        nodes,
        "enhancer_of_work",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, picture)],
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, picture)],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    return path


@contextlib.contextmanager
def hogs(number: int) -> Iterator[None]:
    """Processes that compute for nothing, ended by their ids."""
    command = [sys.executable, "-c", "while True: pass"]
    running = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _ in range(number)]
    try:
        yield
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()


def measure(case: Case, source: str, folder: Path, channels: int, *, target: float, steered: bool) -> list[Row]:
    """One run: calm, load, calm."""
    os.environ["UNDERSTUDY_HOME"] = str(folder / "home")
    state = folder / "state.json"
    os.environ[STATE] = str(state)
    state.write_text('{"load": 1.0}', "utf-8")
    paths = Paths.find(os.environ)
    paths.make_user_folders()
    flags = {"resources.govern": json.dumps(steered), "resources.target_fps": str(target)}
    settings = SettingsStore(paths.project_file, paths.user_file, {}, flags)
    models = folder / "models"
    models.mkdir(exist_ok=True)
    write_swapper(models / "inswapper_128.onnx")
    write_recogniser(models / "w600k_r50.onnx")
    enhancer_of_work(models / "gpen_bfr_256.onnx", channels)
    engines = discover([paths.engines, ENGINES])
    find = lambda file: models / file if (models / file).is_file() else None  # noqa: E731
    session = Session(lambda: settings.current, paths, engines, find_model=find)
    machine = MachineMeters(paths.user_data)
    governor = Governor(session, machine, lambda: settings.current)
    rows: list[Row] = []
    try:
        request = source_request(settings.current, spec=source, loop=True)
        session.start(SessionRequest(request, ("demo:hopper",), case.engine, case.options, consent=False))
        while session.status.state is SessionState.LOADING:
            time.sleep(0.05)
        began = time.monotonic()

        def watch(until: float, load: int) -> None:
            while (now := time.monotonic() - began) < until:
                steering = session.steering
                if steering is None:
                    raise RuntimeError(f"the run ended: {session.status.message}")
                frames, work = steering.pipeline.meters.work(began + now - 1)
                status = governor.status()
                rows.append(
                    Row(
                        int(steered),
                        round(now, 2),
                        load,
                        frames,
                        round(work * 1e3, 1),
                        status.level,
                        session.status.covered,
                    )
                )
                time.sleep(EVERY_S)

        watch(CALM_S, 0)
        with hogs(case.hogs):
            state.write_text(json.dumps({"load": 1.0 if case.hogs else 2.6}), "utf-8")
            watch(CALM_S + LOAD_S, 1)
        state.write_text('{"load": 1.0}', "utf-8")
        watch(CALM_S + LOAD_S + AFTER_S, 0)
    finally:
        session.close()
        governor.close()
        machine.close()
    return rows


def told(rows: Sequence[Row], target: float) -> dict[str, float]:
    """Means of a run."""

    def mean(chosen: Callable[[Row], bool]) -> float:
        return round(float(np.mean([row.fps for row in rows if chosen(row)])), 1)

    settled = [row for row in rows if row.load and row.at > CALM_S + SETTLED_S]
    near = [row.fps >= 0.9 * target for row in settled]
    return {
        "before": mean(lambda row: 3 < row.at <= CALM_S),
        "load": mean(lambda row: bool(row.load) and row.at > CALM_S + SETTLED_S),
        "lowest second": min(row.fps for row in settled),
        "seconds within 10 %": round(float(np.mean(near)), 3),
        "after": mean(lambda row: row.at > CALM_S + LOAD_S + SETTLED_S),
        "level under load": max(row.level for row in settled),
        "level at the end": rows[-1].level,
        "changes of level": sum(a.level != b.level for a, b in pairwise(rows)),
        "covered": rows[-1].covered,
    }


def draw(rows: Sequence[Row], title: str, path: Path, target: float) -> None:
    """Rate and rungs over the time, steered and not."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import pyqtgraph as pg
    from PyQt6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    assert app is not None
    pg.setConfigOptions(background="w", foreground="k", antialias=True)
    layout = pg.GraphicsLayoutWidget(size=(1100, 620))
    rate = layout.addPlot(title=title)
    rate.setLabel("left", "pictures a second")
    rate.addLegend(offset=(60, -30))
    rate.setYRange(0, max(row.fps for row in rows) * 1.1)
    band = pg.LinearRegionItem((0.9 * target, 1.1 * target), "horizontal", brush=(0, 160, 0, 30), movable=False)
    rate.addItem(band)
    layout.nextRow()
    level = layout.addPlot()
    level.setLabel("left", "rungs taken")
    level.setLabel("bottom", "seconds")
    level.setMaximumHeight(190)
    for plot in (rate, level):
        loaded = [row.at for row in rows if row.load]
        plot.addItem(pg.LinearRegionItem((min(loaded), max(loaded)), brush=(200, 0, 0, 22), movable=False))
    for steered, colour, name in ((0, "#b03030", "not steered"), (1, "#2050b0", "steered")):
        mine = [row for row in rows if row.steered == steered]
        if mine:
            times = [row.at for row in mine]
            rate.plot(times, [row.fps for row in mine], pen=pg.mkPen(colour, width=2), name=name)
            level.plot(times, [row.level for row in mine], pen=pg.mkPen(colour, width=2))
    layout.show()
    app.processEvents()
    layout.grab().save(str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("case", choices=CASES)
    parser.add_argument("folder", type=Path, help="where CASE.csv and CASE.png go")
    parser.add_argument("--source", default="demo")
    parser.add_argument("--hogs", type=int, help="processes that compute for nothing")
    parser.add_argument("--target", type=float, default=TARGET, help="pictures a second to keep")
    parser.add_argument("--channels", type=int, default=20, help="of the enhancer: its work grows with the square")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE")
    args = parser.parse_args()
    case = CASES[args.case]
    options = dict(case.options)
    for pair in args.option:
        key, _, value = pair.partition("=")
        options[key] = json.loads(value)
    case = Case(case.engine, options, case.hogs if args.hogs is None else args.hogs)
    args.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for steered in (False, True):
        with tempfile.TemporaryDirectory(prefix="understudy-governor-") as folder:
            run = measure(case, args.source, Path(folder), args.channels, target=args.target, steered=steered)
        print(json.dumps({"case": args.case, "steered": steered, **told(run, args.target)}))
        rows += run
    with (args.folder / f"{args.case}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([field.name for field in fields(Row)])
        writer.writerows(astuple(row) for row in rows)
    what = "load of the engine" if not case.hogs else f"{case.hogs} processes that compute for nothing"
    draw(
        rows,
        f"Engine {case.engine}, target {args.target:g} a second; shaded: {what}",
        args.folder / f"{args.case}.png",
        args.target,
    )


if __name__ == "__main__":
    main()
