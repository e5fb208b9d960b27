"""``python -m app run``: the program without a window.

Reads the arguments, starts the session, prints what it is told on stderr, waits for the end (clip, limit, Ctrl-C or a
failure), writes the report, and ends with a documented code.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from app.base.errors import Message, OutputError, UsageError
from app.base.process import peak_rss_mb
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request

EXIT_CODES = """exit codes:
  0  the run ended: the clip's end, the limit, or Ctrl-C
  1  something else that the message explains
  2  wrong arguments
  3  a photo, clip or camera can not be used
  4  an output can not be opened, or went away and none is left
  5  the statement that you may use the face is missing (--i-have-consent)
  6  the engine could not be loaded, found no face in the photo, or failed too often
  7  a setting does not exist or does not fit
  70 a fault of the program; the log has the details"""

EXIT_BUG = 70


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "run",
        help="swap without a window",
        description="Swap the face of a source and send the picture to outputs, without a window.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--source", help="demo, camera:0, camera:NAME, a video file or an image")
    parser.add_argument("--face", nargs="+", metavar="PHOTO", help="photos of one person, or demo:NAME")
    parser.add_argument("--engine", help="engine to swap with, such as mesh")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE", help="option of the engine")
    parser.add_argument(
        "--out", nargs="+", default=["null"], metavar="OUT", help="null, vcam or a FILE.mp4 (several may be given)"
    )
    parser.add_argument("--frames", type=int, help="end after this many pictures")
    parser.add_argument("--seconds", type=float, help="end after this long")
    parser.add_argument("--size", metavar="WxH", help="size to ask of the source, such as 1280x720")
    parser.add_argument("--fps", type=float, help="rate to ask of the source")
    parser.add_argument(
        "--pace",
        choices=("camera", "fast"),
        default="camera",
        help="fast: every frame of a clip once, as fast as it goes",
    )
    parser.add_argument("--once", action="store_true", help="end at the end of a clip instead of starting again")
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="write figures of the run")
    parser.add_argument("--i-have-consent", action="store_true", help="state that you have the right to use the face")


def run(args: argparse.Namespace, core: Core) -> int:
    """Carry out ``run``; returns the exit code.

    Raises:
        UserError: whatever the message says; its ``exit_code`` is the process's.
    """
    stderr = sys.stderr
    request = _request(args, core)
    session = core.session
    ended = threading.Event()

    def tell(message: Message) -> None:
        print(message, file=stderr)

    def watch(status: SessionStatus) -> None:
        if status.state in (SessionState.IDLE, SessionState.FAILED):
            ended.set()

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        session.request_stop()

    unsubscribe = (session.notice.subscribe(tell), session.changed.subscribe(watch))
    restore = _on_signals(interrupted)
    try:
        session.start(request)
        _wait(args, core, ended, stderr)
        session.wait()
    finally:
        restore()
        for end in unsubscribe:
            end()
    status = session.status
    code = _exit_code(core, status, stderr)
    if args.report is not None:
        _write_report(args.report, core, status)
    return code


def _wait(args: argparse.Namespace, core: Core, ended: threading.Event, stderr: TextIO) -> None:
    """Until the end, or until the time is over, or until an asked output is gone and none is left."""
    session, left = core.session, args.seconds
    wanted = set(args.out) - {"null"}
    lost_told = False
    step = 0.1
    running = 0.0
    while not ended.wait(step):
        status = session.status
        if status.state is SessionState.RUNNING:
            running += step
        if left is not None and running >= left:
            session.request_stop()
        if (
            wanted
            and session.output_failure is not None
            and not status.outputs
            and status.state is SessionState.RUNNING
        ):
            session.request_stop()
        if (status.source_lost is not None) != lost_told:
            lost_told = not lost_told
            print(status.source_lost or "The camera delivers again.", file=stderr)


def _exit_code(core: Core, status: SessionStatus, stderr: TextIO) -> int:
    session = core.session
    if status.state is SessionState.FAILED:
        print(status.message, file=stderr)
        return session.failure.exit_code if session.failure is not None else EXIT_BUG
    if session.output_failure is not None:
        return OutputError.exit_code
    return 0


def _request(args: argparse.Namespace, core: Core) -> SessionRequest:
    settings = core.settings.current
    width, height = _size(args.size) if args.size else (settings.camera.width, settings.camera.height)
    source = source_request(
        settings,
        spec=args.source,
        width=width,
        height=height,
        fps=args.fps,
        loop=False if args.once or args.pace == "fast" else None,
        pace=args.pace,
    )
    for value, name in ((args.frames, "--frames"), (args.seconds, "--seconds"), (args.fps, "--fps")):
        if value is not None and value <= 0:
            raise UsageError(
                "usage.positive", f"{name} must be above 0.", "Leave it out to run without a limit.", name=name
            )
    recordings = [Path(out) for out in args.out if out not in ("null", "vcam")]
    wrong = [path for path in recordings if path.suffix.lower() != ".mp4"]
    if wrong or len(recordings) > 1:
        raise UsageError(
            "usage.output",
            f"--out {wrong[0] if wrong else recordings[1]} can not be used.",
            "Give null, vcam, and at most one FILE.mp4.",
        )
    consent = bool(args.i_have_consent or settings.privacy.consent_date)
    if args.i_have_consent and not settings.privacy.consent_date:
        core.settings.set("privacy.consent_date", datetime.now(UTC).date().isoformat())
    engine = args.engine or settings.engine.id
    options: dict[str, Any] = dict(settings.engine.options.get(engine, {}))
    options.update(_option(text) for text in args.option)
    return SessionRequest(
        source=source,
        faces=tuple(args.face or settings.engine.faces),
        engine=engine,
        options=options,
        consent=consent,
        virtual_camera="vcam" in args.out,
        recording=recordings[0] if recordings else None,
        lossless=args.pace == "fast",
        frame_limit=args.frames,
    )


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdecimal() and height.isdecimal() and 0 < int(width) <= 7680 and 0 < int(height) <= 4320):
        raise UsageError(
            "usage.size", f"--size {text} is not a size.", "Write it as 1280x720 (up to 7680x4320).", value=text
        )
    return int(width), int(height)


def _option(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError("usage.option", f"--option {text} has no value.", "Write it as KEY=VALUE.", value=text)
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value  # a plain word, such as a choice


def _write_report(path: Path, core: Core, status: SessionStatus) -> None:
    measured = core.session.measured()
    source = status.source
    report = {
        "engine": status.engine,
        "provider": status.provider,
        "size": [source.width, source.height] if source else None,
        "frames_in": status.frames_in,
        "frames_out": status.frames_out,
        "dropped": status.dropped,
        "swapped": status.swapped,
        "covered": status.covered,
        "fps": measured.get("fps", 0.0),
        "age_ms": measured.get("age_ms"),
        "stages_ms": measured.get("stages_ms"),
        "peak_rss_mb": peak_rss_mb(),
        "load_ms": measured.get("load_ms"),
    }
    try:
        path.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            "report.not_written",
            f"The report {path} can not be written: {error.strerror}.",
            "Choose another place.",
            path=str(path),
        ) from error


def _on_signals(handler: Callable[[int, FrameType | None], None]) -> Callable[[], None]:
    """Ctrl-C and a polite kill end the run cleanly; returns what puts the old handlers back."""
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    signals = (signal.SIGINT, signal.SIGTERM)
    old = [signal.signal(number, handler) for number in signals]

    def restore() -> None:
        for number, previous in zip(signals, old, strict=True):
            signal.signal(number, previous)

    return restore
