"""One file from the network into ``NAME.part``: resumed where it can be, and never mixed of two versions.

1. Beside the part lies ``NAME.part.json``: which address it came from and how the server named the version (ETag or
   Last-Modified). The rest is asked for only of that same version (``If-Range``); a server that has another one, or
   that can not give a part, sends the whole file, which replaces the part.
2. A cut connection is taken up again a few times. After that, or when cancelled, the part stays for the next time.
3. What is in the file is not looked at here; only its length is.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import re
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import httpx

from app import __version__
from app.base.errors import ModelError
from app.base.files import replace_file
from app.services.models.catalogue import ModelEntry
from app.services.models.parts import drop, not_written, size_of, state_file
from app.services.models.progress import Cancel, Meter, Progress

# It logs every address at INFO, and that of a mirror or a redirect may hold a password or a ticket.
logging.getLogger("httpx").setLevel(logging.WARNING)

TRIES = 4
PAUSE_S = 1.0
"""Before a cut connection is taken up again; twice as long before every further try."""
TIMEOUT_S = 20.0
"""Without an answer, or without a byte of it."""
LARGEST = 2 << 30
"""Bytes; a file in the format of ONNX can not be larger, and a server that never ends must not fill the disk."""
SPARE = 64_000_000
"""Bytes that have to stay free on the disk."""


class _Again(Exception):
    """The part is of no use; begin anew at once."""


class Download:
    """One fetch of one model. ``proxy`` is an address, or empty for that of the environment."""

    def __init__(
        self, entry: ModelEntry, url: str, part: Path, proxy: str, cancel: Cancel, tell: Callable[[Progress], None]
    ) -> None:
        self._entry = entry
        self._url = url
        self._host = httpx.URL(url).host
        self._part = part
        self._state = state_file(part)
        self._proxy = proxy
        self._cancel = cancel
        self._meter = Meter(entry.id, tell)

    def run(self) -> None:
        """Leaves the whole file in the part. Raises ModelError: cancelled, no network, not there, refused, no space,
        cut off, a wrong length, or a web page instead of a model."""
        headers = {"User-Agent": f"Understudy/{__version__}", "Accept-Encoding": "identity"}
        try:
            with httpx.Client(
                proxy=sound(self._proxy, "models.proxy") if self._proxy else None,
                headers=headers,
                timeout=TIMEOUT_S,
                follow_redirects=True,
                event_hooks={"request": [self._stay_secure]},
            ) as client:
                self._try_all(client)
        except OSError as error:  # httpx has its own exceptions: this is the disk
            raise self._not_written(error) from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise self._bad_answer(str(error)) from error

    def _try_all(self, client: httpx.Client) -> None:
        for attempt in range(TRIES):
            if attempt and self._cancel.wait(PAUSE_S * 2 ** (attempt - 1)):
                raise self._cancelled()
            try:
                while True:
                    try:
                        self._once(client)
                        return
                    except _Again:
                        drop(self._part)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
                raise self._cancelled() if self._cancel.is_set() else self._no_network(error) from error
            except (httpx.UnsupportedProtocol, httpx.LocalProtocolError) as error:
                raise self._bad_answer(str(error)) from error
            except httpx.TransportError as error:
                if self._cancel.is_set():
                    raise self._cancelled() from error
                cut = error
        raise self._cut() from cut

    def _once(self, client: httpx.Client) -> None:
        if self._cancel.is_set():
            raise self._cancelled()
        state = self._read_state()
        here = size_of(self._part) if state else 0
        total = state.get("total")
        if total is not None and here >= total:
            if here > total:
                raise _Again
            return  # an earlier process ended between the last byte and the check
        headers = self._ask_for_rest(state, here)
        with client.stream("GET", self._url, headers=headers) as response:
            stream: Any = response.extensions.get("network_stream")
            connection = stream.get_extra_info("socket") if stream is not None else None
            with self._cancel.cutting(connection if isinstance(connection, socket.socket) else None):
                if response.status_code in (206, 416) and "Range" in headers:
                    self._check_rest(response, state, here)
                    self._check_space(state.get("total", here) - here)
                    with self._part.open("ab") as file:
                        self._receive(response, file, here, state.get("total"))
                elif response.status_code == 200:
                    total = self._begin(response)
                    with self._part.open("wb") as file:
                        self._receive(response, file, 0, total)
                else:
                    raise self._refusal(response.status_code)

    def _ask_for_rest(self, state: dict[str, Any], here: int) -> dict[str, str]:
        version = state.get("etag") or state.get("modified")
        if not here or not version:
            return {}  # without a name for the version, the rest could be that of another one
        return {"Range": f"bytes={here}-", "If-Range": version}

    def _check_rest(self, response: httpx.Response, state: dict[str, Any], here: int) -> None:
        """Raises _Again unless the answer is the rest of the very file that the part was cut from."""
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
        if response.status_code == 416 or found is None or int(found[1]) != here:
            raise _Again
        if int(found[2]) != state.get("total", int(found[2])) or self._version(response) != _version_of(state):
            raise _Again

    def _begin(self, response: httpx.Response) -> int | None:
        """Check what a whole answer says of itself, make the part anew, and return its length in bytes if told."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml"):
            raise ModelError(
                "models.html_answer",
                f"{self._host} answered with a web page instead of the model {self._entry.file}.",
                "The page may ask for a login or a consent: open the address in a browser, then import the file.",
                host=self._host,
                name=self._entry.file,
            )
        if response.headers.get("Content-Encoding", "identity").lower() not in ("identity", ""):
            raise self._bad_answer("it sends the file packed although that was not asked for")
        length = response.headers.get("Content-Length", "")
        total = int(length) if length.isdecimal() else None
        self._check_length(total)
        self._check_space((total or self._entry.size or 0) - size_of(self._part))
        drop(self._part)
        self._part.touch()
        state = {"source": self._source(), "total": total, **self._version(response)}
        replace_file(self._state, json.dumps(state).encode())
        return total

    def _check_space(self, wanted: int) -> None:
        wanted += SPARE
        free = shutil.disk_usage(self._part.parent).free
        if free < wanted:
            raise ModelError(
                "models.no_space",
                f"{wanted // 1_000_000} MB are needed in {self._part.parent} and only {free // 1_000_000} MB are free.",
                "Make room on the disk.",
                needed_mb=wanted // 1_000_000,
                free_mb=free // 1_000_000,
                folder=str(self._part.parent),
            )

    def _receive(self, response: httpx.Response, file: BinaryIO, here: int, total: int | None) -> None:
        self._meter.begin(here, total)
        for chunk in response.iter_raw():  # with a size it would hold back, and lose, what came before a cut
            if self._cancel.is_set():
                raise self._cancelled(here)
            file.write(chunk)
            here += len(chunk)
            if here > min(self._entry.size or LARGEST, LARGEST):
                file.close()
                drop(self._part)
                self._check_length(here)
            self._meter.count(here, total)
        if self._cancel.is_set():
            raise self._cancelled(here)  # an answer that ends with the connection ends by cancelling, too
        if total is not None and here > total:
            raise _Again  # more than the rest that was asked for
        if total is not None and here < total:
            raise httpx.RemoteProtocolError(f"{total - here} bytes are missing")
        if total is None and self._entry.size is not None:
            self._check_length(here)

    def _check_length(self, length: int | None) -> None:
        if length is None:
            return
        wanted = self._entry.size
        if wanted is not None and length != wanted:
            drop(self._part)
            raise ModelError(
                "models.wrong_length",
                f"{self._host} sends {length} bytes or more for {self._entry.file}, which has {wanted}.",
                "It is another file. Nothing was kept.",
                host=self._host,
                name=self._entry.file,
                length=length,
                wanted=wanted,
            )
        if length > LARGEST:
            raise self._bad_answer("the file is larger than a model can be")

    def _read_state(self) -> dict[str, Any]:
        """What is known of the part; empty when there is none, or it is of another address."""
        try:
            state = json.loads(self._state.read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        if not isinstance(state, dict) or state.get("source") != self._source():
            return {}
        return state if isinstance(state.get("total"), int | None) else {}

    def _source(self) -> str:
        return hashlib.sha256(self._url.encode()).hexdigest()  # the address itself may hold a password

    def _version(self, response: httpx.Response) -> dict[str, str]:
        etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
        if etag and not etag.startswith("W/"):  # a weak one says "about the same", which is no use for bytes
            return {"etag": etag}
        return {"modified": modified} if modified else {}

    def _stay_secure(self, request: httpx.Request) -> None:
        if self._url.startswith("https:") and request.url.scheme != "https":
            raise self._bad_answer(f"it leads to {request.url.host} without encryption")

    # ---- errors ------------------------------------------------------------------------------------------------

    def _cancelled(self, here: int | None = None) -> ModelError:
        kept = size_of(self._part) if here is None else here
        text = f"Fetching {self._entry.file} was stopped; {kept} bytes are kept."
        hint = "Fetch it again to go on from there."
        return ModelError("models.cancelled", text, hint, name=self._entry.file, kept=kept)

    def _cut(self) -> ModelError:
        kept = size_of(self._part)
        text = f"The connection to {self._host} broke off {TRIES} times; {kept} bytes of {self._entry.file} are kept."
        hint = "Fetch it again to go on from there."
        return ModelError("models.cut", text, hint, host=self._host, name=self._entry.file, kept=kept, tries=TRIES)

    def _no_network(self, error: httpx.TransportError) -> ModelError:
        reason = str(error) or type(error).__name__
        if self._proxy or isinstance(error, httpx.ProxyError):
            text = f"{self._host} can not be reached through the proxy: {reason}."
            hint = "Check the setting models.proxy and that the proxy runs."
            return ModelError("models.proxy", text, hint, host=self._host, reason=reason)
        text = f"{self._host} can not be reached: {reason}."
        hint = "Check the network; behind a proxy, set models.proxy. A file that you have can be imported."
        return ModelError("models.no_network", text, hint, host=self._host, reason=reason)

    def _refusal(self, status: int) -> ModelError:
        host, name = self._host, self._entry.file
        if status in (404, 410):
            text = f"{host} no longer has {name} at the address of the catalogue (status {status})."
            hint = "Get the file elsewhere and import it, or update the program."
            return ModelError("models.gone", text, hint, host=host, name=name, status=status)
        if status in (401, 403, 407, 451):
            text = f"{host} refuses to give {name} (status {status})."
            hint = "It may ask for a login: get the file with a browser and import it."
            return ModelError("models.refused", text, hint, host=host, name=name, status=status)
        text = f"{host} can not give {name} at the moment (status {status})."
        return ModelError("models.server", text, "Try it again later.", host=host, name=name, status=status)

    def _bad_answer(self, reason: str) -> ModelError:
        text = f"The answer of {self._host} for {self._entry.file} can not be used: {reason}."
        hint = "Get the file elsewhere and import it."
        return ModelError("models.bad_answer", text, hint, host=self._host, name=self._entry.file, reason=reason)

    def _not_written(self, error: OSError) -> ModelError:
        folder = str(self._part.parent)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            text = f"The disk is full: {self._entry.file} does not fit into {folder}."
            hint = "Make room, then fetch it again to go on from there."
            return ModelError("models.disk_full", text, hint, name=self._entry.file, folder=folder)
        return not_written(self._part.parent, error)


def address(entry: ModelEntry, mirror: str) -> str:
    """Where to fetch from. ``mirror`` takes the publisher's place: its ``{path}``, ``{file}`` and ``{url}`` are filled
    in; without any, the path is put behind it. Raises ModelError when no address is known."""
    if not entry.url and (not mirror or "{path}" in mirror or "{url}" in mirror or "{file}" not in mirror):
        raise ModelError(
            "models.no_address",
            f"No address is known for {entry.file}.",
            f"Get the file from {entry.vendor} and import it: python -m app models import FILE --as {entry.id}.",
            name=entry.file,
            vendor=entry.vendor,
            model=entry.id,
        )
    made = entry.url or ""
    if mirror:
        path = httpx.URL(made).raw_path.decode() if made else ""
        form = mirror if re.search(r"\{(path|file|url)\}", mirror) else mirror.rstrip("/") + "{path}"
        for name, value in {"/{path}": path, "{path}": path, "{file}": entry.file, "{url}": made}.items():
            form = form.replace(name, value)
        made = sound(form, "models.mirror")
    return made


def sound(url: str, key: str) -> str:
    """The address of a setting as it is. Raises ModelError for one that can not be used."""
    try:
        parsed = httpx.URL(url)
        reason = "" if parsed.host and (parsed.port or 0) < 65536 else "its host or port can not be"
    except httpx.InvalidURL as error:
        reason = str(error)
    if reason:
        text = f"The address {url} of the setting {key} can not be used: {reason}."
        raise ModelError("models.bad_address", text, "Correct it.", address=url, key=key, reason=reason)
    return url


def _version_of(state: dict[str, Any]) -> dict[str, Any]:
    return {key: state[key] for key in ("etag", "modified") if key in state}
