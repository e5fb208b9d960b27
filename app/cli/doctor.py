"""``python -m app doctor [TOPIC...] [--json]``: what works here, and what to do about what does not.

Exit codes: 0 nothing that the program needs is broken (warnings included); 1 something is; 2 no such topic.
"""

from __future__ import annotations

import argparse
import dataclasses
import json

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.doctor import TOPICS, run_doctor


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("doctor", help="check this machine and the installation")
    parser.add_argument("topic", nargs="*", metavar="TOPIC", help="all, or some of: " + ", ".join(TOPICS))
    parser.add_argument("--json", action="store_true", help="write JSON")


def run(args: argparse.Namespace, paths: Paths, store: SettingsStore) -> int:
    """Examine and print. Raises UsageError for an unknown topic."""
    rows = run_doctor(paths, store, args.topic)
    if args.json:
        print(json.dumps([dataclasses.asdict(row) for row in rows], indent=2, ensure_ascii=False))
    else:
        width = max((len(f"{row.topic} {row.name}") for row in rows), default=0)
        for row in rows:
            print(f"{row.state:<4}  {f'{row.topic} {row.name}':<{width}}  {row.text}")
            if row.hint:
                print(f"{'':<{width + 8}}{row.hint}")
    return 1 if any(row.state == "fail" for row in rows) else 0
