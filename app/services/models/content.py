"""A look at a model file before onnxruntime sees it: what was fetched is often something else than a model.

Only the outer structure is read: the fields of an ONNX ``ModelProto`` are skipped from one to the next, which takes a
few reads however large the file is, and which ends exactly at the end of the file if nothing is missing. Whether the
content is the right one is a matter of its SHA-256.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from app.base.errors import ModelError

_SMALLEST = 1024
"""Bytes; no model of a face is below this."""
_HTML = (b"<!doctype html", b"<html", b"<head", b"<?xml", b"<script", b"<!--")
_LFS = b"version https://git-lfs"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!")

# Protocol buffers: a field is its number and wire type, then a number, 4 or 8 bytes, or a length and as many bytes.
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_IR_VERSION, _GRAPH, _OPSETS = 1, 7, 8
_LARGEST_FIELD = 100  # of a ModelProto; 26 is the largest so far


class _NotThere(Exception):
    """The file ends within a field."""


def check_content(path: Path, name: str = "") -> None:
    """Raises ModelError, with a sentence for each case, when ``path`` can not be a model; ``name`` is what the
    sentence calls it (the name of the file if empty). A file that is not .onnx by its name is only checked for being
    something else altogether."""
    name = name or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_SMALLEST)
            _check_head(head, name)
            if size < _SMALLEST:
                raise ModelError(
                    "models.too_small",
                    f"{name} has only {size} bytes, which is too small for a model.",
                    "Get the file again.",
                    name=name,
                    size=size,
                )
            if name.lower().endswith(".onnx"):
                file.seek(0)
                _check_onnx(file, size, name)
    except OSError as error:
        raise ModelError(
            "models.unreadable",
            f"The model {path} can not be read: {error.strerror}.",
            "Check the name and the permissions.",
            path=str(path),
            reason=str(error.strerror),
        ) from error


def _check_head(head: bytes, name: str) -> None:
    if not head:
        raise ModelError("models.empty", f"The file {name} is empty.", "Get the file again.", name=name)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_HTML):
        raise ModelError(
            "models.html",
            f"{name} is a web page, not a model.",
            "The page may ask for a login or a consent: open the address in a browser, then import the file.",
            name=name,
        )
    if head.startswith(_LFS):
        raise ModelError(
            "models.lfs_pointer",
            f"{name} is only the note that Git LFS leaves in place of a large file.",
            "Get the file itself, in its repository with: git lfs pull.",
            name=name,
        )
    if head.startswith(_ZIP):
        raise ModelError(
            "models.zip",
            f"{name} is an archive, not a model.",
            "Unpack it, then import the model that is in it.",
            name=name,
        )
    if not head.strip(b"\0"):
        raise ModelError(
            "models.zeros",
            f"{name} holds nothing but zeros: it was never written to its end.",
            "Get the file again.",
            name=name,
        )


def _check_onnx(file: BinaryIO, size: int, name: str) -> None:
    seen: set[int] = set()
    try:
        while file.tell() < size:
            tag = _varint(file)
            field, wire = tag >> 3, tag & 7
            if not 1 <= field <= _LARGEST_FIELD or not _plausible(field, wire):
                raise _not_onnx(name)
            if wire == _VARINT:
                _varint(file)
            else:
                length = _varint(file) if wire == _BYTES else {_FIXED64: 8, _FIXED32: 4}[wire]
                if file.tell() + length > size:
                    raise _NotThere
                file.seek(length, 1)
            seen.add(field)
    except _NotThere as error:
        if _IR_VERSION in seen:  # every writer of ONNX puts it first, so this was the beginning of a model
            raise _truncated(name) from error
        raise _not_onnx(name) from error
    if _IR_VERSION in seen and not {_GRAPH, _OPSETS} <= seen:
        raise _truncated(name)  # cut off exactly between two fields
    if _GRAPH not in seen:
        raise _not_onnx(name)


def _plausible(field: int, wire: int) -> bool:
    if field == _IR_VERSION:
        return wire == _VARINT
    if field in (_GRAPH, _OPSETS):
        return wire == _BYTES
    return wire in (_VARINT, _FIXED64, _BYTES, _FIXED32)


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise _NotThere
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
    return 1 << 70  # longer than a number may be: larger than every file, every field


def _not_onnx(name: str) -> ModelError:
    return ModelError(
        "models.not_onnx", f"{name} is not an ONNX model.", "Choose the file that ends in .onnx.", name=name
    )


def _truncated(name: str) -> ModelError:
    return ModelError(
        "models.truncated", f"The model {name} is cut off: its end is missing.", "Get the file again.", name=name
    )
