"""The log file, and what happens with an exception that nobody caught.

1. ``install_logging`` sends every record to a size-bounded file in ``paths.logs`` and warnings to stderr.
2. It hooks the interpreter's three doors for uncaught exceptions (main thread, other threads, finalisers): each is
   logged with its traceback, told in one line with the log's path on stderr, and published by ``crashed``.
3. A crash below Python (a driver's) leaves the Python stacks in ``native-crash.log``.

``uninstall_logging`` puts everything back.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import sys
import threading
from pathlib import Path
from types import TracebackType

from app.base.errors import Message
from app.base.events import Event
from app.base.paths import Paths

LOG_NAME = "understudy.log"
MAX_BYTES = 2_000_000
KEPT_FILES = 3
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

crashed: Event[Message] = Event()
"""A bug: published on the thread where the exception ended, with the path of the log in the hint."""

_log = logging.getLogger("app.crash")
_undo: contextlib.ExitStack | None = None


def install_logging(paths: Paths, verbose: bool) -> Path:
    """Start logging to the returned file; ``verbose`` adds debug records, also on stderr. A second call replaces the
    first one. When the file can not be written, that is told on stderr and the program goes on without it."""
    global _undo
    uninstall_logging()
    file = paths.logs / LOG_NAME
    root = logging.getLogger()
    with contextlib.ExitStack() as undo:
        undo.callback(root.setLevel, root.level)
        root.setLevel(logging.DEBUG if verbose else logging.INFO)
        # Hundreds of debug lines for each picture file; nothing of the program's own.
        logging.getLogger("PIL").setLevel(logging.INFO)
        console = logging.StreamHandler()
        console.setLevel(logging.DEBUG if verbose else logging.WARNING)
        console.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        # What libraries warn of is for the log: a person can do nothing about it.
        logging.captureWarnings(True)
        undo.callback(logging.captureWarnings, False)
        console.addFilter(lambda record: record.name != "py.warnings" or verbose)
        _attach(root, console, undo)
        try:
            handler = logging.handlers.RotatingFileHandler(
                file, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8"
            )
            handler.setFormatter(logging.Formatter(_FORMAT))
            _attach(root, handler, undo)
            if not faulthandler.is_enabled():
                native = undo.enter_context((paths.logs / "native-crash.log").open("a", encoding="utf-8"))
                faulthandler.enable(native)
                undo.callback(faulthandler.disable)
        except OSError as error:
            _log.warning("No log is kept: %s can not be written (%s).", file, error.strerror)
        _hook_uncaught(file, undo)
        _undo = undo.pop_all()
    return file


def uninstall_logging() -> None:
    """Close the log and put the interpreter's own hooks back."""
    global _undo
    if _undo is not None:
        _undo.close()
        _undo = None


def _attach(root: logging.Logger, handler: logging.Handler, undo: contextlib.ExitStack) -> None:
    root.addHandler(handler)
    undo.callback(handler.close)
    undo.callback(root.removeHandler, handler)


def _hook_uncaught(file: Path, undo: contextlib.ExitStack) -> None:
    def tell(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, place: str) -> None:
        reason = f"{kind.__name__}: {error}" if error else kind.__name__
        _log.critical("uncaught in %s: %s\nDetails: %s", place, reason, file, exc_info=(kind, error or kind(), trace))
        crashed.publish(
            Message(
                "bug",
                f"Something went wrong inside the program: {reason}.",
                f"Details are in {file}.",
                {"reason": reason, "file": str(file)},
            )
        )

    def in_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            tell(kind, error, trace, "the main thread")

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:  # the quiet end of a thread, as in the interpreter's own hook
            name = args.thread.name if args.thread else "a thread"
            tell(args.exc_type, args.exc_value, args.exc_traceback, name)

    def in_finaliser(args: sys.UnraisableHookArgs) -> None:
        tell(args.exc_type, args.exc_value, args.exc_traceback, f"{args.err_msg or 'a finaliser'} {args.object!r}")

    undo.callback(setattr, sys, "excepthook", sys.excepthook)
    undo.callback(setattr, threading, "excepthook", threading.excepthook)
    undo.callback(setattr, sys, "unraisablehook", sys.unraisablehook)
    sys.excepthook = in_main
    threading.excepthook = in_thread
    sys.unraisablehook = in_finaliser
