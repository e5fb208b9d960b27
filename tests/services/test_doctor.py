"""The doctor finds what is broken, says what to do, and never falls ill itself."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest

from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.pipeline import own_devices
from app.services.doctor import build_permissions, content, installation, topics_meant
from app.services.doctor.child import run_child
from app.services.permissions import Check, Permissions, Topic
from tests.services.permissions.kit import told

Examine = Callable[..., dict[str, Check]]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A program folder of the test's own, with the shipped settings, and empty user folders."""
    real = Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "home")})
    made = dataclasses.replace(real, root=tmp_path / "program")
    made.models.mkdir(parents=True)
    made.engines.mkdir()
    made.project_file.write_bytes(real.project_file.read_bytes())
    made.make_user_folders()
    return made


@pytest.fixture
def examine(paths: Paths) -> Examine:
    """``examine("disk", ...)`` gives the checks of the topics by name."""

    def run(*topics: str, environ: dict[str, str] | None = None) -> dict[str, Check]:
        store = SettingsStore(paths.project_file, paths.user_file, environ or {}, {})
        found = build_permissions(paths, store).check(topics)
        for check in found:
            if not check.message.code.startswith("layers."):  # for developers, in English
                told(check.message)
        return {check.name: check for check in found}

    return run


def test_this_python_is_healthy(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert examine("python")["version"].mark == "ok"
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert examine("python")["environment"].mark == "warn"
    monkeypatch.setattr(sys, "version_info", (3, 10, 9, "final", 0))
    assert examine("python")["version"].mark == "fail"


def ask_for(paths: Paths, *names: str) -> None:
    (paths.root / "pyproject.toml").write_text(f"[project]\ndependencies = {json.dumps(names)}\n", "utf-8")


def test_this_installation_has_exactly_one_onnxruntime_and_one_cv2(examine: Examine, paths: Paths) -> None:
    (paths.root / "pyproject.toml").write_bytes((Paths.find({}).root / "pyproject.toml").read_bytes())
    rows = examine("packages")
    assert {name: row.reason for name, row in rows.items() if row.mark != "ok"} == {}
    assert "the only one" in rows["onnxruntime"].reason
    assert "the only one" in rows["cv2"].reason
    assert "CPUExecutionProvider" in rows["providers"].reason
    assert rows["numpy"].reason == metadata.version("numpy")


def test_a_missing_package_and_one_that_is_for_another_system(examine: Examine, paths: Paths) -> None:
    ask_for(paths, "no-such-thing>=1", "not-for-here; sys_platform == 'os2'")
    rows = examine("packages")
    assert rows["no-such-thing"].mark == "fail"
    assert "setup_virtual_env" in rows["no-such-thing"].mend
    assert "not-for-here" not in rows


def install_fake(site: Path, name: str, module: str) -> None:
    """A distribution that says it installed ``module``, as a wheel's metadata does."""
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "RECORD").write_text(f"{module}/__init__.py,,\n{info.name}/METADATA,,\n", "utf-8")


@pytest.mark.parametrize(
    ("name", "module"), [("onnxruntime-gpu", "onnxruntime"), ("opencv-python-headless", "cv2"), ("fork-of-cv", "cv2")]
)
def test_two_packages_of_the_same_module_are_found_by_the_files_they_own(
    examine: Examine, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    ask_for(paths)
    install_fake(tmp_path / "site", name, module)
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])
    row = examine("packages")[module]
    assert row.mark == "fail"
    assert f"{name} 1.0" in row.reason
    assert "uv pip uninstall" in row.mend
    assert name in row.mend


