"""A stand-in environment; brings nothing but the standard library, as the stand-in for uv uses it, too."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path


def make_environment(place: Path, packages: Mapping[str, str] | None = None, *, with_ours: bool = False) -> Path:
    """An environment with these packages; ``with_ours``: and those of the tests, which really can be imported. Returns
    its interpreter."""
    scripts = "Scripts" if sys.platform == "win32" else "bin"
    base = Path(getattr(sys, "_base_executable", "") or sys.executable).resolve()
    (place / scripts).mkdir(parents=True)
    (place / "pyvenv.cfg").write_text(f"home = {base.parent}\ninclude-system-site-packages = false\n", "utf-8")
    python = place / scripts / base.name if sys.platform == "win32" else place / scripts / "python"
    if sys.platform == "win32":
        shutil.copy2(base, python)
    else:
        python.symlink_to(base)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(place), "platbase": str(place)}))
    site.mkdir(parents=True)
    for name, version in (packages or {}).items():
        info = site / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
    if with_ours:
        (site / "ours.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python
