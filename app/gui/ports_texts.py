"""The sentences of messages about ports; ``message_texts`` takes them in."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_CHOOSE = QT_TRANSLATE_NOOP(
    "Messages",
    "End what holds it, choose another port under Session > Ports, or let the next free one be taken there.",
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
        QT_TRANSLATE_NOOP("Messages", "Choose another port under Session > Ports."),
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
}
