"""``python -m app token [list | add NAME --role ROLE | revoke NAME] [--json]``: who may use the local service.

A token is shown once, when it is made. Exit codes: 0 done; 1 no such token, or the file can not be written.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from app.base.paths import Paths
from app.services.tokens import Role, Token, Tokens, token_dict


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("token", help="make and revoke tokens for the local service")
    parser.add_argument("--json", action="store_true", help="write JSON")
    parser.set_defaults(action="list")
    # SUPPRESS: an action's own default would otherwise put back what was given before the action's word.
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="write JSON")
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", parents=[common], help="show all tokens")
    add = actions.add_parser("add", parents=[common], help="make a token; it is shown this once")
    add.add_argument("name", metavar="NAME", help="what it is for, such as “stream deck”")
    roles = [str(role) for role in Role]
    what = "viewer sees how the program is doing, operator also steers it and sees its picture, admin may do everything"
    add.add_argument("--role", choices=roles, default=str(Role.VIEWER), help=what)
    revoke = actions.add_parser("revoke", parents=[common], help="end a token, at once")
    revoke.add_argument("name", metavar="NAME", help="name or id")


def run(args: argparse.Namespace, paths: Paths) -> int:
    """Carry out one ``token`` command line. Raises UserError."""
    tokens = Tokens(paths.tokens)
    if args.action == "add":
        new = tokens.add(args.name, Role(args.role))
        if args.json:
            print(json.dumps({**token_dict(new.token), "token": new.text}, indent=2, ensure_ascii=False))
        else:
            print("This is shown only once. Send it as “Authorization: Bearer TOKEN”.", file=sys.stderr)
            print(new.text)
        return 0
    if args.action == "revoke":
        token = tokens.revoke(args.name)
        print(json.dumps(token_dict(token), indent=2, ensure_ascii=False) if args.json else f"Revoked: {token.name}")
        return 0
    found = tokens.list()
    if args.json:
        print(json.dumps([token_dict(one) for one in found], indent=2, ensure_ascii=False))
    elif found:
        print("\n".join(_table(found)))
    else:
        print("There is no token: `python -m app token add NAME --role operator` makes one.")
    return 0


def _table(tokens: tuple[Token, ...]) -> list[str]:
    head = ("ID", "NAME", "ROLE", "MADE", "LAST USED", "REVOKED")
    rows = [head, *((one.id, one.name, one.role, one.created, one.last_used, one.revoked) for one in tokens)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
