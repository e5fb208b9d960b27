"""``python -m app serve``: the program without a window, steered through the local service.

Prints where the service is reached and how to make a token, and ends in order by Ctrl-C or a polite kill.

Exit codes: 0 it was ended; 9 the service can not be served; see `run --help` for the others.
"""

from __future__ import annotations

import argparse
import sys
import threading
from datetime import UTC, datetime
from typing import Any

from app.base.errors import Message, SettingsError, UserError
from app.services.core import Core
from app.services.local_service import LocalService, ServiceState, ServiceStatus

EXIT_NOT_SERVED = 9
_START_S = 60.0


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "serve",
        help="run without a window, steered by HTTP",
        description="Serve the local API without a window. What leaves is asked for through it.",
    )
    parser.add_argument("--start", action="store_true", help="begin a run at once, with the settings as they are")
    parser.add_argument("--i-have-consent", action="store_true", help="state that you have the right to use the face")


def run(args: argparse.Namespace, core: Core, service: LocalService, stop: threading.Event) -> int:
    """Serve until ``stop`` is set; returns the exit code. Raises UserError."""
    if args.i_have_consent and not core.settings.current.privacy.consent_date:
        try:
            core.settings.set("privacy.consent_date", datetime.now(UTC).date().isoformat())
        except SettingsError as error:
            print(f"Your statement could not be kept. {error}", file=sys.stderr)
            return error.exit_code
    core.session.notice.subscribe(_tell)
    try:
        core.tasks.start()
    except UserError as error:  # the service is of use without them
        _tell(error.message)
    service.start()
    try:
        status = service.wait(_START_S)
        _print(status, core)
        if status.state is not ServiceState.SERVING:
            return EXIT_NOT_SERVED
        service.changed.subscribe(lambda now: _print(now, core))
        if args.start:
            _begin(core)
        stop.wait()
        print("Ending.", file=sys.stderr)
        return 0
    finally:
        service.stop()


def _begin(core: Core) -> None:
    from app.services.control import Control

    try:
        Control(core).start()
    except UserError as error:  # the service can be asked for another try
        _tell(error.message)


def _tell(message: Message) -> None:
    print(message, file=sys.stderr, flush=True)


def _print(status: ServiceStatus, core: Core) -> None:
    if status.error is not None:
        _tell(status.error)
    if status.state is ServiceState.OFF:
        print("The local service is switched off.", "Switch it on with --set api.enabled=true.", file=sys.stderr)
    for address in status.addresses:
        if address.message is not None:
            _tell(address.message)
        link = f"/#code={core.logins.link_code()}" if address.service == "monitor" else ""
        print(f"{address.service}: {address.url}{link}", flush=True)
        if link:
            print("That link lets one page in, within a minute.", flush=True)
    if status.fingerprint:
        print(f"SHA-256 of the certificate: {status.fingerprint}", flush=True)
    if status.on_lan:
        print("Others in your network can reach it: only tokens keep them out.", file=sys.stderr, flush=True)
    try:
        none = status.addresses and all(token.revoked for token in core.tokens.list())
    except UserError as error:  # the service tells it to those who come with one
        _tell(error.message)
        return
    if none:
        print("There is no token yet: `python -m app token add NAME --role operator` makes one.", flush=True)
