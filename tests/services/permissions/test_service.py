"""The list as a whole."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from app.base.errors import Message, UsageError
from app.gui.check_names import MEND_LABELS, TOPIC_NAMES, check_name, mend_label, topic_name
from app.services.doctor import INSTALLATION, build_permissions
from app.services.permissions import Check, Mend, Permissions, Topic, marked
from tests.services.permissions.kit import found, permissions, told


def test_every_quick_check_has_a_text_and_an_id_of_its_own(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home")
    checks = service.check(service.quick_topics)
    assert len({check.id for check in checks}) == len(checks)
    assert {check.topic for check in checks} <= set(service.topics)
    for check in checks:
        told(check.message)
        assert check.reason
        assert check.mark == "ok" or check.mend or check.state == "unknown"


def test_slow_topics_are_not_among_the_quick_ones(tmp_path: Path) -> None:
    first = permissions(tmp_path / "home")
    service = build_permissions(first._paths, first._settings)
    assert {topic.name for topic in INSTALLATION if topic.slow} == set(service.topics) - set(service.quick_topics)
    assert {"camera", "virtual-camera", "gpu", "folders", "disk", "tray", "autostart"} <= set(service.quick_topics)
    assert set(service.topics) == set(TOPIC_NAMES)


def test_an_unknown_topic_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no topic nose.*camera, virtual-camera"):
        permissions(tmp_path / "home").check(["nose"])


def test_a_look_that_fails_is_a_finding_and_the_others_still_run(tmp_path: Path) -> None:
    def ill(patient: object) -> list[Check]:
        raise RuntimeError("out of luck")

    first = permissions(tmp_path / "home")
    service = Permissions(first._paths, first._settings, [Topic("ill", ill)])
    checks = found(service.check(["ill", "folders"]))
    assert (checks["ill.check"].state, checks["ill.check"].mark) == ("unknown", "fail")
    assert "RuntimeError: out of luck" in checks["ill.check"].reason
    assert checks["folders.data"].state == "ok"


@pytest.mark.parametrize(
    ("state", "needed", "mark"),
    [("ok", True, "ok"), ("missing", False, "warn"), ("denied", True, "fail"), ("unknown", False, "info")],
)
def test_marks(state: str, needed: bool, mark: str) -> None:
    check = Check("a.b.c", state, Message("check.tray.ok", "x"), needed=needed)  # type: ignore[arg-type]
    assert (check.mark, check.topic, check.name) == (mark, "a", "b.c")
    if mark != "fail":
        assert marked("a.b", check.mark, check.message).mark == mark


def test_one_check_is_looked_at_again(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home")
    assert service.check_one("folders.data") is not None
    assert service.check_one("folders.gone") is None


def test_every_button_has_a_name_to_translate() -> None:
    labels = set()
    for file in (Path(__file__).resolve().parents[3] / "app" / "services").rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "Mend":
                assert isinstance(call.args[1], ast.Constant), f"{file}:{call.lineno}"
                labels.add(call.args[1].value)
    assert labels == set(MEND_LABELS)


def test_names_in_the_window() -> None:
    assert topic_name("camera") == "Camera"
    assert check_name(Check("disk.data", "ok", Message("check.tray.ok", "x"))) == "Data"
    assert check_name(Check("packages.numpy", "ok", Message("check.tray.ok", "x"))) == "numpy"
    assert mend_label(Mend("command", MEND_LABELS[0])) == MEND_LABELS[0]
