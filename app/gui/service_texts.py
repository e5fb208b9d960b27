"""The sentences of the local service, its tokens and certificates: ``code: (text, hint)``."""

from __future__ import annotations

from PyQt6.QtCore import QT_TRANSLATE_NOOP

_ROOM = QT_TRANSLATE_NOOP("Messages", "Make the folder writable or free some space.")

SERVICE_TEXTS: dict[str, tuple[str, str]] = {
    "tokens.bad_name": (
        QT_TRANSLATE_NOOP("Messages", "A token can not be named “{name}”."),
        QT_TRANSLATE_NOOP("Messages", "Give it a name of 1 to {most} characters, such as “stream deck”."),
    ),
    "tokens.name_taken": (
        QT_TRANSLATE_NOOP("Messages", "There is a token named “{name}” already."),
        QT_TRANSLATE_NOOP("Messages", "Choose another name, or revoke that one first."),
    ),
    "tokens.unknown": (
        QT_TRANSLATE_NOOP("Messages", "There is no token “{name}”."),
        QT_TRANSLATE_NOOP("Messages", "“python -m app token list” shows all of them."),
    ),
    "tokens.unreadable": (
        QT_TRANSLATE_NOOP("Messages", "The tokens in {file} can not be read: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Make the file readable."),
    ),
    "tokens.not_saved": (QT_TRANSLATE_NOOP("Messages", "The tokens can not be saved in {file}: {reason}."), _ROOM),
    "service.bug": (
        QT_TRANSLATE_NOOP("Messages", "The local service ended by an error: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "This is a fault of the program: the log has the details."),
    ),
    "service.no_preview": (
        QT_TRANSLATE_NOOP("Messages", "The preview is switched off, since it shows a face."),
        QT_TRANSLATE_NOOP("Messages", "Switch it on with the setting api.preview, on the machine itself."),
    ),
    "service.certificate_unreadable": (
        QT_TRANSLATE_NOOP("Messages", "{file} can not be read: {reason}."),
        QT_TRANSLATE_NOOP(
            "Messages", "Name a PEM file in api.certificate and api.private_key, or clear both to have one made."
        ),
    ),
    "service.certificate_bad": (
        QT_TRANSLATE_NOOP("Messages", "{file} is no certificate that belongs to the key in {key}: {reason}."),
        QT_TRANSLATE_NOOP("Messages", "Name two PEM files that belong together, the key without a password."),
    ),
    "service.certificate_expired": (
        QT_TRANSLATE_NOOP("Messages", "The certificate {file} ran out on {date}."),
        QT_TRANSLATE_NOOP("Messages", "Renew it, or clear api.certificate to have one made."),
    ),
    "service.certificate_not_saved": (
        QT_TRANSLATE_NOOP("Messages", "The certificate can not be saved in {folder}: {reason}."),
        _ROOM,
    ),
    "service.key_alone": (
        QT_TRANSLATE_NOOP("Messages", "api.private_key names a key, and api.certificate no certificate."),
        QT_TRANSLATE_NOOP("Messages", "Name both, or clear both to have one made."),
    ),
    "settings.own_route": (
        QT_TRANSLATE_NOOP("Messages", "{key} is changed by a route of its own."),
        QT_TRANSLATE_NOOP("Messages", "Use {route}."),
    ),
    "settings.at_the_machine": (
        QT_TRANSLATE_NOOP("Messages", "{key} is not changed by the service."),
        QT_TRANSLATE_NOOP("Messages", "Change it in the window, or by “python -m app config set”."),
    ),
    "settings.fixed": (
        QT_TRANSLATE_NOOP("Messages", "{key} is fixed for this start by the command line or the environment."),
        QT_TRANSLATE_NOOP("Messages", "Start the program without it."),
    ),
    "session.timeout": (
        QT_TRANSLATE_NOOP("Messages", "The run did not answer in time."),
        QT_TRANSLATE_NOOP("Messages", "Look at its status, and try again."),
    ),
    "session.ended": (
        QT_TRANSLATE_NOOP("Messages", "The run ended before it came to it."),
        QT_TRANSLATE_NOOP("Messages", "Begin another run, and ask again."),
    ),
}
