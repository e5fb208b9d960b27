"""How the value of every setting comes about, and how a change is kept.

1. ``app.base.sections`` declares the keys; here they are read into one flat table, ``section.key``.
2. :class:`SettingsStore` lays four sources over each other: project file < user file < environment < flags.
3. The user file holds changed keys only. A bad key in it is reported and left out; the others stay. A file that is not
   JSON is kept aside. Writing re-reads and merges under a lock and replaces the file whole.
"""

from __future__ import annotations

import difflib
import json
import reprlib
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from app.base.errors import Message, SettingsError
from app.base.events import Event
from app.base.files import exclusive_lock, replace_file, set_aside
from app.base.sections import STRICT, Settings

__all__ = ["SettingRow", "Settings", "SettingsStore", "read_project_file", "value_schemas"]

ENV_PREFIX = "UNDERSTUDY_"

Origin = Literal["project", "user", "environment", "flag"]


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting for people: ``kind`` is bool, int, float, text, choice, list or table, ``value`` of plain types."""

    key: str
    value: Any
    origin: Origin
    unit: str
    help: str
    choices: tuple[str, ...]
    kind: str
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class _Spec:
    """What a key is, read off the section classes once at import."""

    key: str
    adapter: TypeAdapter[Any]
    kind: str
    unit: str
    help: str
    choices: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    allowed: str

    def check(self, value: object) -> Any:
        """The value in the key's own type; SettingsError tells what is allowed."""
        try:
            return self.adapter.validate_python(value)
        except (ValidationError, OverflowError) as error:  # OverflowError: a whole number too large for a float
            shown = _SHORT.repr(value)
            raise SettingsError(
                "settings.bad_value",
                f"{self.key} can not be {shown}: it takes {self.allowed}.",
                key=self.key,
                value=shown,
                allowed=self.allowed,
            ) from error

    def parse(self, text: str) -> Any:
        """A value typed by a person: a JSON scalar, list or table as the key asks, or a plain text."""
        value: object = text
        try:
            if self.kind == "bool":
                value = _WORDS.get(text.strip().lower(), text)
            elif self.kind == "int":
                value = int(text)
            elif self.kind == "float":
                value = float(text)
            elif self.kind == "list":
                value = json.loads(text) if text.lstrip().startswith("[") else [text]
            elif self.kind == "table" or text.startswith('"'):
                value = json.loads(text)
        except (ValueError, RecursionError):
            value = text  # ``check`` says what is allowed
        return self.check(value)


_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60
_WORDS = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


def _specs() -> dict[str, _Spec]:
    names = {bool: "bool", int: "int", float: "float", str: "text", tuple: "list"}
    words = {
        "bool": "true or false",
        "int": "a whole number",
        "float": "a number",
        "text": "a text",
        "list": "a list of texts",
        "table": "a table such as {engine: {option: value}}",
    }
    specs = {}
    for section, outer in Settings.model_fields.items():
        assert outer.annotation is not None
        for name, field in outer.annotation.model_fields.items():
            base = get_origin(field.annotation) or field.annotation
            choices = tuple(get_args(field.annotation)) if base is Literal else ()
            kind = "choice" if choices else names.get(base, "table")
            extra: Any = field.json_schema_extra
            low = next((m.ge for m in field.metadata if hasattr(m, "ge")), None)
            high = next((m.le for m in field.metadata if hasattr(m, "le")), None)
            allowed = extra["form"] or ("one of " + ", ".join(choices) if choices else words[kind])
            if low is not None and high is not None:
                allowed += f" from {low:g} to {high:g} {extra['unit']}".rstrip()
            hint: Any = Annotated[field.annotation, field]
            adapter: TypeAdapter[Any] = TypeAdapter(hint, config=STRICT)
            key = f"{section}.{name}"
            specs[key] = _Spec(key, adapter, kind, extra["unit"], str(field.description), choices, low, high, allowed)
    return specs


_SPECS = _specs()


def _spec(key: str) -> _Spec:
    if key in _SPECS:
        return _SPECS[key]
    near = difflib.get_close_matches(key, _SPECS, n=1)
    shown = key.encode("utf-8", "backslashreplace").decode()
    raise SettingsError(
        "settings.unknown_key",
        f"There is no setting {shown}.",
        f"Did you mean {near[0]}?" if near else "`python -m app config show` lists all settings.",
        key=shown,
    )