def test_files_that_another_package_overwrote_or_took_along_are_found(
    examine: Examine, paths: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_for(paths)
    site = tmp_path / "site"
    install_fake(site, "onnxruntime", "onnxruntime")
    record = site / "onnxruntime-1.0.dist-info" / "RECORD"
    package = site / "onnxruntime"
    package.mkdir()
    (package / "__init__.py").write_text("print('Fake')", "utf-8")
    size = (package / "__init__.py").stat().st_size
    record.write_text(f"onnxruntime/__init__.py,,{size}\n", "utf-8")
    monkeypatch.setattr(sys, "path", [str(site)])
    assert examine("packages")["onnxruntime"].mark == "ok"
    record.write_text(f"onnxruntime/__init__.py,,{size + 1}\nonnxruntime/gone.so,,5\n", "utf-8")
    row = examine("packages")["onnxruntime"]
    assert row.mark == "fail"
    assert "2 of its files" in row.reason
    assert examine("packages")["cv2"].reason == "No package of OpenCV is installed."


def test_qt_opens_here(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    rows = examine("qt")
    assert rows["offscreen"].mark == "ok"
    if sys.platform == "linux":
        assert rows["display"].mark == "warn"


@pytest.mark.parametrize(("folder", "seen"), [("/site/cv2/qt/plugins", "None"), ("/opt/qt/plugins", "/opt/qt/plugins")])
def test_qt_is_tried_without_what_importing_opencv_left_behind(
    examine: Examine, monkeypatch: pytest.MonkeyPatch, folder: str, seen: str
) -> None:
    monkeypatch.setattr(installation, "_QT_CHILD", "import os; print(os.environ.get('QT_QPA_PLATFORM_PLUGIN_PATH'))")
    monkeypatch.setenv("QT_QPA_PLATFORM_PLUGIN_PATH", folder)
    assert examine("qt")["offscreen"].reason.endswith(f" {seen}")


def test_a_qt_that_does_not_open_is_told_with_its_reason(examine: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "_QT_CHILD", "import os; print('no plug-in', flush=True); os.abort()")
    row = examine("qt")["offscreen"]
    assert row.mark == "fail"
    assert "no plug-in" in row.reason


def test_a_child_that_hangs_or_is_not_there_is_a_sentence() -> None:
    hang = [sys.executable, "-c", "import signal; signal.pause()"]
    assert run_child(hang, {}, 0.05) == (-1, "it did not end within 0.05 s")
    code, text = run_child(["/no/such/program"], {}, 5)
    assert code == -1
    assert "can not be started" in text


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")
def test_missing_system_libraries_are_named_with_their_packages(
    examine: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ldd = tmp_path / "bin" / "ldd"
    ldd.parent.mkdir()
    ldd.write_text("#!/bin/sh\nprintf '\\tlibEGL.so.1 => not found\\n\\tlibodd.so.2 => not found\\n'\n", "utf-8")
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ldd.parent}{os.pathsep}{os.environ['PATH']}")
    rows = examine("qt")
    assert rows["libraries-X11"].mark == "fail"
    assert rows["libraries-Wayland"].mark == "warn"
    for name in ("widgets", "X11", "Wayland"):
        row = rows[f"libraries-{name}"]
        assert "libEGL.so.1, libodd.so.2" in row.reason
        assert row.mend == "Install them: sudo apt install libegl1; Find the packages of libodd.so.2 for your system."


@pytest.mark.skipif(sys.platform != "linux", reason="shared libraries of Linux")
def test_the_loader_is_asked_about_real_files() -> None:
    assert installation.missing_libraries(Path(sys.executable).resolve()) == []


def test_settings_and_what_overrides_them(examine: Examine, paths: Paths) -> None:
    paths.user_file.write_text('{"camera": {"width": 640, "height": "x"}}', "utf-8")
    rows = examine("settings", environ={"UNDERSTUDY_UI__THEME": "dark", "UNDERSTUDY_ENGINE__FACES": '["me.jpg"]'})
    assert ": 1 of " in rows["file"].reason
    assert "camera.height can not be" in rows["problem-1"].reason
    assert rows["problem-1"].mark == "warn"
    assert rows["ui.theme"].reason == "dark by environment"
    assert rows["engine.faces"].reason == "set by environment", "whose face it is does not belong into a report"


def test_models_are_held_against_their_checksums(examine: Examine, paths: Paths) -> None:
    assert examine("models")["manifest"].mark == "fail"
    (paths.models / "good.onnx").write_bytes(b"good")
    (paths.models / "bad.onnx").write_bytes(b"evil")
    good = "770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c"
    files = [{"file": name, "sha256": good} for name in ("good.onnx", "bad.onnx", "gone.onnx")]
    (paths.models / "manifest.json").write_text(json.dumps({"models": files}), "utf-8")
    rows = examine("models")
    assert [rows[file["file"]].mark for file in files] == ["ok", "fail", "fail"]
    assert "damaged" in rows["bad.onnx"].reason
    assert "missing" in rows["gone.onnx"].reason
    for damaged in ("{}", "{", '{"models": [1]}'):
        (paths.models / "manifest.json").write_text(damaged, "utf-8")
        assert "is damaged" in examine("models")["manifest"].reason


def test_the_models_that_ship_are_whole(tmp_path: Path) -> None:
    real = Paths.find({"UNDERSTUDY_HOME": str(tmp_path)})
    store = SettingsStore(real.project_file, real.user_file, {}, {})
    rows = build_permissions(real, store).check(["models", "engines"])
    assert [row for row in rows if row.mark != "ok"] == []
    assert len(rows) >= 3


def test_a_broken_engine_is_a_row_beside_the_good_ones(examine: Examine, paths: Paths) -> None:
    assert examine("engines")["engines"].mark == "fail"
    (paths.engines / "bad").mkdir()
    (paths.engines / "bad" / "engine.json").write_text("{", "utf-8")
    good = paths.engines / "good"
    good.mkdir()
    (good / "engine.py").touch()
    model = {"file": "a.onnx", "sha256": "0" * 64, "size": 1, "licence": "MIT", "source": "here"}
    manifest = {
        "api": 1, "id": "good", "name": "Good", "version": "1.2", "factory": "engine:Good", "providers": ["CPU"],
        "requires": [], "models": [model], "options": [], "licence": "MIT", "description": "",
    }  # fmt: skip
    (good / "engine.json").write_text(json.dumps(manifest), "utf-8")
    rows = examine("engines")
    assert (rows["bad"].mark, rows["good"].mark) == ("fail", "fail")
    assert "a.onnx" in rows["good"].reason
    (paths.models / "a.onnx").touch()
    assert examine("engines")["good"].reason == "Good 1.2"


def test_no_camera_and_no_virtual_camera_are_warnings_with_a_hint(examine: Examine) -> None:
    for row in examine(*topics_meant(["cameras", "virtual-camera"])).values():
        assert row.mark in ("ok", "warn", "info")
        assert row.mark != "warn" or row.mend


def test_a_virtual_camera_that_is_on_is_not_opened_a_second_time(examine: Examine) -> None:
    own_devices.claim("/dev/video10")
    try:
        assert examine("trial")["virtual-camera"].reason == "The virtual camera is on just now."
    finally:
        own_devices.give_back("/dev/video10")


def test_layers_names_file_line_import_and_rule(examine: Examine, paths: Paths) -> None:
    for package in ("app/base", "app/gui", "engines"):
        (paths.root / package).mkdir(parents=True, exist_ok=True)
    for package in ("app", "app/base", "app/gui", "engines"):
        (paths.root / package / "__init__.py").touch()
    paths.layer_rules.parent.mkdir()
    paths.layer_rules.write_bytes(Paths.find({}).layer_rules.read_bytes())
    assert [row.mark for row in examine("layers").values()] == ["ok"]
    (paths.root / "app/base/low.py").write_text("import json\nimport app.gui\n", "utf-8")
    row = examine("layers")["app-layers-1"]
    assert row.mark == "fail"
    assert row.reason == "app/base/low.py:2: import app.gui"
    assert "point down" in row.mend


def test_without_the_layer_checker_only_who_asks_for_it_fails(
    examine: Examine, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.layer_rules.parent.mkdir()
    paths.layer_rules.write_bytes(Paths.find({}).layer_rules.read_bytes())
    monkeypatch.setitem(sys.modules, "grimp", None)
    assert "development set-up" in examine("layers")["layers"].reason
    assert examine("layers")["layers"].mark == "fail"
    store = SettingsStore(paths.project_file, paths.user_file, {}, {})
    everything = Permissions(paths, store, [Topic("layers", content.layers)]).check()
    assert next(check for check in everything if check.id == "layers.layers").mark == "info"


def test_the_doctor_s_module_is_light(paths: Paths) -> None:
    code = "import sys, app.cli.doctor; print(sorted({'numpy', 'cv2', 'onnxruntime', 'PyQt6'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Paths.find({}).root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
