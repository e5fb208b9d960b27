"""Models in words: kinds, states, sizes and licences, in the user's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.gui.output_dock import duration

if TYPE_CHECKING:
    from app.services.copies import CopyProgress
    from app.services.copy_info import CopyInfo
    from app.services.models import ModelEntry, Progress, Row

_KINDS = {
    "swapper": QT_TRANSLATE_NOOP("Models", "Swappers"),
    "recogniser": QT_TRANSLATE_NOOP("Models", "Recognisers"),
    "converter": QT_TRANSLATE_NOOP("Models", "Converters"),
    "detector": QT_TRANSLATE_NOOP("Models", "Detectors"),
    "enhancer": QT_TRANSLATE_NOOP("Models", "Enhancers"),
    "occlusion": QT_TRANSLATE_NOOP("Models", "Masks of what covers the face"),
    "regions": QT_TRANSLATE_NOOP("Models", "Masks of parts of the face"),
}
"""In the order of the page."""
KINDS = tuple(_KINDS)
_LICENCES = {
    "Non-commercial": QT_TRANSLATE_NOOP("Models", "Non-commercial"),
    "Unknown": QT_TRANSLATE_NOOP("Models", "Unknown"),
}
"""Those that are words and not a licence's own name."""
_NEVER_STATED = "Unknown"
_STEPS = {
    "pictures": QT_TRANSLATE_NOOP("Models", "reading the pictures"),
    "preparing": QT_TRANSLATE_NOOP("Models", "preparing the network"),
    "faces": QT_TRANSLATE_NOOP("Models", "looking for faces"),
    "original": QT_TRANSLATE_NOOP("Models", "running the original"),
    "measuring": QT_TRANSLATE_NOOP("Models", "measuring"),
    "writing": QT_TRANSLATE_NOOP("Models", "writing the copy"),
    "copy": QT_TRANSLATE_NOOP("Models", "comparing the copy with the original"),
    "done": QT_TRANSLATE_NOOP("Models", "done"),
}
"""Of a copy, in their order."""


translate = QCoreApplication.translate


def kind_text(kind: str) -> str:
    return translate("Models", _KINDS[kind]) if kind in _KINDS else kind.capitalize()


def licence_text(licence: str, *, short: bool = False) -> str:
    """The publisher's word, with a translation before it where there is one; ``short`` with that alone."""
    known = _LICENCES.get(licence)
    translated = translate("Models", known) if known else licence
    return translated if short or translated == licence else f"{translated} ({licence})"


def licence_warning(licence: str) -> str:
    """What has to be said beside a licence, if anything."""
    if licence != _NEVER_STATED:
        return ""
    return translate("Models", "Its publisher states no licence: whether you may use it is for you to find out.")


def size_text(size: int | None) -> str:
    """Bytes in decimal units, as disks and networks have them."""
    if size is None:
        return translate("Models", "unknown")
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.{2 if unit == 'GB' else 1}f} {unit}"
    return f"{size} B"


def needs_text(row: Row) -> str:
    """In few words, whether what a model needs is here."""
    if not row.entry.needs:
        return translate("Models", "nothing")
    if not row.lacks:
        return translate("Models", "all here")
    return translate("Models", "lacks {names}").format(names=names_text(row.lacks))


def names_text(entries: tuple[ModelEntry, ...]) -> str:
    return translate("Models", ", ").join(entry.name for entry in entries)


