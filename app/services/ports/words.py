"""What happened to a port, in words: who has it, what was taken instead, why nothing was."""

from __future__ import annotations

import os

from app.base.errors import Message, PortError
from app.services.ports.holders import Holder
from app.services.ports.records import Served

_CHOOSE = (
    "End what holds it, choose another port (View > Ports in the window, or “python -m app config set "
    "ports.{service} NUMBER”), or let the next free one be taken (ports.next_free)."
)


def held(port: int, holder: Holder | None, *, set_aside: bool = False) -> Message:
    """Who has a port. ``set_aside``: nobody was found, and the system said that it is not for this program."""
    if holder is not None and holder.label:
        text = f"Port {port} is held by {holder.label}."
        return Message("ports.held", text, "", {"port": port, "programs": holder.label})
    if holder is not None and holder.whose == "other":
        return Message("ports.held_by_user", f"Port {port} is held by another user's process.", "", {"port": port})
    if holder is None and set_aside:
        return Message("ports.set_aside", f"The system has set port {port} aside.", "", {"port": port})
    text = f"Port {port} is held by a process that the system does not name."
    return Message("ports.held_by_unknown", text, "", {"port": port})


def stepped_over(service: str, wanted: int, port: int, holder: Holder | None, *, set_aside: bool) -> Message:
    """The next free port was taken instead."""
    who, now = held(wanted, holder, set_aside=set_aside), f"“{service}” is at port {port} now."
    if who.code == "ports.held":
        programs = who.params["programs"]
        return Message(
            "ports.stepped_over",
            f"Port {wanted} is held by {programs}: {now}",
            "",
            {"service": service, "wanted": wanted, "port": port, "programs": programs},
        )
    if who.code == "ports.held_by_user":
        return Message(
            "ports.stepped_over_user",
            f"Port {wanted} is held by another user's process: {now}",
            "",
            {"service": service, "wanted": wanted, "port": port},
        )
    if who.code == "ports.set_aside":
        return Message(
            "ports.stepped_over_aside",
            f"The system has set port {wanted} aside: {now}",
            "",
            {"service": service, "wanted": wanted, "port": port},
        )
    return Message(
        "ports.stepped_over_unknown",
        f"Port {wanted} is held by a process that the system does not name: {now}",
        "",
        {"service": service, "wanted": wanted, "port": port},
    )


def to_be_stepped_over(service: str, wanted: int, holder: Holder | None, *, set_aside: bool) -> Message:
    """What would happen if the service began now."""
    who, then = held(wanted, holder, set_aside=set_aside), f"“{service}” would take the next free one."
    if who.code == "ports.held":
        programs = who.params["programs"]
        return Message(
            "ports.next",
            f"Port {wanted} is held by {programs}: {then}",
            "",
            {"service": service, "wanted": wanted, "programs": programs},
        )
    if who.code == "ports.held_by_user":
        return Message(
            "ports.next_user",
            f"Port {wanted} is held by another user's process: {then}",
            "",
            {"service": service, "wanted": wanted},
        )
    if who.code == "ports.set_aside":
        return Message(
            "ports.next_aside",
            f"The system has set port {wanted} aside: {then}",
            "",
            {"service": service, "wanted": wanted},
        )
    return Message(
        "ports.next_unknown",
        f"Port {wanted} is held by a process that the system does not name: {then}",
        "",
        {"service": service, "wanted": wanted},
    )


def refused(service: str, wanted: int, holder: Holder | None, *, set_aside: bool) -> PortError:
    """The port is not to be had, and no other one shall be taken."""
    who, hint = held(wanted, holder, set_aside=set_aside), _CHOOSE.format(service=service)
    if who.code == "ports.held":
        programs = str(who.params["programs"])
        text = f"“{service}” can not start: port {wanted} is held by {programs}."
        return PortError("ports.refused", text, hint, service=service, port=wanted, programs=programs)
    if who.code == "ports.held_by_user":
        text = f"“{service}” can not start: port {wanted} is held by another user's process."
        return PortError("ports.refused_user", text, hint, service=service, port=wanted)
    if who.code == "ports.set_aside":
        text = f"“{service}” can not start: the system has set port {wanted} aside."
        return PortError("ports.refused_aside", text, hint, service=service, port=wanted)
    text = f"“{service}” can not start: port {wanted} is held by a process that the system does not name."
    return PortError("ports.refused_unknown", text, hint, service=service, port=wanted)


def none_free(service: str, first: int, last: int) -> PortError:
    text = f"“{service}” can not start: none of the ports {first} to {last} is free."
    hint = f"Choose another port: “python -m app config set ports.{service} NUMBER”."
    return PortError("ports.none_free", text, hint, service=service, first=first, last=last)


def no_address(service: str, host: str, reason: str) -> PortError:
    text = f"“{service}” can not start at {host}: {reason}."
    hint = "Choose an address that this machine has, such as 127.0.0.1."
    return PortError("ports.no_address", text, hint, service=service, host=host, reason=reason)


def running_already(pid: str, first: Served | None) -> PortError:
    """Another copy of the program serves."""
    if first is None:
        text = f"Understudy serves already (process {pid})."
        return PortError("ports.running_already", text, "Use that one, or end it first.", process=pid)
    text = f"Understudy serves already (process {pid}), at {first.url}."
    return PortError("ports.running_at", text, "Use that one, or end it first.", process=pid, address=first.url)


def not_written(file: str, reason: str) -> PortError:
    """The run file or its lock can not be written."""
    text = f"{file} can not be written: {reason}."
    hint = "Make its folder writable or free some space: clients find the services by it."
    return PortError("ports.not_written", text, hint, file=file, reason=reason)


def not_yours(holder: Holder) -> PortError:
    if holder.pid == os.getpid():
        return PortError("ports.own_process", "That is this very program.", "Switch the service off instead.")
    text = f"That process ({holder.label or '?'}) is not yours: it is not ended from here."
    return PortError("ports.not_yours", text, "Ask whose it is, or choose another port.", programs=holder.label or "?")


def not_ended(holder: Holder, reason: str) -> PortError:
    text = f"{holder.label} did not end: {reason}."
    return PortError("ports.not_ended", text, "End it yourself.", programs=holder.label, reason=reason)


def not_running(service: str, why: Message | None) -> PortError:
    """Nothing can be tried. ``why`` is handed on where it is known."""
    if why is not None:
        return PortError(why.code, why.text, why.hint, **why.params)
    return PortError("ports.off", f"“{service}” does not run.", "Switch it on.", service=service)
