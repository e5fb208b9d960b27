"""Brings the translation files up to date with the program's texts.

1. Texts come from the calls of ``tr``, ``translate`` and ``QT_TRANSLATE_NOOP`` in ``app/gui`` (read by PyQt6's own
   ``pylupdate6``) and from the names, descriptions and options in ``engines/*/engine.json``.
2. ``understudy_<language>.ts`` gets the new ones as unfinished and loses those that are gone.
3. With ``--lrelease`` the ``.qm`` files, which the program reads, are made from them.

``--check`` changes nothing, names what is missing or unfinished, and ends with 1 when there is any.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from PyQt6.lupdate.lupdate import lupdate as untyped_lupdate

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
lupdate: Callable[..., None] = untyped_lupdate


def engine_texts(root: Path) -> Iterator[tuple[str, str]]:
    """Context and text of all that manifests show in the window."""
    for file in sorted(root.glob("engines/*/engine.json")):
        manifest = json.loads(file.read_text("utf-8"))
        texts = [manifest["name"], manifest["description"]]
        for option in manifest["options"]:
            texts += [option["label"], option.get("help", ""), *option.get("choices", [])]
        for text in dict.fromkeys(texts):
            if text:
                yield f"engine.{manifest['id']}", text


def update(ts: Path, root: Path = ROOT) -> None:
    """Bring one ``.ts`` file up to date."""
    with tempfile.TemporaryDirectory() as folder:
        extra = Path(folder) / "engines.py"
        lines = [f"translate({context!r}, {text!r})\n" for context, text in engine_texts(root)]
        extra.write_text("".join(lines), encoding="utf-8")
        lupdate([str(root / "app" / "gui"), str(extra)], [str(ts)], no_obsolete=True, no_summary=True)
    tree = ElementTree.parse(ts)
    for message in tree.iter("message"):
        for location in message.findall("location"):  # line numbers would make every change of the code one of these
            message.remove(location)
    contexts = tree.getroot()
    contexts[:] = sorted(contexts, key=lambda context: context.findtext("name") or "")
    for context in contexts:
        context[1:] = sorted(context[1:], key=lambda message: message.findtext("source") or "")
    ElementTree.indent(tree, "    ")
    text = ElementTree.tostring(contexts, encoding="unicode")
    ts.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")


def messages(ts: Path) -> dict[tuple[str, str], str]:
    """Translation by context and text; empty where it is unfinished."""
    found = {}
    for context in ElementTree.parse(ts).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            key = context.findtext("name") or "", message.findtext("source") or ""
            found[key] = (translation.text or "") if done and translation is not None else ""
    return found


def check(ts: Path, root: Path = ROOT) -> list[str]:
    """What is missing in a ``.ts`` file, unfinished, or no longer used."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / ts.name
        shutil.copy(ts, fresh)
        update(fresh, root)
        wanted, kept = messages(fresh), messages(ts)
    faults = [f"{ts.name}: not translated: {context}: {text}" for (context, text), done in wanted.items() if not done]
    return faults + [f"{ts.name}: not used: {context}: {text}" for context, text in kept.keys() - wanted.keys()]


def main() -> int:
    parser = argparse.ArgumentParser(description="Bring the translation files up to date.")
    parser.add_argument("--check", action="store_true", help="change nothing, name what is missing")
    parser.add_argument("--lrelease", type=Path, help="Qt's lrelease, to make the .qm files")
    args = parser.parse_args()
    faults = []
    for ts in sorted(HERE.glob("*.ts")):
        if not args.check:
            update(ts)
        faults += check(ts)
        if args.lrelease is not None:
            subprocess.run([args.lrelease, "-silent", ts, "-qm", ts.with_suffix(".qm")], check=True)
    sys.stderr.write("".join(f"{fault}\n" for fault in faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
