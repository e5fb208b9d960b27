"""The sentences of messages about ports; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_CHOOSE = QT_TRANSLATE_NOOP(
    "Messages",
    "End what holds it, choose another port under View > Ports, or let the next free one be taken there.",
)
_USE_THAT = QT_TRANSLATE_NOOP("Messages", "Use that one, or end it first.")

PORTS_TEXTS: dict[str, tuple[str, str]] = {
    "ports.held": (QT_TRANSLATE_NOOP("Messages", "Port {port} is held by {programs}."), ""),
    "ports.held_by_unknown": (
        QT_TRANSLATE_NOOP("Messages", "Port {port} is held by a process that the system does not name."),
        "",
    ),
    "ports.held_by_user": (QT_TRANSLATE_NOOP("Messages", "Port {port} is held by another user's process."), ""),
    "ports.set_aside": (QT_TRANSLATE_NOOP("Messages", "The system has set port {port} aside."), ""),
    "ports.stepped_over": (
        QT_TRANSLATE_NOOP("Messages", "Port {wanted} is held by {programs}: “{service}” is at port {port} now."),
        "",
    ),
    "ports.stepped_over_aside": (
        QT_TRANSLATE_NOOP("Messages", "The system has set port {wanted} aside: “{service}” is at port {port} now."),
        "",
    ),
    "ports.stepped_over_unknown": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Port {wanted} is held by a process that the system does not name: “{service}” is at port {port} now.",
        ),
        "",
    ),
    "ports.stepped_over_user": (
        QT_TRANSLATE_NOOP(
            "Messages", "Port {wanted} is held by another user's process: “{service}” is at port {port} now."
        ),
        "",
    ),
    "ports.next": (
        QT_TRANSLATE_NOOP("Messages", "Port {wanted} is held by {programs}: “{service}” would take the next free one."),
        "",
    ),
    "ports.next_aside": (
        QT_TRANSLATE_NOOP(
            "Messages", "The system has set port {wanted} aside: “{service}” would take the next free one."
        ),
        "",
    ),
    "ports.next_unknown": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "Port {wanted} is held by a process that the system does not name: “{service}” would take the next free "
            "one.",
        ),
        "",
    ),
    "ports.next_user": (
        QT_TRANSLATE_NOOP(
            "Messages", "Port {wanted} is held by another user's process: “{service}” would take the next free one."
        ),
        "",
    ),
    "ports.refused": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” can not start: port {port} is held by {programs}."),
        _CHOOSE,
    ),
    "ports.refused_aside": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” can not start: the system has set port {port} aside."),
        _CHOOSE,
    ),
    "ports.refused_unknown": (
        QT_TRANSLATE_NOOP(
            "Messages",
            "“{service}” can not start: port {port} is held by a process that the system does not name.",
        ),
        _CHOOSE,
    ),
    "ports.refused_user": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” can not start: port {port} is held by another user's process."),
        _CHOOSE,
    ),
    "ports.none_free": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” can not start: none of the ports {first} to {last} is free."),
        QT_TRANSLATE_NOOP("Messages", "Choose another port under View > Ports."),
    ),
    "ports.no_address": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” can not start at {host}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Choose an address that this machine has, such as 127.0.0.1."),
    ),
    "ports.running_already": (
        QT_TRANSLATE_NOOP("Messages", "Understudy serves already (process {process})."),
        _USE_THAT,
    ),
    "ports.running_at": (
        QT_TRANSLATE_NOOP("Messages", "Understudy serves already (process {process}), at {address}."),
        _USE_THAT,
    ),
    "ports.not_written": (
        QT_TRANSLATE_NOOP("Messages", "{file} can not be written: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make its folder writable or free some space: clients find the services by it."),
    ),
    "ports.own_process": (
        QT_TRANSLATE_NOOP("Messages", "That is this very program."),
        QT_TRANSLATE_NOOP("Messages", "Switch the service off instead."),
    ),
    "ports.not_yours": (
        QT_TRANSLATE_NOOP("Messages", "That process ({programs}) is not yours: it is not ended from here."),
        QT_TRANSLATE_NOOP("Messages", "Ask whose it is, or choose another port."),
    ),
    "ports.not_ended": (
        QT_TRANSLATE_NOOP("Messages", "{programs} did not end: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "End it yourself."),
    ),
    "check.ports.any": (QT_TRANSLATE_NOOP("Messages", "Any free port is taken."), ""),
    "check.ports.free": (QT_TRANSLATE_NOOP("Messages", "Port {port} is free."), ""),
    "check.ports.served": (QT_TRANSLATE_NOOP("Messages", "Served at {address} (process {process})."), ""),
    "check.ports.served_elsewhere": (
        QT_TRANSLATE_NOOP("Messages", "Served at {address} (process {process}), not at port {wanted}."),
        QT_TRANSLATE_NOOP(
            "Messages",
            "It was held when the service began, or another was asked for then. Begin the service anew to try it.",
        ),
    ),
    "ports.free": (QT_TRANSLATE_NOOP("Messages", "Port {port} is free."), ""),
    "ports.off": (
        QT_TRANSLATE_NOOP("Messages", "“{service}” does not run."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on."),
    ),
    "ports.answers": (QT_TRANSLATE_NOOP("Messages", "{address} answers in {ms} ms."), ""),
    "ports.answers_unwell": (
        QT_TRANSLATE_NOOP("Messages", "{address} answers in {ms} ms, and says that something does not work ({code})."),
        QT_TRANSLATE_NOOP("Messages", "{page} tells what."),
    ),
    "ports.ended": (QT_TRANSLATE_NOOP("Messages", "{programs} has ended."), ""),
    "ports.no_answer": (
        QT_TRANSLATE_NOOP("Messages", "{address} does not answer: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Switch the service off and on again."),
    ),
    "ports.not_ours": (
        QT_TRANSLATE_NOOP("Messages", "What answers at {address} is not Understudy."),
        QT_TRANSLATE_NOOP("Messages", "Choose another port, and send nothing there that is meant for Understudy."),
    ),
}
