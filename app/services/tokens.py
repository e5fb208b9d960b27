"""Who may use the local service: tokens that a person makes, is shown once, and can revoke.

1. A token is ``ust_ID_SECRET``. The file keeps the id, the name, the role, the dates and an argon2 hash of the secret.
2. A token that was verified once is remembered in memory under a keyed hash, so that argon2 is not paid for again with
   every request. The file is looked at each time: what another process revoked or made counts at once.
3. When a token was used last is kept in memory and written by :meth:`Tokens.flush`, not at every use.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import secrets
import threading
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import argon2
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from app.base.errors import UserError
from app.base.events import Event
from app.base.files import exclusive_lock, replace_file, set_aside

log = logging.getLogger(__name__)

PREFIX = "ust"
MAX_NAME = 60
_FORM = re.compile(rf"{PREFIX}_([0-9a-f]{{8}})_([A-Za-z0-9_-]{{43}})")
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's minimum: the secret has 256 bits of its own, so nothing is gained by a slower one."""


class Role(StrEnum):
    """What a token is for. What each may do stands in `app/api/permissions.py`."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; its secret is not. Dates are ISO 8601 in UTC, empty where there is none."""

    id: str
    name: str
    role: Role
    created: str
    last_used: str = ""
    revoked: str = ""


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made: ``text`` is what its user sends, and is nowhere kept."""

    token: Token
    text: str


class _Kept(BaseModel):
    """A token as it lies in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern="^[0-9a-f]{8}$")
    name: str = Field(min_length=1, max_length=MAX_NAME)
    role: Role
    created: str
    last_used: str
    revoked: str
    hash: str

    def token(self) -> Token:
        return Token(self.id, self.name, self.role, self.created, self.last_used, self.revoked)


_FILE: TypeAdapter[list[_Kept]] = TypeAdapter(list[_Kept])
_Stamp = tuple[int, int, int] | None
"""What changes when the file is replaced: time, size and inode; None where there is no file."""


