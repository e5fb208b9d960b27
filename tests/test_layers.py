"""The program keeps its own layer rules, and the checker sees a break of each one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from app.base.errors import UserError
from app.base.paths import Paths
from app.services.layers import check_tree, read_rules

PATHS = Paths.find({})

# rule -> file of the program, line added to it, as it must be reported
BREAKS = {
    "app-layers": [
        ("app/base/errors.py", "import app.pipeline.slot"),
        ("app/pipeline/slot.py", "def late():\n    from app.services import engines"),
        ("app/services/engines.py", "if TYPE_CHECKING:\n    from app.gui.planted import Window"),
        ("app/cli/planted.py", "from app import bootstrap"),
        ("app/__init__.py", "from app.base import errors"),
    ],
    "app-complete": [
        ("app/stray/__init__.py", "from app.gui import planted"),
        ("app/loose.py", "import json"),
        ("app/services/hidden/inner.py", "import json"),
    ],
    "faces-independent": [("app/gui/planted.py", "from app.cli import planted")],
    "faces-without-arrays": [
        ("app/cli/planted.py", "import numpy as np"),
        ("app/gui/planted.py", "from cv2 import blur"),
    ],
    "qt-only-in-gui": [
        ("app/services/engines.py", "from PyQt6.QtCore import QObject"),
        ("engines/toolkit/planted.py", "import PyQt6"),
    ],
    "engines-know-no-app": [("engines/mesh/planted.py", "from app.base.errors import UserError")],
    "app-knows-the-contract": [
        ("app/services/engines.py", "import engines.mesh"),
        ("app/pipeline/slot.py", "from engines.toolkit import planted"),
    ],
    "engines-layers": [
        ("engines/toolkit/planted.py", "from engines.mesh import planted"),
        ("engines/api.py", "import engines.toolkit"),
    ],
    "engines-independent": [("engines/second/__init__.py", "import engines.mesh.planted")],
    "no-cycles": [
        ("engines/mesh/planted.py", "import engines.mesh.other"),
        ("engines/mesh/other.py", "import engines.mesh.planted"),
    ],
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the program's source, with a harmless module in each place that a break needs."""
    for package in ("app", "engines"):
        shutil.copytree(PATHS.root / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for module in ("app/cli", "app/gui", "engines/mesh", "engines/toolkit"):
        (tmp_path / module / "planted.py").write_text("", "utf-8")
    (tmp_path / "app/bootstrap.py").touch()
    return tmp_path


def plant(tree: Path, file: str, line: str) -> int:
    """Add the line at the end of the file; returns the number of the last line."""
    path = tree / file
    path.parent.mkdir(exist_ok=True)
    before = path.read_text("utf-8") if path.exists() else ""
    path.write_text(before + line + "\n", "utf-8")
    return len(path.read_text("utf-8").splitlines())


def test_the_program_keeps_its_rules() -> None:
    assert [str(one) for one in check_tree(PATHS.root, PATHS.layer_rules)] == []


def test_every_rule_has_a_planted_break() -> None:
    assert {rule.id for rule in read_rules(PATHS.layer_rules).rules} == set(BREAKS)


@pytest.mark.parametrize("rule", BREAKS)
def test_a_break_of_each_rule_is_reported_with_file_line_import_and_reason(tree: Path, rule: str) -> None:
    before = set(check_tree(tree, PATHS.layer_rules))  # empty, unless the first test above fails
    lines = {file: plant(tree, file, line) for file, line in BREAKS[rule]}
    found = set(check_tree(tree, PATHS.layer_rules)) - before
    named = {(one.file, one.line): one for one in found if one.rule == rule}
    for file, line in BREAKS[rule]:
        if rule == "app-complete":
            assert (file, 1) in named
        else:
            assert named[file, lines[file]].text == line.splitlines()[-1].strip()
    assert len(named) == len(BREAKS[rule])
    reason = next(one.reason for one in read_rules(PATHS.layer_rules).rules if one.id == rule)
    assert all(str(one).endswith(reason) for one in named.values())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "odd"}, "kind"),
        ({"id": "app-complete"}, "twice"),
        ({"reason": ""}, "reason"),
        ({"layers": [["gui"]]}, "layers"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_rules_that_do_not_follow_the_schema_are_refused(tmp_path: Path, change: dict[str, object], words: str) -> None:
    rules = json.loads(PATHS.layer_rules.read_text("utf-8"))
    rules["rules"][0] |= change
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(rules), "utf-8")
    with pytest.raises(UserError, match=words):
        read_rules(file)


def test_a_source_that_can_not_be_parsed_is_told(tree: Path) -> None:
    plant(tree, "app/base/errors.py", "def (")
    with pytest.raises(UserError, match="can not be read"):
        check_tree(tree, PATHS.layer_rules)


def test_without_grimp_the_check_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UserError, match="development set-up"):
        check_tree(PATHS.root, PATHS.layer_rules)
