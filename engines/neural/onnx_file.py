"""What can be read off an ONNX file without loading it: is it one at all, and its last initializer.

An ONNX file is a protobuf message (onnx.proto3: ModelProto.graph is field 7, GraphProto.initializer field 5,
TensorProto.dims 1, data_type 2, float_data 4, raw_data 9, external_data 13). The fields are walked in the mapped file,
so that half a gigabyte of weights is neither read nor copied.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engines.api import EngineError

_GRAPH, _INITIALIZER = 7, 5
_DIMS, _DATA_TYPE, _FLOAT_DATA, _RAW_DATA, _EXTERNAL = 1, 2, 4, 9, 13
_TYPES = {1: "<f4", 10: "<f2", 11: "<f8"}
_AGAIN = "Get the file anew from where it is published."


def check_file(path: Path) -> None:
    """Raises EngineError, in one sentence, for what is no whole ONNX file: a web page, a pointer, a piece."""
    with _mapped(path) as data:
        _check(path, data)


def last_initializer(path: Path) -> NDArray[np.float32]:
    """The last initializer of the graph as float32, in its own shape.

    Raises EngineError when the file is no ONNX file, is cut off, or has none of numbers.
    """
    with _mapped(path) as data:
        begin, end = _check(path, data)
        tensor: tuple[int, int] | None = None
        for field, place in _fields(data, begin, end):
            if field == _INITIALIZER and isinstance(place, tuple):
                tensor = place
        if tensor is None:
            raise EngineError(f"The model {path.name} has no initializer.", _AGAIN)
        return _numbers(path, data, *tensor)


def _mapped(path: Path) -> mmap.mmap:
    try:
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:  # an empty file can not be mapped
        raise EngineError(f"The model {path.name} is empty.", _AGAIN) from None
    except OSError as error:
        raise EngineError(f"The model {path.name} can not be read: {error.strerror}.", f"It is {path}.") from error


def _check(path: Path, data: mmap.mmap) -> tuple[int, int]:
    """Where the graph lies in the file."""
    start = data[:512].lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise EngineError(f"The file {path.name} is a web page and not a model.", _AGAIN)
    if start.startswith(b"version https://git-lfs"):
        raise EngineError(f"The file {path.name} is a Git LFS pointer and not the model itself.", _AGAIN)
    if start.startswith(b"pk\x03\x04"):
        raise EngineError(f"The file {path.name} is a ZIP archive.", "Unpack it first.")
    graph: tuple[int, int] | None = None
    try:
        for field, place in _fields(data, 0, len(data)):
            if field == _GRAPH and isinstance(place, tuple):
                graph = place
    except EOFError:
        raise EngineError(
            f"The model {path.name} is cut off: {len(data) / 1e6:.1f} MB of it are there.", _AGAIN
        ) from None
    except ValueError:
        graph = None
    if graph is None:
        raise EngineError(f"The file {path.name} is not an ONNX model.", _AGAIN)
    return graph


def _numbers(path: Path, data: mmap.mmap, begin: int, end: int) -> NDArray[np.float32]:
    shape: list[int] = []
    kind = 0
    raw: tuple[int, int] | None = None
    for field, place in _fields(data, begin, end):
        if field == _DIMS:
            shape += [place] if isinstance(place, int) else _packed(data, *place)
        elif field == _DATA_TYPE and isinstance(place, int):
            kind = place
        elif field in (_RAW_DATA, _FLOAT_DATA) and isinstance(place, tuple):
            raw = place
        elif field == _EXTERNAL:
            raise EngineError(
                f"The weights of {path.name} lie in a second file, from which its last initializer is not read.",
                "Get the model as one file, as it is published.",
            )
    if kind not in _TYPES or raw is None:
        raise EngineError(f"The last initializer of {path.name} does not hold numbers.", _AGAIN)
    values: NDArray[np.float32] = np.frombuffer(data[raw[0] : raw[1]], _TYPES[kind]).astype(np.float32)
    if values.size != int(np.prod(shape)):
        raise EngineError(f"The last initializer of {path.name} is not whole.", _AGAIN)
    return values.reshape(shape)


def _fields(data: mmap.mmap, begin: int, end: int) -> Iterator[tuple[int, int | tuple[int, int]]]:
    """Number of each field of a message, and its value or, for bytes, where they begin and end.

    Raises EOFError when the file ends within a field, ValueError when it is no protobuf message.
    """
    at = begin
    while at < end:
        tag, at = _varint(data, at, end)
        number, kind = tag >> 3, tag & 7
        if number == 0:
            raise ValueError("field 0")
        if kind == 0:
            value, at = _varint(data, at, end)
            yield number, value
        elif kind == 2:
            length, at = _varint(data, at, end)
            if at + length > end:
                raise EOFError
            yield number, (at, at + length)
            at += length
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
            if at > end:
                raise EOFError
        else:
            raise ValueError(f"wire type {kind}")


def _packed(data: mmap.mmap, begin: int, end: int) -> list[int]:
    values = []
    while begin < end:
        value, begin = _varint(data, begin, end)
        values.append(value)
    return values


def _varint(data: mmap.mmap, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= end:
            raise EOFError
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
        if shift > 63:
            raise ValueError("a number of more than 64 bits")