def percent_text(done: int, total: int | None) -> str:
    """How much is here, as a share where the whole is known; never 100 % before the end."""
    if not total:
        return size_text(done)
    return translate("Models", "{percent} %").format(percent=min(99, done * 100 // total))


def state_text(row: Row, home: Path) -> str:
    """Where a model is with which nothing is being done; ``home`` is the program's own folder."""
    found = row.found
    if found.state == "damaged":
        return translate("Models", "Damaged")
    if found.path is not None:
        if found.path.parent == home:
            if found.state == "unverified":
                return translate("Models", "Here, not checked yet")
            if found.entry.sha256 is not None and not found.known:
                return translate("Models", "Here, another version")
            return translate("Models", "Here")
        return translate("Models", "Here, in {folder}").format(folder="/".join(found.path.parent.parts[-2:]))
    if row.part is not None:
        share = percent_text(row.part.bytes, row.part.total or row.entry.size)
        return translate("Models", "{percent} fetched").format(percent=share)
    return translate("Models", "Missing")


def work_text(work: str) -> str:
    return {
        "planning": translate("Models", "Looking it up…"),
        "checking": translate("Models", "Checking…"),
        "importing": translate("Models", "Importing…"),
        "deleting": translate("Models", "Deleting…"),
    }[work]


def progress_text(progress: Progress | None, *, long: bool = False) -> str:
    """How far a fetch is; ``long`` with the bytes, the rate and the time left. None: it waits for its turn."""
    if progress is None:
        return translate("Models", "Waiting for its turn")
    if progress.state == "waiting":
        return translate("Models", "Process {number} fetches it already: waiting").format(number=progress.holder)
    if progress.state == "checking":
        return translate("Models", "Checking…")
    share = percent_text(progress.bytes, progress.total)
    parts = [translate("Models", "Fetching {percent}").format(percent=share)]
    if long and progress.total:
        part = translate("Models", "{done} of {all}")
        parts.append(part.format(done=size_text(progress.bytes), all=size_text(progress.total)))
    if progress.rate:
        parts.append(translate("Models", "{size}/s").format(size=size_text(int(progress.rate))))
    if progress.seconds_left is not None:
        parts.append(translate("Models", "{time} left").format(time=duration(progress.seconds_left + 0.99)))
    return " · ".join(parts)


def copy_progress_text(progress: CopyProgress | None, *, stopping: bool = False, long: bool = False) -> str:
    """How far a faster copy is; ``long`` with the number of the step. None: it waits for its turn."""
    if stopping:
        return translate("Models", "Stopping…")
    if progress is None:
        return translate("Models", "Waiting for its turn")
    step = translate("Models", _STEPS[progress.step]) if progress.step in _STEPS else progress.step
    if progress.part:
        step = translate("Models", "{step} {percent} %").format(step=step, percent=int(progress.part * 100))
    if not long or progress.step not in _STEPS:
        return translate("Models", "Copy: {step}").format(step=step)
    number, of = list(_STEPS).index(progress.step) + 1, len(_STEPS) - 1
    text = translate("Models", "Making a faster copy, step {number} of {of}: {step}")
    return text.format(number=min(number, of), of=of, step=step)


def copy_text(info: CopyInfo, *, here: bool) -> str:
    """What a faster copy is like, and whether it is used; ``here``: its original is."""
    size = size_text(info.size)
    if not here:
        text = translate("Models", "A faster copy of it is kept ({size}), and used once the file itself is here again.")
        return text.format(size=size)
    if info.stale:
        text = translate(
            "Models",
            "Its faster copy ({size}) was made of another version of the file and is not used: make it anew.",
        )
        return text.format(size=size)
    text = translate(
        "Models",
        "Faster copy for the processor: {size}, {worst} dB from the original at worst, {middle} dB in the middle; "
        "{after} ms a run instead of {before} ms (threads: {threads}), {times} times as fast.",
    ).format(
        size=size,
        worst=f"{info.psnr_db:.1f}",
        middle=f"{info.psnr_median_db:.1f}",
        after=f"{info.copy_ms:.0f}",
        before=f"{info.original_ms:.0f}",
        threads=info.threads,
        times=f"{info.times_as_fast:.1f}",
    )
    use = (
        translate("Models", "It gains hardly anything on this processor: delete it.")
        if info.hardly_faster
        else translate("Models", "It is used where networks run on the processor, unless Precision says otherwise.")
    )
    return f"{text}\n{use}"


def choice_text(row: Row) -> str:
    """A model among the choices of an engine's option."""
    name = row.entry.name
    if row.ready:
        return name
    if row.found.state == "damaged":
        return translate("Models", "{name} (damaged)").format(name=name)
    if row.here:
        return translate("Models", "{name} (incomplete)").format(name=name)
    return translate("Models", "{name} (not here)").format(name=name)