class Tokens:
    """Every method may be called from any thread; several processes may share the file."""

    def __init__(self, file: Path) -> None:
        self.changed: Event[None] = Event()
        """A token was made or revoked by this process, or used for the first time in a while."""
        self._file = file
        self._lock = threading.RLock()
        self._key = secrets.token_bytes(32)
        self._kept: dict[str, _Kept] = {}
        self._stamp: _Stamp = None
        self._verified: dict[bytes, str] = {}
        """Ids of tokens that are known to be right, by keyed hash of their text."""
        self._used: dict[str, float] = {}
        """When tokens were used last, as far as it is not yet written."""

    # ---- made, listed, revoked -------------------------------------------------------------------------------

    def add(self, name: str, role: Role) -> NewToken:
        """Make a token. Raises UserError: the name is empty, too long or taken, or the file can not be written."""
        name = name.strip()
        if not name or len(name) > MAX_NAME or not name.isprintable():
            raise UserError(
                "tokens.bad_name",
                f"A token can not be named “{name[:MAX_NAME]}”.",
                f"Give it a name of 1 to {MAX_NAME} characters, such as “stream deck”.",
                name=name[:MAX_NAME],
                most=MAX_NAME,
            )
        secret = secrets.token_urlsafe(32)
        hashed = _HASHER.hash(secret)
        with self._lock, self._written():
            if any(one.name == name and not one.revoked for one in self._kept.values()):
                raise UserError(
                    "tokens.name_taken",
                    f"There is a token named “{name}” already.",
                    "Choose another name, or revoke that one first.",
                    name=name,
                )
            free = (new for new in iter(lambda: secrets.token_hex(4), "") if new not in self._kept)
            kept = _Kept(id=next(free), name=name, role=role, created=_now(), last_used="", revoked="", hash=hashed)
            self._kept[kept.id] = kept
        self.changed.publish(None)
        return NewToken(kept.token(), f"{PREFIX}_{kept.id}_{secret}")

    def list(self) -> tuple[Token, ...]:
        """Every token, those revoked included, oldest first. Raises UserError as :meth:`add`."""
        with self._lock:
            self._refresh()
            return tuple(
                replace(one.token(), last_used=_iso(self._used.get(one.id), one.last_used))
                for one in self._kept.values()
            )

    def revoke(self, which: str) -> Token:
        """End a token, by id or by name; one that is revoked already stays so. Raises UserError: there is none."""
        with self._lock, self._written():
            found = [one for one in self._kept.values() if which == one.id]
            found = found or [one for one in self._kept.values() if which == one.name]
            active = [one for one in found if not one.revoked] or found
            if not active:
                raise UserError(
                    "tokens.unknown",
                    f"There is no token “{which}”.",
                    "`python -m app token list` shows all of them.",
                    name=which,
                )
            kept = active[0]
            if not kept.revoked:
                kept = self._kept[kept.id] = kept.model_copy(update={"revoked": _now()})
        self.changed.publish(None)
        return kept.token()

    # ---- asked by the service --------------------------------------------------------------------------------

    def known(self, text: str) -> Token | None:
        """The token of a text that was verified before and still counts; quick. None: ask :meth:`verify`."""
        with self._lock:
            self._refresh()
            kept = self._kept.get(self._verified.get(self._digest(text), ""))
            if kept is None:
                return None
            self._use(kept.id)
            return kept.token()

    def meant(self, text: str) -> str:
        """The id of the token that a text claims to be, where that is one which counts; else empty. Says nothing of
        whether it is."""
        form = _FORM.fullmatch(text)
        return form[1] if form is not None and self.counts(form[1]) else ""

    def verify(self, text: str) -> Token | None:
        """The token of a text; None where it is not one, or was revoked. Takes tens of milliseconds."""
        form = _FORM.fullmatch(text)
        with self._lock:
            self._refresh()
            kept = self._kept.get(form[1]) if form else None
        if kept is None or form is None or kept.revoked:
            return None
        try:
            _HASHER.verify(kept.hash, form[2])
        except argon2.exceptions.VerificationError:
            return None
        except argon2.exceptions.InvalidHashError:
            log.warning("The hash of token %s can not be read: it is taken for revoked", kept.id)
            return None
        with self._lock:
            self._refresh()
            now = self._kept.get(kept.id)
            if now is None or now.revoked:  # meanwhile
                return None
            self._verified[self._digest(text)] = kept.id
            self._use(kept.id)
            return now.token()

    def counts(self, id_: str) -> bool:
        """Whether the token of an id, verified before, still counts."""
        with self._lock:
            self._refresh()
            kept = self._kept.get(id_)
            return kept is not None and not kept.revoked

    def flush(self) -> None:
        """Write when tokens were used last. That it can not be written is for the log: access does not hang on it."""
        with self._lock:
            if not self._used:
                return
            try:
                with self._written():
                    pass
            except UserError as error:
                log.warning("%s", error)

    # ---- the file --------------------------------------------------------------------------------------------

    def _use(self, id_: str) -> None:
        self._used[id_] = time.time()

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key).digest()

    def _refresh(self) -> None:
        """Take over what another process wrote. Raises UserError."""
        stamp = self._look()
        if stamp != self._stamp:
            self._read(stamp)

    def _look(self) -> _Stamp:
        try:
            stat = self._file.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(self._file, str(error.strerror)) from error
        return stat.st_mtime_ns, stat.st_size, stat.st_ino

    def _read(self, stamp: _Stamp) -> None:
        try:
            rows = _FILE.validate_json(self._file.read_bytes()) if stamp is not None else []
        except FileNotFoundError:
            rows, stamp = [], None
        except OSError as error:
            raise _unreadable(self._file, str(error.strerror)) from error
        except ValidationError as error:
            aside = set_aside(self._file)
            log.error("The tokens in %s were damaged and are kept as %s: %s", self._file, aside.name, error)
            rows, stamp = [], None
        self._kept, self._stamp = {row.id: row for row in rows}, stamp
        alive = {row.id for row in rows if not row.revoked}
        self._verified = {digest: id_ for digest, id_ in self._verified.items() if id_ in alive}
        self._used = {id_: at for id_, at in self._used.items() if id_ in self._kept}

    def _written(self) -> _Writing:
        return _Writing(self)

    def write(self) -> None:
        """Replace the file by what is known; for :class:`_Writing`, which holds the locks. Raises OSError."""
        for id_, at in self._used.items():
            if id_ in self._kept:
                self._kept[id_] = self._kept[id_].model_copy(update={"last_used": _iso(at, "")})
        rows = [one.model_dump(mode="json") for one in self._kept.values()]
        replace_file(self._file, (json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode())
        self._used.clear()
        self._read(self._look())

    @property
    def file(self) -> Path:
        """Where they lie."""
        return self._file

    def reread(self) -> None:
        """What lies in the file now, whatever was known; for :class:`_Writing`. Raises UserError."""
        self._read(self._look())


class _Writing:
    """Holds the file for one change: read anew before it, written after it, given up where it fails."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        file = tokens.file
        self._lock = exclusive_lock(file.with_name(file.name + ".lock"))

    def __enter__(self) -> None:
        try:
            self._tokens.file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.__enter__()
        except OSError as error:
            raise _not_saved(self._tokens.file, str(error.strerror)) from error
        try:
            self._tokens.reread()
        except BaseException:
            self._lock.__exit__(None, None, None)
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if kind is None:
                self._tokens.write()
            else:
                self._tokens.reread()
        except OSError as failure:
            raise _not_saved(self._tokens.file, str(failure.strerror)) from failure
        finally:
            self._lock.__exit__(None, None, None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _iso(at: float | None, otherwise: str) -> str:
    return otherwise if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def token_dict(token: Token) -> dict[str, str]:
    """For JSON."""
    return {key: str(value) for key, value in asdict(token).items()}


def _unreadable(file: Path, reason: str) -> UserError:
    text = f"The tokens in {file} can not be read: {reason}."
    return UserError("tokens.unreadable", text, "Make the file readable.", file=str(file), reason=reason)


def _not_saved(file: Path, reason: str) -> UserError:
    text = f"The tokens can not be saved in {file}: {reason}."
    hint = "Make the folder writable or free some space."
    return UserError("tokens.not_saved", text, hint, file=str(file), reason=reason)
