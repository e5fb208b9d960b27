"""Every message that can reach the window has a sentence to translate, a hint where it brings one, and its parameters.

The codes are read off the program's source: literals and f-strings where a message or an error is made, and the
``code`` of exception classes. An f-string's name is a parameter of the function around it; its values are what the
callers of that function give.
"""

from __future__ import annotations

import ast
import itertools
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.base import errors
from app.gui.message_texts import TEXTS

ROOT = Path(__file__).resolve().parents[2]
ONLY_ELSEWHERE = {"usage", "layers", "doctor", "report", "bench"}
"""Codes that begin so are shown by the command line only."""
BEFORE_THE_WINDOW = {"settings.project_bad", "settings.project_unreadable", "settings.project_missing"}


@dataclass(frozen=True)
class Made:
    """One place where a message is made. ``params`` is None where they are not written out there."""

    where: str
    code: str
    hint: bool
    params: frozenset[str] | None


def family(base: type[Exception]) -> set[str]:
    return {base.__name__}.union(*(family(kind) for kind in base.__subclasses__()))


MAKERS = family(errors.UserError) | {"Message"}


@cache
def trees() -> dict[str, ast.Module]:
    files = [file for folder in ("app", "engines") for file in sorted((ROOT / folder).rglob("*.py"))]
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8")) for file in files}


def called(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def given_to(folder: str, function: ast.FunctionDef, name: str) -> set[str]:
    """The literals that callers in ``app`` or in ``engines`` give for a parameter of a function there."""
    names = [argument.arg for argument in function.args.args]
    place = names.index(name)
    values = set()
    for file, tree in trees().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if called(call) == function.name and Path(file).parts[0] == folder:
                by_name = {keyword.arg: keyword.value for keyword in call.keywords}
                value = call.args[place] if len(call.args) > place else by_name[name]
                assert isinstance(value, ast.Constant), f"{function.name}: {name} is no literal"
                values.add(str(value.value))
    return values


def spelt(folder: str, node: ast.expr, function: ast.FunctionDef | None) -> list[str]:
    """What a literal or an f-string can be; nothing for a code that is handed on."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if not isinstance(node, ast.JoinedStr):
        return []
    parts: list[set[str]] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append({str(part.value)})
        else:
            assert isinstance(part, ast.FormattedValue)
            assert isinstance(part.value, ast.Name)
            assert function is not None
            parts.append(given_to(folder, function, part.value.id))
    return ["".join(chosen) for chosen in itertools.product(*parts)]


def has_hint(call: ast.Call) -> bool:
    """Whether a hint is written out there, not handed on."""
    hint = call.args[2] if len(call.args) > 2 else ast.Constant("")
    return not isinstance(hint, ast.Name | ast.Attribute) and not (isinstance(hint, ast.Constant) and not hint.value)


def params(call: ast.Call) -> frozenset[str] | None:
    if len(call.args) > 3 and isinstance(call.args[3], ast.Dict):
        return frozenset(str(key.value) for key in call.args[3].keys if isinstance(key, ast.Constant))
    names = [keyword.arg for keyword in call.keywords]
    return None if None in names or "params" in names else frozenset(name for name in names if name)


def made() -> Iterator[Made]:
    for file, tree in trees().items():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if called(call) not in MAKERS or not call.args:
                continue
            around = [one for one in functions if one.lineno <= call.lineno <= (one.end_lineno or 0)]
            for code in spelt(Path(file).parts[0], call.args[0], around[-1] if around else None):
                yield Made(f"{file}:{call.lineno}", code, has_hint(call), params(call))
        for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
            for node in kind.body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code":
                    yield Made(f"{file}:{node.lineno}", str(ast.literal_eval(node.value)), hint=False, params=None)


def shown() -> list[Made]:
    """Those of the messages that can reach the window."""
    return [
        each for each in made() if each.code.split(".")[0] not in ONLY_ELSEWHERE and each.code not in BEFORE_THE_WINDOW
    ]


def test_codes_out_of_f_strings_and_classes_are_seen() -> None:
    codes = {each.code for each in made()}
    assert {"photo.missing", "source.unreadable", "engine.failed", "engine.manifest", "camera.lost"} <= codes


def test_every_code_has_a_sentence() -> None:
    assert {each.code: each.where for each in shown() if each.code not in TEXTS} == {}


def test_every_sentence_has_a_code() -> None:
    assert TEXTS.keys() - {each.code for each in made()} == set()


def test_a_hint_is_translated_where_one_is_given() -> None:
    assert {each.code: each.where for each in shown() if each.hint and not TEXTS[each.code][1]} == {}


def test_every_sentence_gets_its_parameters() -> None:
    lacking = {}
    for each in shown():
        text, hint = TEXTS[each.code]
        wanted = {name for _, name, _, _ in string.Formatter().parse(text + hint) if name}
        if each.params is not None and wanted - each.params:
            lacking[f"{each.where} {each.code}"] = wanted - each.params
    assert lacking == {}
