"""The ports of this program's services, from the wish in the settings to the socket that a server is given.

1. :meth:`Ports.take` makes sure that no other copy of the program serves for this user, binds the wanted port, or the
   next free one where the settings allow that, and writes what was taken to the run file.
2. :meth:`Ports.status` tells what is taken, at no cost; :meth:`Ports.look` also asks the system who has the others.
3. :meth:`Ports.end_holder` ends a process of this user's that holds a port: only called by somebody who saw what it is.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, replace
from socket import socket as Socket  # noqa: N812 - a field has its name
from typing import Literal

import psutil

from app.base.errors import Message, PortError
from app.base.events import Event
from app.base.files import try_lock
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.ports import words
from app.services.ports.binding import Bound, NotAllowedError, TakenError, bind, hosts_met
from app.services.ports.holders import Holder, describe, find_holder, mark_of
from app.services.ports.records import Served, address_of, read_records, write_records

log = logging.getLogger(__name__)

SERVICES = ("api", "monitor")
"""Each has its port in the section ``ports`` of the settings."""

NEXT_TRIED = 100
"""How many numbers behind a port that is held are tried."""
_LAST_PORT = 65535
_END_S = 5.0

PortState = Literal["off", "free", "served", "refused", "held", "elsewhere"]
"""``off``: not served, and nobody looked; ``free``: not served, and could be; ``served``: by this process; ``refused``:
was to be served and could not; ``held``: not served, something has the port; ``elsewhere``: another copy of the program
serves it, or another object of this class."""


@dataclass(frozen=True, slots=True)
class TakenPort:
    """A port that this process has from now on."""

    service: str
    host: str
    port: int
    """The real one."""
    wanted: int
    socket: Socket
    """Bound, and listening: clients that come before the server accepts wait."""
    message: Message | None = None
    """Why it is not the wanted one, to be told; None where it is."""
    holder: Holder | None = None
    """Who has the wanted one."""

    @property
    def stepped_over(self) -> bool:
        """Whether the wanted port was not to be had, and the next free one was taken."""
        return self.message is not None


@dataclass(frozen=True, slots=True)
class PortStatus:
    """How it stands with the port of a service."""

    service: str
    host: str
    wanted: int
    """0: any free one."""
    port: int | None
    """The real one, also where another copy of the program serves; None where the service does not run."""
    state: PortState
    scheme: str = "http"
    message: Message | None = None
    """Why it is not as wanted."""
    holder: Holder | None = None
    """Who has the wanted port, or the other copy of the program; None where this service has it itself, or nobody
    looked."""

    @property
    def url(self) -> str:
        """For a client on this machine; empty where the service does not run."""
        return "" if self.port is None else address_of(self.scheme, self.host, self.port)


@dataclass(frozen=True, slots=True)
class _Refused:
    """What was to be taken and could not be."""

    message: Message
    wanted: int
    host: str


@dataclass(frozen=True, slots=True)
class _Held:
    """What this process has taken."""

    taken: TakenPort
    bound: Bound
    scheme: str


class Ports:
    """Safe to use from several threads; everything but :meth:`status` may take up to a second."""

    def __init__(self, paths: Paths, settings: SettingsStore) -> None:
        """Takes nothing yet."""
        self.changed: Event[None] = Event()
        """Published on the thread that took, released or failed to take a port."""
        self.anew: Event[None] = Event()
        """Published when whoever serves is to give its ports back and take them anew: see :meth:`take_anew`."""
        self.run_file = paths.user_cache / "services.json"
        self._lock_file = paths.user_cache / "services.lock"
        self._settings = settings
        self._lock = threading.RLock()
        self._first: ExitStack | None = None
        """The lock by which this process is the one that serves, while it has a port."""
        self._held: dict[str, _Held] = {}
        self._refused: dict[str, _Refused] = {}

    # ---- taking and giving back ------------------------------------------------------------------------------

    def take(self, service: str, wanted: int, host: str, *, scheme: Literal["http", "https"] = "http") -> TakenPort:
        """Bind a port for a service, whose older one is given back before. The socket is the caller's to serve with
        and to close; :meth:`release` closes it, too.

        Args:
            wanted: 0 for any that is free.
            host: an IP address of this machine, such as 127.0.0.1; 0.0.0.0 or :: for all of them.

        Raises:
            PortError: another copy of the program serves, the port is held and no other shall be taken, none is free,
                the machine has no such address, or the run file can not be written.
        """
        try:
            with self._lock:
                self._give_back(service)
                taken = self._take(service, wanted, host, scheme)
        except PortError as error:
            with self._lock:
                self._refused[service] = _Refused(error.message, wanted, host)
                self._leave_if_idle()
            self.changed.publish(None)
            raise
        if taken.message is not None:
            log.warning("%s", taken.message)
        log.info("%s has port %d at %s", service, taken.port, host)
        self.changed.publish(None)
        return taken

    def release(self, service: str) -> None:
        """Give the port of a service back; nothing where it has none."""
        with self._lock:
            known = service in self._held or service in self._refused
            self._give_back(service)
            self._leave_if_idle()
        if known:
            self.changed.publish(None)

    def close(self) -> None:
        """Give everything back; the run file goes."""
        for service in SERVICES:
            self.release(service)

    def take_anew(self) -> None:
        """Have the services of this process take their ports once more: what held one may have gone."""
        self.anew.publish(None)

    def could_be_had(self) -> bool:
        """Whether a port that was refused could be taken now: what held it may have gone. Takes nothing."""
        with self._lock:
            if self._first is None and not self._may_be_first():
                return False
            return any(self._is_free(one.host, one.wanted) for one in self._refused.values())

    # ---- what there is ---------------------------------------------------------------------------------------

    def status(self) -> tuple[PortStatus, ...]:
        """What this process has, by service; asks nobody and waits for nobody, so that it may be called as often as one
        likes, by the window too: whoever takes a port meanwhile may have to look for who holds it."""
        return tuple(self._status(service) for service in SERVICES)

    def look(self) -> tuple[PortStatus, ...]:
        """As :meth:`status`, and for what this process does not serve how it stands with the wanted port now."""
        others = self.records()
        return tuple(self._looked_at(one, others.get(one.service)) for one in self.status())

    def records(self) -> dict[str, Served]:
        """What runs for this user, in whatever process, by service."""
        return read_records(self.run_file)

    def holder(self, port: int, host: str = "127.0.0.1") -> Holder | None:
        """Who has a port; None where nobody is shown to."""
        return find_holder(port, hosts_met(host), self._others())

    def test(self, service: str) -> Message:
        """Ask a service as a client does, whichever copy of the program it runs in. Takes up to three seconds.

        Raises:
            PortError: it does not run, does not answer, or something else answers.
        """
        from app.services.ports.trial import ask  # brings a web client

        status = next(one for one in self.look() if one.service == service)
        if status.url:
            return ask(status.url)
        if status.state == "free" and status.wanted:
            text = f"Port {status.wanted} is free."
            return Message("ports.free", text, "", {"port": status.wanted})
        raise words.not_running(service, status.message)

    # ---- ending who holds one --------------------------------------------------------------------------------

    def end_holder(self, holder: Holder, *, patience_s: float = _END_S) -> None:
        """Ask a process of this user's to end, and wait for that. Never called without a person who saw what it is.
        Another Understudy, as every program that heeds SIGTERM, ends in order; nothing is killed the hard way where
        the system knows a soft one.

        Raises:
            PortError: it is not this user's, is this very process, or did not end in ``patience_s`` seconds.
        """
        if not holder.may_be_ended or holder.pid is None or holder.pid in (os.getpid(), 1):
            raise words.not_yours(holder)
        if sys.platform == "win32" and holder.whose == "understudy":
            raise words.not_ended(holder, "Windows does not let it be asked from here")
        try:
            process = psutil.Process(holder.pid)
            if not holder.mark or mark_of(holder.pid) != holder.mark:
                return  # that one has ended: the number is another's now
            process.terminate()
            process.wait(patience_s)
        except psutil.NoSuchProcess:
            return
        except psutil.TimeoutExpired as error:
            raise words.not_ended(holder, f"it still runs after {patience_s:g} seconds") from error
        except psutil.Error as error:
            raise words.not_ended(holder, str(error)) from error
        log.info("ended %s, which held a port", holder.label)

    # ---- inside ----------------------------------------------------------------------------------------------

    def _take(self, service: str, wanted: int, host: str, scheme: str) -> TakenPort:
        self._be_first()
        set_aside, message, holder = False, None, None
        try:
            bound = bind(host, wanted)
        except (TakenError, NotAllowedError) as error:
            set_aside = isinstance(error, NotAllowedError)
            holder = self.holder(wanted, host)
            if not self._settings.current.ports.next_free:
                raise words.refused(service, wanted, holder, set_aside=set_aside) from error
            bound = self._next_free(service, wanted, host)
            message = words.stepped_over(service, wanted, bound.port, holder, set_aside=set_aside)
        except OSError as error:
            raise words.no_address(service, host, str(error.strerror or error)) from error
        taken = TakenPort(service, host, bound.port, wanted, bound.listening, message, holder)
        self._held[service] = _Held(taken, bound, scheme)
        self._refused.pop(service, None)
        try:
            self._write()
        except OSError as error:
            self._held.pop(service)
            bound.close()
            raise words.not_written(str(self.run_file), str(error.strerror or error)) from error
        return taken

    def _next_free(self, service: str, wanted: int, host: str) -> Bound:
        ports = self._settings.current.ports
        kept = {getattr(ports, other) for other in SERVICES if other != service}
        last = min(wanted + NEXT_TRIED, _LAST_PORT)
        for number in range(wanted + 1, last + 1):
            if number in kept:
                continue
            try:
                return bind(host, number)
            except (TakenError, NotAllowedError):
                continue
        raise words.none_free(service, wanted, last)

    def _be_first(self) -> None:
        """Be the one copy of the program that serves for this user."""
        if self._first is not None:
            return
        with ExitStack() as held:
            try:
                other = held.enter_context(try_lock(self._lock_file))
            except OSError as error:
                raise words.not_written(str(self._lock_file), str(error.strerror or error)) from error
            if other is None:
                self._first = held.pop_all()
                return
        found = [one for one in self.records().values() if str(one.pid) == other]
        raise words.running_already(other, found[0] if found else None)

    def _may_be_first(self) -> bool:
        try:
            with try_lock(self._lock_file) as other:
                return other is None
        except OSError:
            return False

    @staticmethod
    def _is_free(host: str, port: int) -> bool:
        try:
            bind(host, port).close()
        except OSError:
            return False
        return True

    def _give_back(self, service: str) -> None:
        self._refused.pop(service, None)
        held = self._held.pop(service, None)
        if held is None:
            return
        held.bound.close()
        try:
            self._write()
        except OSError as error:  # its record is found stale once this process has ended
            log.warning("%s can not be written: %s", self.run_file, error)

    def _leave_if_idle(self) -> None:
        if not self._held and self._first is not None:
            self._first.close()
            self._first = None

    def _write(self) -> None:
        pid = os.getpid()
        mark = mark_of(pid)
        write_records(
            self.run_file,
            [Served(name, one.taken.host, one.taken.port, one.scheme, pid, mark) for name, one in self._held.items()],
        )

    def _status(self, service: str) -> PortStatus:
        ports = self._settings.current.ports
        held = self._held.get(service)
        if held is not None:
            taken = held.taken
            return PortStatus(
                service, taken.host, taken.wanted, taken.port, "served", held.scheme, taken.message, taken.holder
            )
        refused = self._refused.get(service)
        if refused is not None:
            return PortStatus(service, refused.host, refused.wanted, None, "refused", message=refused.message)
        # As whoever serves takes it: the local network is all addresses.
        host = "0.0.0.0" if self._settings.current.api.lan else ports.host
        return PortStatus(service, host, int(getattr(ports, service)), None, "off")

    def _looked_at(self, status: PortStatus, other: Served | None) -> PortStatus:
        if status.state == "served":
            if status.port == status.wanted or status.wanted == 0:
                return status
            with self._lock:
                free = self._is_free(status.host, status.wanted)
            # It may be free by now; that nobody is shown to have it does not say so.
            who = None if free else self.holder(status.wanted, status.host) or Holder("unknown")
            return replace(status, holder=who)
        if other is not None:
            return replace(
                status,
                host=other.host,
                port=other.port,
                state="elsewhere",
                scheme=other.scheme,
                holder=describe(other.pid, other.host, [other.pid]),
            )
        if status.wanted == 0:
            return status if status.state == "refused" else replace(status, state="free")
        try:
            with self._lock:  # or a service that takes it at this moment would find it held, by this very look
                if status.service in self._held:
                    return self._status(status.service)
                bind(status.host, status.wanted).close()
        except (TakenError, NotAllowedError) as error:
            holder = self.holder(status.wanted, status.host)
            set_aside = isinstance(error, NotAllowedError)
            if self._settings.current.ports.next_free:
                message = words.to_be_stepped_over(status.service, status.wanted, holder, set_aside=set_aside)
            else:
                message = words.refused(status.service, status.wanted, holder, set_aside=set_aside).message
            return replace(status, state="held", message=message, holder=holder)
        except OSError as error:
            return replace(status, message=words.no_address(status.service, status.host, str(error.strerror)).message)
        return status if status.state == "refused" else replace(status, state="free")

    def _others(self) -> set[int]:
        return {one.pid for one in self.records().values() if one.pid != os.getpid()}
