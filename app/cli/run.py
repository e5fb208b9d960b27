"""``python -m app run``: the program without a window.

Reads the arguments, starts the session, prints what it is told on stderr, waits for the end (clip, limit, Ctrl-C or a
failure), writes the report, and ends with a documented code.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from app.base.errors import Message, OutputError, SettingsError, UsageError
from app.base.sections import MappedFace
from app.cli.report import check_report, write_report
from app.pipeline.sources import SourceInfo
from app.pipeline.stream_address import resolve
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionState, SessionStatus, source_request

EXIT_CODES = """exit codes:
  0  the run ended: the clip's end, the limit, or Ctrl-C
  1  something else that the message explains
  2  wrong arguments
  3  a photo, clip or camera can not be used
  4  an output can not be opened, or was gone at the end; the run went on as long as there was any, and with a virtual
     camera or a stream that went away, which is tried again every second
  5  the statement that you may use the face is missing (--i-have-consent)
  6  the engine could not be loaded, found no face in the photo, or failed too often
  7  a setting does not exist or does not fit
  70 a fault of the program; the log has the details
 130 Ctrl-C before the run began
 141 nobody reads the output any more"""

EXIT_BUG = 70
_POLL_S = 0.1


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "run",
        help="swap without a window",
        description="Swap the face of a source and send the picture to outputs, without a window.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--source", help="demo, camera:0, camera:NAME, a video file or an image; `cameras` lists them")
    parser.add_argument("--face", nargs="+", metavar="PHOTO", help="photos of one person, or demo:NAME")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="WHO.jpg=FACE.jpg",
        help="show the face on this person alone (several may be given; needs an engine that tells people apart)",
    )
    parser.add_argument("--engine", help="engine to swap with, such as mesh")
    parser.add_argument("--option", action="append", default=[], metavar="KEY=VALUE", help="option of the engine")
    parser.add_argument(
        "--out",
        nargs="+",
        default=["null"],
        metavar="OUT",
        help="null, vcam or a FILE.mp4 (several may be given); a file gets the pictures without sound",
    )
    parser.add_argument(
        "--stream",
        metavar="udp://HOST:PORT",
        help="also send H.264 in MPEG-TS there: this machine, a private address or a multicast group",
    )
    parser.add_argument("--frames", type=int, help="end after this many pictures")
    parser.add_argument("--seconds", type=_number, help="end after this long")
    parser.add_argument("--size", metavar="WxH", help="size to ask of a camera, such as 1280x720")
    parser.add_argument("--fps", type=_number, help="rate to ask of a camera, and at which an image repeats")
    parser.add_argument(
        "--pace",
        choices=("camera", "fast"),
        default="camera",
        help="fast: every frame of a clip once, as fast as it goes",
    )
    parser.add_argument("--once", action="store_true", help="end at the end of a clip instead of starting again")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE.json",
        help="write figures of the run (age_ms is null with --pace fast, where a clip has its own clock)",
    )
    parser.add_argument("--i-have-consent", action="store_true", help="state that you have the right to use the face")


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text} is no number to count with")
    return value


def run(args: argparse.Namespace, core: Core, stop: threading.Event) -> int:
    """Carry out ``run`` until its end or until ``stop`` is set; returns the exit code.

    Raises:
        UserError: whatever the message says; its ``exit_code`` is the process's.
    """
    stderr = sys.stderr
    request = _request(args, core)
    if args.report is not None:
        check_report(args.report, request, core)
    session = core.session
    ended = threading.Event()

    def tell(message: Message) -> None:
        print(message, file=stderr)

    def watch(status: SessionStatus) -> None:
        if status.state in (SessionState.IDLE, SessionState.FAILED):
            ended.set()

    unsubscribe = (session.notice.subscribe(tell), session.changed.subscribe(watch))
    try:
        session.start(request)
        _wait(args, core, ended, stop, stderr)
        session.wait()
    finally:
        for end in unsubscribe:
            end()
    status = session.status
    code = _exit_code(core, status, stderr)
    if status.frames_out and not status.swapped:
        print("No picture was swapped: in none of them was a face that could be. All were covered.", file=stderr)
    if args.report is not None:
        write_report(args.report, core, status)
    return code


def _wait(args: argparse.Namespace, core: Core, ended: threading.Event, stop: threading.Event, stderr: TextIO) -> None:
    """Until the end, or until it is asked to stop, the time is over, or an asked output is gone and none is left."""
    session = core.session
    wanted = set(args.out) - {"null"}
    lost_told = dropped_told = False
    began: float | None = None
    while not ended.wait(_POLL_S):
        status = session.status
        if stop.is_set():
            session.request_stop()
        if began is None and status.state is SessionState.RUNNING:
            began = time.monotonic()
            if args.size and status.source is not None and not status.source.live:
                print("--size is for cameras: a clip or an image keeps its own.", file=stderr)
            if status.source is not None and status.source.live and not status.source.as_wanted:
                print(_given(status.source), file=stderr)
        if args.seconds is not None and began is not None and time.monotonic() - began >= args.seconds:
            session.request_stop()
        if not dropped_told and any(one.dropped for one in status.outputs if one.kind == "recording"):
            dropped_told = True
            print("The recording leaves pictures out: the encoder or the disk is too slow.", file=stderr)
        if wanted and status.state is SessionState.RUNNING and _nothing_leaves(core, status):
            session.request_stop()
        if (status.source_lost is not None) != lost_told:
            lost_told = not lost_told
            print(status.source_lost or "The camera delivers again.", file=stderr)


def _nothing_leaves(core: Core, status: SessionStatus) -> bool:
    """Whether every output that was asked for is gone. A virtual camera that once took pictures is waited for."""
    others = [output for output in status.outputs if output.kind != "virtual_camera"]
    camera = status.camera
    if camera is None:
        return not others and core.session.output_failure is not None
    return not others and camera.error is not None and camera.frames == 0


def _given(info: SourceInfo) -> str:
    """What a camera gives that has not what was asked of it."""
    width, height, fps = info.wanted
    rate = f" at {info.fps:g}" if info.fps else ""
    return f"{info.name}: wanted {width}x{height} at {fps:g}, given {info.width}x{info.height}{rate}."


def _exit_code(core: Core, status: SessionStatus, stderr: TextIO) -> int:
    session = core.session
    if status.state is SessionState.FAILED:
        print(status.message, file=stderr)
        return session.failure.exit_code if session.failure is not None else EXIT_BUG
    if session.output_failure is not None or session.camera.failure is not None or session.stream.failure is not None:
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
    if args.fps is not None:
        try:
            core.settings.parse("camera.fps", str(args.fps))
        except SettingsError as error:
            allowed = error.message.params["allowed"]
            raise UsageError(
                "usage.fps", f"--fps can not be {args.fps:g}: it takes {allowed}.", allowed=allowed
            ) from None
    for value, name in ((args.frames, "--frames"), (args.seconds, "--seconds")):
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
        try:
            core.settings.set("privacy.consent_date", datetime.now(UTC).date().isoformat())
        except SettingsError as error:
            print(f"Your statement counts for this run only. {error}", file=sys.stderr)
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
        stream=resolve(args.stream) if args.stream is not None else None,
        recording=recordings[0] if recordings else None,
        lossless=args.pace == "fast",
        frame_limit=args.frames,
        face_map=_face_map(args.map) if args.map else settings.engine.face_map,
    )


def _face_map(texts: Sequence[str]) -> tuple[MappedFace, ...]:
    """The people of ``--map``: who is there twice has several photos of their face."""
    faces: dict[str, list[str]] = {}
    for text in texts:
        who, equals, face = text.partition("=")
        if not (who and equals and face):
            raise UsageError(
                "usage.map", f"--map {text} does not name two photos.", "Write it as WHO.jpg=FACE.jpg.", value=text
            )
        faces.setdefault(who, []).append(face)
    return tuple(MappedFace(who=(who,), face=tuple(shown)) for who, shown in faces.items())


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
