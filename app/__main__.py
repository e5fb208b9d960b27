"""Arguments to a window or a command: ``python -m app [COMMAND] ...``, such as ``run``; without one, the window, which
opens the files that are named.

A sentence for the user goes to stderr and its code becomes the exit code; anything else that is raised is a bug and
is logged by the hooks of ``app.base.logs``.
"""

from __future__ import annotations

import time

STARTED_AT = time.monotonic()

import argparse  # noqa: E402 - the clock starts before the imports
import io  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
from collections.abc import Sequence  # noqa: E402
from pathlib import Path  # noqa: E402

from app import __version__  # noqa: E402
from app.base.errors import UsageError, UserError  # noqa: E402
from app.base.logs import install_logging  # noqa: E402
from app.base.signals import stop_on_signals  # noqa: E402
from app.bootstrap import (  # noqa: E402
    build_checkouts,
    build_copies,
    build_core,
    build_models,
    build_service,
    build_tasks,
    close_core,
    open_settings,
)

COMMANDS = ("run", "serve", "doctor", "config", "cameras", "models", "checkouts", "bench", "token", "task")
EXIT_BUG = 70
EXIT_INTERRUPTED = 130
EXIT_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command line; returns the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected stream may know fewer letters than a file's name has
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _dispatch(words)
        sys.stdout.flush()  # that nobody reads any more is noticed here, not at the interpreter's end
        return code
    except UserError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # who reads, such as `head`, has read enough; what is still buffered goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_PIPE
    except Exception as error:  # noqa: BLE001 - a bug: the hook logs and tells it
        sys.excepthook(type(error), error, error.__traceback__)
        return EXIT_BUG


def _dispatch(words: list[str]) -> int:
    if _command(words) in ("run", "serve"):
        return _headless(words)
    words, files = _without_files(words)
    args = _parser(_command(words)).parse_args(words)
    if args.command is not None and args.tray:
        raise UsageError("usage.tray", "--tray is for the window.", "Leave it away with a command.")
    skipped = {"ui.first_run_done": "true"} if args.no_wizard else {}
    paths, settings = open_settings(_flags(args.set) | skipped)
    install_logging(paths, verbose=args.verbose)
    if args.command == "doctor":
        from app.cli import doctor

        return doctor.run(args, paths, settings)
    if args.command == "config":
        from app.cli import config

        return config.run(args, paths, settings)
    if args.command == "cameras":
        from app.cli import cameras

        return cameras.run(args, settings)
    if args.command == "models":
        from app.cli import copies, models

        if args.action in copies.ACTIONS:
            return copies.run(args, build_copies(paths, settings))
        return models.run(args, *build_models(paths, settings))
    if args.command == "checkouts":
        from app.cli import checkouts

        return checkouts.run(args, build_checkouts(paths, settings))
    if args.command == "token":
        from app.cli import token

        return token.run(args, paths)
    if args.command == "task":
        from app.cli import task

        with stop_on_signals() as stop:
            tasks = build_tasks(paths, settings)
            try:
                return task.run(args, tasks, paths, settings, stop)
            finally:
                tasks.close()
    if args.command == "bench":
        from app.cli import bench

        return bench.run(args, paths, settings)
    from app.base.qt_env import keep_own_qt_plugins
    from app.gui.application import run_gui

    keep_own_qt_plugins()
    return run_gui(paths, settings, build_core, close_core, build_service, STARTED_AT, tray=args.tray, files=files)


def _command(words: Sequence[str]) -> str | None:
    """The command, known before parsing: the arguments of ``run`` bring the picture libraries."""
    given = iter(words)
    for word in given:
        if word == "--set":
            next(given, None)
        elif not word.startswith("-"):
            return word
    return None


def _without_files(words: list[str]) -> tuple[list[str], list[Path]]:
    """The words without the files to open, where the first that is no option is no command."""
    first = _command(words)
    if first is None or first in COMMANDS:
        return words, []
    options: list[str] = []
    files: list[Path] = []
    given = iter(words)
    for word in given:
        if word == "--set":
            options += [word, *([value] if (value := next(given, None)) is not None else [])]
        elif word == "--":
            files += map(Path, given)
        elif word.startswith("-"):
            options.append(word)
        else:
            files.append(Path(word))
    if not os.path.exists(files[0]) and len(files[0].parts) == 1:  # noqa: PTH110 - Path's raises where it may not look
        known = ", ".join(COMMANDS)
        text, hint = f"{first} is neither a command nor a file.", f"The commands are {known}."
        raise UsageError("usage.command", text, hint, word=first)
    return options, files


def _headless(words: list[str]) -> int:
    with stop_on_signals() as stop:  # before the picture libraries, whose import takes a moment
        from app.cli import run, serve

        args = _parser(_command(words)).parse_args(words)
        paths, settings = open_settings(_flags(args.set))
        install_logging(paths, verbose=args.verbose)
        for problem in settings.problems:
            print(problem, file=sys.stderr)
        core = build_core(paths, settings)
        try:
            return (
                run.run(args, core, stop) if args.command == "run" else serve.run(args, core, build_service(core), stop)
            )
        finally:
            close_core(core)


def _parser(command: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="understudy",
        description="A chosen face over your own, live, as a camera.",
        epilog="Without a command the window opens, with photos or a video if files are named: understudy [FILE ...]",
    )
    parser.add_argument("--version", action="version", version=f"Understudy {__version__}")
    parser.add_argument("--verbose", action="store_true", help="log more, also on stderr")
    parser.add_argument("--tray", action="store_true", help="open in the tray, without the window")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="a setting for this start only")
    no_wizard = "open the window without the first run's assistant"
    parser.add_argument("--no-wizard", action="store_true", help=no_wizard)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    from app.cli import bench, cameras, checkouts, config, doctor, models, task, token

    doctor.add_parser(commands)
    config.add_parser(commands)
    cameras.add_parser(commands)
    models.add_parser(commands)
    checkouts.add_parser(commands)
    bench.add_parser(commands)
    token.add_parser(commands)
    task.add_parser(commands)
    if command in ("run", "serve"):
        from app.cli import run, serve

        run.add_parser(commands)
        serve.add_parser(commands)
    else:
        commands.add_parser("run", help="swap without a window")  # its arguments bring the picture libraries
        commands.add_parser("serve", help="run without a window, steered by HTTP")
    return parser


def _flags(pairs: Sequence[str]) -> dict[str, str]:
    flags: dict[str, str] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise UsageError(
                "usage.set", f"--set {pair} has no value.", "Write it as KEY=VALUE, such as camera.fps=25.", value=pair
            )
        flags[key] = value
    return flags


if __name__ == "__main__":
    sys.exit(main())
