"""``python -m app doctor [TOPIC...] [--json | --report]``: what works here, and what to do about what does not.

``doctor engines`` also looks at the programs that engines drive, and has each swap a face of the demo; ``--engine ID``
looks at one engine alone.

Exit codes: 0 nothing that the program needs is broken (warnings included); 1 something is; 2 no such topic.
"""

from __future__ import annotations

import argparse
import json
import sys

from app.base.errors import UsageError
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.doctor import build_permissions, topics_meant
from app.services.doctor.programs import programs_of
from app.services.permissions import Machine, Patient, lines_of


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help="check this machine and the installation")
    parser.add_argument("topic", nargs="*", metavar="TOPIC", help="all, or some; a wrong one lists them")
    parser.add_argument("--engine", default="", metavar="ID", help="with the topic engines: look at this one alone")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="write JSON")
    form.add_argument(
        "--report", action="store_true", help="write text for a bug report: without names, private paths and faces"
    )


def run(args: argparse.Namespace, paths: Paths, store: SettingsStore) -> int:
    """Examine and print. Raises UsageError for an unknown topic or engine."""
    permissions = build_permissions(paths, store)
    topics = topics_meant(args.topic)
    if args.engine and topics != ["engines"]:
        raise UsageError("usage.engine", "--engine goes with the topic engines.", "Write: doctor engines --engine ID.")
    found = permissions.check(topics)
    if "engines" in topics:
        wanted = f"engines.{args.engine}"
        found = [one for one in found if not args.engine or one.topic != "engines" or one.id == wanted]
        found += programs_of(Patient(paths, store, Machine(), asked_for=True), args.engine)
    if args.json:
        rows = [{"id": one.id, "state": one.state, "reason": one.reason, "mend": one.mend} for one in found]
        # A pipe of Windows may know fewer letters than the texts have, and what Python puts for those is no JSON.
        plain = (sys.stdout.encoding or "").replace("-", "").lower() != "utf8"
        print(json.dumps({"checks": rows}, indent=2, ensure_ascii=plain))
    elif args.report:
        print(permissions.report(found), end="")
    else:
        print("\n".join(lines_of(found)))
    return 1 if any(one.mark == "fail" for one in found) else 0
