"""Files that come as a form (``multipart/form-data``), written down while they come.

The framework's own forms would first gather the whole file where the system keeps temporary ones, which often is its
memory. Here each part goes where it belongs, and never more than a megabyte lies in memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from email.message import Message

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser

from app.api.refusals import Refusal
from app.services.tasks import Upload

_AT_ONCE = 1_000_000
_FIELD = 100_000
"""Bytes of a field that is no file."""
_FIELDS = 50


class Form:
    """What a form brought: fields by name, and one file."""

    def __init__(self, file_field: str, begin: Callable[[str], Upload]) -> None:
        """``begin`` is given the name of the file that came as ``file_field`` and says where it goes."""
        self.fields: dict[str, list[str]] = {}
        self.upload: Upload | None = None
        self._file_field, self._begin = file_field, begin
        self._header = b""
        self._headers: dict[bytes, bytes] = {}
        self._value = b""
        self._name = ""
        self._in_file = self._whole = False

    async def read(self, content_type: str, chunks: AsyncIterator[bytes]) -> None:
        """Take the whole form. Raises Refusal: it is none, or too large; UserError: the file can not be kept."""
        about = Message()
        about["content-type"] = content_type
        boundary = about.get_param("boundary")
        if not isinstance(boundary, str) or not boundary:
            raise _bad("The form does not say what separates its parts")
        parser = MultipartParser(
            boundary.encode("latin-1", "replace"),
            {
                "on_part_begin": self._begin_part,
                "on_header_field": lambda data, start, end: self._add_header(data[start:end], b""),
                "on_header_value": lambda data, start, end: self._add_header(b"", data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._end_headers,
                "on_part_data": lambda data, start, end: self._take(data[start:end]),
                "on_part_end": self._end_part,
                "on_end": self._end,
            },
        )
        waiting: list[bytes] = []
        size = 0
        async for chunk in chunks:
            waiting.append(chunk)
            size += len(chunk)
            if size >= _AT_ONCE:
                await asyncio.to_thread(_write, parser, b"".join(waiting))
                waiting, size = [], 0
        await asyncio.to_thread(_write, parser, b"".join(waiting), end=True)
        if not self._whole:
            raise _bad("The form breaks off")

    # ---- what the parser finds ---------------------------------------------------------------------------------------

    def _begin_part(self) -> None:
        self._header, self._value, self._headers = b"", b"", {}

    def _add_header(self, name: bytes, value: bytes) -> None:
        self._header += name
        self._value += value

    def _end_header(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header, self._value = b"", b""

    def _end_headers(self) -> None:
        about = Message()
        about["content-disposition"] = self._headers.get(b"content-disposition", b"").decode("utf-8", "replace")
        name = about.get_param("name", header="content-disposition")
        self._name = name if isinstance(name, str) else ""
        self._in_file = self._name == self._file_field
        if self._in_file:
            if self.upload is not None:
                raise _bad("The form has more than one file")
            self.upload = self._begin(about.get_filename() or "file")
        elif sum(len(values) for values in self.fields.values()) >= _FIELDS:
            raise _bad("The form has too many fields")

    def _take(self, data: bytes) -> None:
        if self._in_file:
            assert self.upload is not None
            self.upload.write(data)
            return
        self._value += data
        if len(self._value) > _FIELD:
            raise _bad(f"The field {self._name[:50]} is too long")

    def _end(self) -> None:
        self._whole = True

    def _end_part(self) -> None:
        if not self._in_file:
            try:
                self.fields.setdefault(self._name, []).append(self._value.decode("utf-8"))
            except UnicodeDecodeError:
                raise _bad(f"The field {self._name[:50]} is no UTF-8") from None
        self._in_file, self._value = False, b""


def _write(parser: MultipartParser, data: bytes, *, end: bool = False) -> None:
    try:
        parser.write(data)
        if end:
            parser.finalize()
    except MultipartParseError as error:
        raise _bad("The form can not be read") from error


def _bad(what: str) -> Refusal:
    return Refusal(400, "api.bad_request", f"{what}.", "Send it as `curl --form file=@clip.mp4` does.")
