"""``python -m app checkouts [list | use ENGINE FOLDER [--python PATH] | licence ENGINE [--accept] | put ENGINE MODEL
[--link] | environment ENGINE [--runtime KIND] [--make]]``: the programs that engines drive.

``python -m app doctor engines`` looks at each of them thoroughly and tries it.

Exit codes: 0 done; 2 wrong arguments; 6 a program, its interpreter or its environment can not be used; 7 a setting can
not be kept; 8 a model is not here or damaged; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.signals import stop_on_signals
from app.cli.models import size_words

if TYPE_CHECKING:
    from app.services.checkouts.environment import EnvironmentProgress
    from app.services.checkouts.service import Checkouts

_RUNTIMES = ("cpu", "cuda", "directml", "openvino")
_STEPS = {
    "asking": "asking what is needed",
    "python": "preparing Python",
    "fetching": "fetching",
    "building": "building",
    "installing": "installing",
    "checking": "checking",
    "done": "done",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("checkouts", help="programs of yours that engines drive: folders, environments")
    parser.set_defaults(action="list")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="every such engine, and what it lacks")
    use = actions.add_parser("use", help="say where a program lies")
    use.add_argument("engine", metavar="ENGINE")
    use.add_argument("folder", type=Path, metavar="FOLDER")
    use.add_argument("--python", type=Path, metavar="PATH", help="its interpreter, or the folder of its environment")
    licence = actions.add_parser("licence", help="read a program's licence")
    licence.add_argument("engine", metavar="ENGINE")
    licence.add_argument("--accept", action="store_true", help="you have read it and agree to it")
    put = actions.add_parser("put", help="copy a model that is here to where a program looks for it")
    put.add_argument("engine", metavar="ENGINE")
    put.add_argument("model", metavar="MODEL", help="the path that `doctor engines` names, such as models/x.onnx")
    put.add_argument("--link", action="store_true", help="link it instead: no space, but both are one file")
    make = actions.add_parser("environment", help="show what an environment for a program would come to, or make it")
    make.add_argument("engine", metavar="ENGINE")
    make.add_argument("--runtime", choices=_RUNTIMES, default="", help="what its networks are to run on")
    make.add_argument("--make", action="store_true", help="make it: fetches packages from the package index")


def run(args: argparse.Namespace, checkouts: Checkouts) -> int:
    """Carry out one ``checkouts`` command line. Raises UserError."""
    if args.action == "use":
        folder = checkouts.use(args.engine, args.folder)
        if args.python is not None:
            checkouts.use_python(args.engine, args.python)
        print(folder)
    elif args.action == "licence":
        _licence(args, checkouts)
    elif args.action == "put":
        print(checkouts.put(args.engine, args.model, link=args.link))
    elif args.action == "environment":
        return _environment(args, checkouts)
    else:
        _list(checkouts)
    return 0


def _list(checkouts: Checkouts) -> None:
    if not checkouts.engines:
        print("No engine here drives another program.")
    for engine in checkouts.engines:
        state = checkouts.look(engine)
        failure = state.failure
        print(f"{engine}: {state.spec.program} {state.version.words}".rstrip())
        print(f"    {failure.text if failure is not None else f'ready, in {state.folder}'}")
        if failure is not None and failure.hint:
            print(f"    {failure.hint}")


def _licence(args: argparse.Namespace, checkouts: Checkouts) -> None:
    spec = checkouts.spec(args.engine)
    if args.accept:
        checkouts.agree(args.engine)
        print(f"You agreed to the licence of {spec.program}: {spec.licence}.")
        return
    print(checkouts.licence(args.engine) or f"{spec.program} has no {spec.licence_file}.")
    print(f"{spec.program}: {spec.licence}", file=sys.stderr)


def _environment(args: argparse.Namespace, checkouts: Checkouts) -> int:
    from app.services.child_process import Cancelled

    with stop_on_signals() as stop:
        try:
            _plan_and_make(args, checkouts, stop)
        except Cancelled:
            print("Interrupted; nothing was kept.", file=sys.stderr)
            return 130
    return 0


def _plan_and_make(args: argparse.Namespace, checkouts: Checkouts, stop: threading.Event) -> None:
    plan = checkouts.plan_environment(args.engine, args.runtime, stop)
    fetched = "an unknown amount" if plan.fetched is None else f"at most {size_words(plan.fetched)}"
    needed = "" if plan.needed is None else f", about {size_words(plan.needed)} on the disk"
    source = "which uv fetches" if plan.fetches_python else "which is here"
    print(f"{plan.folder}: Python {plan.python}, {source}, and {plan.packages} packages")
    print(f"To be fetched: {fetched}{needed}; free: {size_words(plan.free)}")
    if not args.make:
        print("Nothing was made: add --make to make it.")
        return
    unsubscribe = checkouts.progress.subscribe(_tell)
    try:
        made = checkouts.make_environment(plan, stop)
    finally:
        unsubscribe()
    print(made.path)


def _tell(progress: EnvironmentProgress) -> None:
    print(f"{_STEPS[progress.step]} {progress.name}".rstrip(), file=sys.stderr, flush=True)
