"""The layer rules of the program, checked on its source.

1. :func:`read_rules` reads ``resources/rules/L3-constraints.json`` against the schema below: rules are data.
2. :func:`read_imports` lets grimp list every import of the source tree, those in functions and under TYPE_CHECKING too.
   It does so in a child process, since grimp looks packages up by name and ``app`` is this very program.
3. :func:`check` holds the imports against each rule and gives a :class:`Break` with file, line, import and rule.

All rules look at direct imports. As every module of ``app`` lies in a layer (rule kind ``complete``), a chain that
leads upwards has a direct import that does.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.base.errors import UserError

_CHILD_TIMEOUT_S = 120
_CHILD = """
import json, sys
root, *packages = sys.argv[1:]
sys.path.insert(0, root)
import grimp
graph = grimp.build_graph(*packages, include_external_packages=True, cache_dir=None)
details = [one for name in graph.modules for other in graph.find_modules_directly_imported_by(name)
           for one in graph.get_import_details(importer=name, imported=other)]
imports = [[one["importer"], one["imported"], one["line_number"], one["line_contents"]] for one in details]
json.dump({"modules": sorted(graph.modules), "imports": imports}, sys.stdout)
"""


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern="^[a-z][a-z-]*$")
    reason: str = Field(min_length=10)


class LayersRule(_Rule):
    """Children of ``container`` from the top down; an import must not point up. ``*`` is every child not named."""

    kind: Literal["layers"]
    container: str
    layers: tuple[tuple[str, ...], ...] = Field(min_length=2)


class CompleteRule(_Rule):
    """Every child of the container of the rule ``layers_of`` is in one of its layers, and every file is seen."""

    kind: Literal["complete"]
    layers_of: str


class IndependentRule(_Rule):
    """None of ``modules`` imports another one; ``package.*`` stands for all children of a package."""

    kind: Literal["independent"]
    modules: tuple[str, ...] = Field(min_length=1)
    except_modules: tuple[str, ...] = ()


class ForbiddenRule(_Rule):
    """No module in ``importers`` imports one in ``imported``; sub-modules count, exceptions too."""

    kind: Literal["forbidden"]
    importers: tuple[str, ...] = Field(min_length=1)
    except_importers: tuple[str, ...] = ()
    imported: tuple[str, ...] = Field(min_length=1)
    except_imported: tuple[str, ...] = ()


class AcyclicRule(_Rule):
    """No ring of imports between the modules of ``packages``."""

    kind: Literal["acyclic"]
    packages: tuple[str, ...] = Field(min_length=1)


Rule = Annotated[LayersRule | CompleteRule | IndependentRule | ForbiddenRule | AcyclicRule, Field(discriminator="kind")]


class Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1]
    packages: tuple[str, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Rules:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("a rule's id is there twice")
        for rule in self.rules:
            if isinstance(rule, CompleteRule) and rule.layers_of not in self.layers:
                raise ValueError(f"{rule.id}: there is no layers rule {rule.layers_of}")
        return self

    @property
    def layers(self) -> dict[str, LayersRule]:
        return {rule.id: rule for rule in self.rules if isinstance(rule, LayersRule)}


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement. ``line`` counts from 1; ``text`` is the line."""

    importer: str
    imported: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Imports:
    modules: frozenset[str]
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A place that breaks a rule. ``file`` is relative to the source root."""

    rule: str
    reason: str
    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}  [{self.rule}] {self.reason}"


def read_rules(file: Path) -> Rules:
    """Raises UserError when the file is missing or does not follow the schema."""
    try:
        return Rules.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        first = error.errors()[0] if isinstance(error, ValidationError) else None
        reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else str(error)
        raise UserError(
            "layers.rules", f"The layer rules in {file} can not be used: {reason}.", reason=reason
        ) from error


def read_imports(root: Path, packages: Sequence[str]) -> Imports:
    """Every import of ``packages`` under the source ``root``; imports nothing of them. Raises UserError when grimp is
    not installed or can not read the tree."""
    if importlib.util.find_spec("grimp") is None:
        raise UserError(
            "layers.no_grimp", "The layer check needs the development set-up.", "Run ./setup_virtual_env.sh test"
        )
    command = [sys.executable, "-c", _CHILD, str(root), *packages]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_CHILD_TIMEOUT_S, check=True, cwd=root)
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip().rpartition("\n")[2]
        raise UserError(
            "layers.unreadable", f"The source in {root} can not be read: {reason}.", reason=reason
        ) from error
    except subprocess.TimeoutExpired as error:
        raise UserError("layers.timeout", f"Reading the source took more than {_CHILD_TIMEOUT_S} s.") from error
    found = json.loads(done.stdout)
    return Imports(frozenset(found["modules"]), tuple(Import(*one) for one in found["imports"]))


def check_tree(root: Path, rules_file: Path) -> list[Break]:
    """All breaks in the source under ``root``, sorted by rule, file and line. Raises UserError."""
    rules = read_rules(rules_file)
    return check(rules, read_imports(root, rules.packages), root)


def check(rules: Rules, found: Imports, root: Path) -> list[Break]:
    breaks: set[Break] = set()
    for rule in rules.rules:
        if isinstance(rule, CompleteRule):
            breaks.update(_incomplete(rule, rules.layers[rule.layers_of], found, root))
            continue
        if isinstance(rule, LayersRule):
            bad = _upward(rule, found)
        elif isinstance(rule, IndependentRule):
            bad = _between(rule, found)
        elif isinstance(rule, ForbiddenRule):
            bad = _forbidden(rule, found)
        else:
            bad = _cyclic(rule, found)
        breaks.update(Break(rule.id, rule.reason, _file(root, one.importer), one.line, one.text.strip()) for one in bad)
    return sorted(breaks, key=lambda one: (one.rule, one.file, one.line))


def _file(root: Path, module: str) -> str:
    path = root.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return path.relative_to(root).as_posix()


def _under(module: str, packages: Iterable[str]) -> bool:
    return any(module == package or module.startswith(package + ".") for package in packages)


def _child(module: str, container: str) -> str | None:
    """The child of ``container`` that ``module`` is or lies in; None for the container itself and for others."""
    return module[len(container) + 1 :].split(".")[0] or None if _under(module, [container]) else None


def _upward(rule: LayersRule, found: Imports) -> Iterator[Import]:
    level = {name: number for number, names in enumerate(rule.layers) for name in names}
    for one in found.imports:
        upper = _child(one.imported, rule.container)
        if upper is None or not _under(one.importer, [rule.container]):
            continue
        lower = _child(one.importer, rule.container)
        target = level.get(upper, level.get("*"))
        # The container's own __init__ is imported by all of its modules, so it lies below all layers.
        source = len(rule.layers) if lower is None else level.get(lower, level.get("*"))
        if target is not None and source is not None and target < source:
            yield one


def _incomplete(rule: CompleteRule, layers: LayersRule, found: Imports, root: Path) -> Iterator[Break]:
    named = {name for names in layers.layers for name in names}
    for path in sorted(root.joinpath(*layers.container.split(".")).rglob("*.py")):
        file = path.relative_to(root)
        parts = file.parts[:-1] if path.name == "__init__.py" else file.with_suffix("").parts
        module = ".".join(parts)
        child = _child(module, layers.container)
        if child is not None and child not in named:
            text = f"{layers.container}.{child} is in no layer"
        elif module not in found.modules:
            text = "the file lies in a folder without __init__.py, so its imports are not seen"
        else:
            continue
        yield Break(rule.id, rule.reason, file.as_posix(), 1, text)


def _between(rule: IndependentRule, found: Imports) -> Iterator[Import]:
    members = set()
    for name in rule.modules:
        package = name.removesuffix(".*")
        children = {f"{package}.{child}" for module in found.modules if (child := _child(module, package))}
        members |= children if name.endswith(".*") else {name}
    members -= set(rule.except_modules)
    for one in found.imports:
        source = next((name for name in members if _under(one.importer, [name])), None)
        target = next((name for name in members if _under(one.imported, [name])), None)
        if source is not None and target is not None and source != target:
            yield one


def _forbidden(rule: ForbiddenRule, found: Imports) -> Iterator[Import]:
    for one in found.imports:
        importer = _under(one.importer, rule.importers) and not _under(one.importer, rule.except_importers)
        if importer and _under(one.imported, rule.imported) and not _under(one.imported, rule.except_imported):
            yield one


def _cyclic(rule: AcyclicRule, found: Imports) -> Iterator[Import]:
    """Every import within a ring: one whose importer can be reached again from what it imports."""
    inner = [
        one for one in found.imports if _under(one.importer, rule.packages) and _under(one.imported, rule.packages)
    ]
    onward: dict[str, set[str]] = {}
    for one in inner:
        onward.setdefault(one.importer, set()).add(one.imported)
    reach = {module: _reachable(module, onward) for module in onward}
    return (one for one in inner if one.importer in reach.get(one.imported, ()) or one.importer == one.imported)


def _reachable(start: str, onward: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for module in onward.get(waiting.pop(), ()):
            if module not in seen:
                seen.add(module)
                waiting.append(module)
    return seen