def _parse_json(data: bytes) -> dict[str, Any]:
    """Raises ValueError for anything but a JSON object."""
    try:
        tree = json.loads(data.decode("utf-8"))
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(tree, dict):
        raise ValueError("not a JSON object")
    return tree


def _flatten(tree: dict[str, Any]) -> tuple[dict[str, Any], list[Message]]:
    """The good values of a settings tree by ``section.key``, in their own types, and one message for each bad key."""
    values: dict[str, Any] = {}
    problems = []
    for section, keys in tree.items():
        pairs = keys.items() if isinstance(keys, dict) else [("", keys)]
        for name, value in pairs:
            key = f"{section}.{name}" if name or isinstance(keys, dict) else section
            try:
                values[key] = _spec(key).check(value)
            except SettingsError as error:
                problems.append(_not_a_section(key) if key in Settings.model_fields else error.message)
    return values, problems


def _not_a_section(name: str) -> Message:
    allowed = "a table of settings"
    text = f"{name} takes {allowed}."
    return Message("settings.not_a_section", text, "", {"key": name, "allowed": allowed})


def read_project_file(path: Path) -> dict[str, Any]:
    """Every shipped value by key. Raises SettingsError, naming the key, when one is missing, unknown or wrong."""
    try:
        values, problems = _flatten(_parse_json(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise SettingsError(
            "settings.project_unreadable", f"{path} can not be read: {error}.", "Restore it from the program's files."
        ) from error
    for message in problems:
        raise SettingsError("settings.project_bad", f"{path.name}: {message.text}", "Restore it.", **message.params)
    for key in _SPECS:
        if key not in values:
            raise SettingsError("settings.project_missing", f"{path.name} has no {key}.", "Restore it.", key=key)
    return values


def value_schemas() -> dict[str, dict[str, Any]]:
    """What each key takes, as JSON schema; what only code can check is not in it."""
    return {key: spec.adapter.json_schema() for key, spec in _SPECS.items()}


class SettingsStore:
    """The four sources and what follows from them. Any thread may call."""

    def __init__(
        self, project_file: Path, user_file: Path, environ: Mapping[str, str], flags: Mapping[str, str]
    ) -> None:
        """Raises SettingsError for a damaged project file, environment variable or flag; never for the user file."""
        self.changed: Event[Settings] = Event()
        """Published on the writing thread, after ``current`` has changed."""
        self.user_file = user_file
        self._lock = threading.RLock()
        self._problems: list[Message] = []
        self._project = read_project_file(project_file)
        self._environment = {}
        for name, text in environ.items():
            if name.startswith(ENV_PREFIX) and "__" in name:
                key = name.removeprefix(ENV_PREFIX).lower().replace("__", ".", 1)
                self._environment[key] = _from_outside(f"environment variable {name}", key, text)
        self._flags = {key: _from_outside("command line", key, text) for key, text in flags.items()}
        self._user: dict[str, Any] = {}
        try:
            try:
                self._user = self._parse_user()[0]  # without the lock: a folder may be read only
            except ValueError:
                with self._file_lock():
                    self._user = self._read_user()[0]
        except OSError as error:
            self._report(
                Message(
                    "settings.unreadable",
                    f"Your settings in {user_file} can not be read: {error.strerror}.",
                    "The shipped settings are in use; changes can not be saved.",
                    {"file": str(user_file), "reason": str(error.strerror)},
                )
            )
        self._current = self._resolve()

    @property
    def current(self) -> Settings:
        return self._current

    @property
    def problems(self) -> tuple[Message, ...]:
        """What was wrong with the user file since the start: one message for each key that was left out."""
        return tuple(self._problems)

    def parse(self, key: str, text: str) -> Any:
        """What a person typed, as a value of ``key``. Raises SettingsError."""
        return _spec(key).parse(text)

    def set(self, key: str, value: object) -> None:
        """Keep a value in the user file. Raises SettingsError: no such key, value not allowed, file not writable."""
        checked = _spec(key).check(value)
        self._write(lambda user: {**user, key: checked})

    def set_all(self, values: Mapping[str, object]) -> None:
        """Keep several values, or none of them; None is the shipped one. Raises SettingsError as :meth:`set`."""
        checked = {key: _spec(key).check(value) for key, value in values.items() if value is not None}
        dropped = [key for key, value in values.items() if value is None and _spec(key)]
        self._write(lambda user: {key: value for key, value in (user | checked).items() if key not in dropped})

    def set_entry(self, key: str, name: str, value: object) -> None:
        """Keep one entry of a table, or take it away where ``value`` is None; what another process has kept of the same
        table meanwhile stays. Raises SettingsError as :meth:`set`."""
        spec = _spec(key)

        def change(user: dict[str, Any]) -> dict[str, Any]:
            table = {**user.get(key, self._project[key]), name: value}
            return {**user, key: spec.check({entry: of for entry, of in table.items() if of is not None})}

        self._write(change)

    def reset(self, key: str) -> None:
        """Go back to the shipped value. Raises SettingsError."""
        _spec(key)
        self._write(lambda user: {name: value for name, value in user.items() if name != key})

    def origin(self, key: str) -> Origin:
        """Which source the current value comes from. Raises SettingsError."""
        _spec(key)
        with self._lock:
            if key in self._flags:
                return "flag"
            if key in self._environment:
                return "environment"
            return "user" if key in self._user else "project"

    def explain(self) -> list[SettingRow]:
        """Every setting, in the order of the project file's sections."""
        with self._lock:
            values = self._merged()
            return [
                SettingRow(
                    key, spec.adapter.dump_python(values[key]), self.origin(key), spec.unit, spec.help, spec.choices,
                    spec.kind, spec.minimum, spec.maximum,
                )
                for key, spec in _SPECS.items()
            ]  # fmt: skip

    def _merged(self) -> dict[str, Any]:
        return {**self._project, **self._user, **self._environment, **self._flags}

    def _resolve(self) -> Settings:
        tree: dict[str, dict[str, Any]] = {}
        for key, value in self._merged().items():
            section, name = key.split(".", 1)
            tree.setdefault(section, {})[name] = value
        return Settings.model_validate(tree)

    def _report(self, message: Message) -> None:
        if message not in self._problems:
            self._problems.append(message)

    def _file_lock(self) -> AbstractContextManager[None]:
        return exclusive_lock(self.user_file.with_name(self.user_file.name + ".lock"))

    def _parse_user(self) -> tuple[dict[str, Any], bool]:
        """The good values of the user file, and whether it has bad keys. Raises OSError, ValueError: not JSON."""
        try:
            data = self.user_file.read_bytes()
        except FileNotFoundError:
            return {}, False
        values, problems = _flatten(_parse_json(data))
        for message in problems:
            self._report(message)
        return values, bool(problems)

    def _read_user(self) -> tuple[dict[str, Any], bool]:
        """The same under the lock, where a file that is not JSON is moved aside and the values last known stay."""
        try:
            return self._parse_user()
        except ValueError as error:
            aside = set_aside(self.user_file)
            self._report(
                Message(
                    "settings.damaged",
                    f"Your settings file was damaged ({error}) and is kept as {aside.name}.",
                    "The shipped settings are in use where you had changed them.",
                    {"file": str(aside), "reason": str(error)},
                )
            )
            return self._user, False

    def _write(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        with self._lock:
            before = self._current
            try:
                self.user_file.parent.mkdir(parents=True, exist_ok=True)
                with self._file_lock():
                    user, damaged = self._read_user()  # another process may have written meanwhile
                    if damaged:
                        set_aside(self.user_file, copy=True)  # the bad keys are about to be dropped from the file
                    user = {key: value for key, value in change(user).items() if value != self._project[key]}
                    replace_file(self.user_file, self._to_json(user))
            except OSError as error:
                raise SettingsError(
                    "settings.not_saved",
                    f"The setting can not be saved in {self.user_file}: {error.strerror}.",
                    "Make the folder writable or free some space.",
                    file=str(self.user_file),
                    reason=str(error.strerror),
                ) from error
            self._user = user
            self._current = self._resolve()
            after = self._current
        if after.model_dump_json() != before.model_dump_json():  # == would hold an option's 1 and true for the same
            self.changed.publish(after)

    @staticmethod
    def _to_json(user: Mapping[str, Any]) -> bytes:
        tree: dict[str, dict[str, Any]] = {}
        for key in sorted(user):
            section, name = key.split(".", 1)
            tree.setdefault(section, {})[name] = _SPECS[key].adapter.dump_python(user[key], mode="json")
        return (json.dumps(tree, indent=2, ensure_ascii=False) + "\n").encode()


def _from_outside(source: str, key: str, text: str) -> Any:
    try:
        return _spec(key).parse(text)
    except SettingsError as error:
        message = error.message
        raise SettingsError(message.code, f"The {source}: {message.text}", message.hint, **message.params) from error
