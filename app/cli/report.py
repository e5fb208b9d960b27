"""The report of a headless run: looked at before the run, written whole after it."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path

from app.base.errors import OutputError, UsageError
from app.base.files import replace_file, same_file
from app.base.process import peak_rss_mb
from app.pipeline.output import OutputStatus
from app.pipeline.photos import resolve_face
from app.pipeline.sources import source_file
from app.services.core import Core
from app.services.session_state import SessionRequest, SessionStatus


def write_report(path: Path, core: Core, status: SessionStatus) -> None:
    measured = core.session.measured()
    outputs: tuple[OutputStatus, ...] = measured.get("outputs", ())
    source = status.source
    report = {
        "engine": status.engine,
        "provider": status.provider,
        "size": [source.width, source.height] if source else None,
        "frames_in": status.frames_in,
        "frames_out": status.frames_out,
        "dropped": status.dropped,
        "swapped": status.swapped,
        "covered": status.covered,
        "fps": measured.get("fps", 0.0),
        "age_ms": measured.get("age_ms"),
        "stages_ms": measured.get("stages_ms"),
        "peak_rss_mb": peak_rss_mb(),
        "load_ms": measured.get("load_ms"),
        "outputs": [
            {
                "kind": output.kind,
                "detail": output.detail,
                "frames": output.frames,
                "dropped": output.dropped,
                "seconds": round(output.seconds, 3),
                "bytes": output.bytes,
                "error": None if output.error is None else str(output.error),
                "size": output.size,
                "fps": output.fps or None,
                "repeated": output.repeated,
                "wait_ms": round(output.wait_ms, 2),
            }
            for output in outputs
        ],
    }
    try:
        replace_file(path, (json.dumps(report, indent=2) + "\n").encode())
    except OSError as error:
        raise _not_written(path, error) from error


def check_report(path: Path, request: SessionRequest, core: Core) -> None:
    """Before a long run, not after it: the report can be written, and not over what the run reads or writes."""
    media = core.paths.media
    used = [source_file(request.source.spec, media), request.recording]
    used += [resolve_face(face, media) for face in request.faces]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with tempfile.TemporaryFile(dir=path.parent):
            pass
        taken = any(file is not None and same_file(path, file) for file in used)
    except OSError as error:
        raise _not_written(path, error) from error
    if taken:
        raise UsageError(
            "usage.report", f"--report {path} is a file that the run itself reads or writes.", "Choose another name."
        )


def _not_written(path: Path, error: OSError) -> OutputError:
    text = f"The report {path} can not be written: {error.strerror}."
    return OutputError("report.not_written", text, "Choose another place.", path=str(path))
