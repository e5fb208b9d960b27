"""Fetching from a server that does everything wrong that servers do: what arrives is whole and right, or a sentence."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.errors import ModelError
from app.services.models import Cancel, ModelEntry, Models, Progress, fetch, progress
from app.services.models.progress import Meter
from tests.services.models_kit import PATIENCE_S, Handler, Publisher, entry, onnx_bytes, publishing, service, sha256

HTML = b"<!DOCTYPE html><html>Please log in" + b"." * 2000
OTHER = onnx_bytes(200_000, b"b")


@pytest.fixture(autouse=True)
def _no_pause_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "PAUSE_S", 0.0)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publishing() as made:
        yield made


@pytest.fixture
def models(tmp_path: Path, server: Publisher) -> Models:
    return service(tmp_path, entry(url=server.url()))


def pinned(server: Publisher, data: bytes | None = None, **changes: Any) -> ModelEntry:
    data = server.file if data is None else data
    made: dict[str, Any] = {"url": server.url(), "size": len(data), "sha256": sha256(data)}
    return entry(**made | changes)


def left(models: Models) -> list[str]:
    """Names in the program's own folder, without the lock."""
    return sorted(one.name for one in models.home.iterdir() if not one.name.startswith("."))


def refused(models: Models, code: str) -> ModelError:
    with pytest.raises(ModelError) as caught:
        models.fetch("swap")
    assert caught.value.message.code == f"models.{code}", caught.value
    return caught.value


def ranges(server: Publisher) -> list[str | None]:
    return [headers.get("Range") for _, headers in server.requests]


def test_a_file_arrives_whole_is_recorded_and_not_fetched_twice(models: Models, server: Publisher) -> None:
    told: list[Progress] = []
    models.progress.subscribe(told.append)
    path = models.fetch("swap")
    assert path.read_bytes() == server.file
    assert path == models.home / "swap.onnx"
    assert left(models) == ["swap.onnx"]
    assert models.find("swap").state == "here"
    assert models.fetch("swap") == path
    assert len(server.requests) == 1
    assert server.requests[0][1]["User-Agent"].startswith("Understudy/")
    assert (told[0].state, told[0].bytes, told[0].total) == ("fetching", 0, len(server.file))
    assert [one.state for one in told][-2:] == ["checking", "done"]
    last = [one for one in told if one.state == "fetching"][-1]
    assert (last.bytes, last.seconds_left) == (len(server.file), 0.0)


def test_rate_and_time_left_are_those_of_the_last_seconds() -> None:
    told: list[Progress] = []
    times = iter([0.0, 1.0, 1.05, 10.0, 11.0])
    meter = Meter("swap", told.append, lambda: next(times))
    meter.begin(100, 1100)
    for here in (200, 205, 400, 600):
        meter.count(here, 1100)
    assert [(one.bytes, one.rate, one.seconds_left) for one in told][:2] == [(100, 0.0, None), (200, 100.0, 9.0)]
    assert [one.bytes for one in told] == [100, 200, 400, 600]  # 205 came too soon after 200
    assert told[-1].rate == pytest.approx(395 / 9.95)


def test_a_cut_connection_is_taken_up_where_it_broke(models: Models, server: Publisher) -> None:
    server.answers = [lambda handler: handler.give(server.file, cut=100_000)]
    assert models.fetch("swap").read_bytes() == server.file
    (_, first), (_, second) = server.requests
    assert "Range" not in first
    assert second["Range"] == "bytes=100000-"
    assert second["If-Range"] == '"1"'


def test_after_the_last_try_the_part_stays_for_the_next_time(models: Models, server: Publisher) -> None:
    def cut(handler: Handler) -> None:
        handler.give(server.file, cut=50_000)

    server.answers = [cut] * fetch.TRIES
    error = refused(models, "cut")
    assert error.message.params["kept"] == 200_000
    assert left(models) == ["swap.onnx.part", "swap.onnx.part.json"]
    assert models.disk_use().parts == 200_000
    assert models.fetch("swap").read_bytes() == server.file
    assert ranges(server) == [None, "bytes=50000-", "bytes=100000-", "bytes=150000-", "bytes=200000-"]
    assert left(models) == ["swap.onnx"]


def test_a_part_that_was_whole_when_the_program_ended_is_taken_without_a_request(
    models: Models, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(*_: object, **__: object) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Models, "_take_in", end)
        with pytest.raises(KeyboardInterrupt):
            models.fetch("swap")
    assert models.fetch("swap").read_bytes() == server.file
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "rest",
    [
        lambda handler: handler.give(OTHER, etag='"2"'),  # If-Range does not fit, so the whole new file comes
        lambda handler: handler.give(OTHER, ranges=False),  # knows no ranges
        lambda handler: handler.give(b"", status=416, Content_Range="bytes */5"),
        lambda handler: handler.give(OTHER[9:], status=206, Content_Range=f"bytes 9-{len(OTHER) - 1}/{len(OTHER)}"),
        lambda handler: handler.give(OTHER[50_000:], etag='"2"', status=206, ranges=False,
                                     Content_Range=f"bytes 50000-{len(OTHER) - 1}/{len(OTHER)}"),
        lambda handler: handler.give(OTHER[50_000:], status=206, ranges=False, Content_Range="bytes 50000-"),
    ],
    ids=["new-etag", "no-ranges", "416", "wrong-start", "206-of-another", "no-total"],
)  # fmt: skip
def test_two_versions_are_never_mixed(models: Models, server: Publisher, rest: Any) -> None:
    server.answers = [lambda handler: handler.give(server.file, cut=50_000), rest]
    server.usual = lambda handler: handler.give(OTHER, etag='"2"')  # type: ignore[method-assign]
    assert models.fetch("swap").read_bytes() == OTHER
    assert ranges(server)[1] == "bytes=50000-"
    assert left(models) == ["swap.onnx"]


@pytest.mark.parametrize("etag", ["", 'W/"1"'])
def test_without_a_name_for_the_version_it_begins_anew(models: Models, server: Publisher, etag: str) -> None:
    server.answers = [lambda handler: handler.give(server.file, etag=etag, cut=50_000)]
    assert models.fetch("swap").read_bytes() == server.file
    assert ranges(server) == [None, None]


def test_a_time_of_change_names_the_version_too(models: Models, server: Publisher) -> None:
    date = "Wed, 25 Nov 2026 10:00:00 GMT"
    server.answers = [
        lambda handler: handler.give(server.file, etag="", cut=50_000, Last_Modified=date),
        lambda handler: handler.give(server.file[50_000:], etag="", ranges=False, status=206, Last_Modified=date,
                                     Content_Range=f"bytes 50000-{len(server.file) - 1}/{len(server.file)}"),
    ]  # fmt: skip
    assert models.fetch("swap").read_bytes() == server.file
    assert server.requests[1][1]["If-Range"] == date


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (lambda handler: handler.give(HTML, kind="text/html; charset=utf-8"), "html_answer"),
        (lambda handler: handler.give(HTML), "html"),
        (lambda handler: handler.give(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "lfs_pointer"),
        (lambda handler: handler.give(b"\x08\x0a"), "too_small"),
        (lambda handler: handler.give(b""), "empty"),
        (lambda handler: handler.give(onnx_bytes(), length=2000), "truncated"),
        (lambda handler: handler.give(onnx_bytes(), length=-1, cut=2000), "truncated"),
        (lambda handler: handler.give(onnx_bytes(), Content_Encoding="gzip"), "bad_answer"),
        (lambda handler: handler.give(b"", status=302, Location="ftp://127.0.0.1/x"), "bad_answer"),
        (lambda handler: handler.give(b"", length=3 << 30), "bad_answer"),
        (lambda handler: handler.give(b"", status=404), "gone"),
        (lambda handler: handler.give(b"", status=403), "refused"),
        (lambda handler: handler.give(b"", status=503), "server"),
    ],
)
def test_what_is_no_model_is_told_and_nothing_is_kept(
    models: Models, server: Publisher, answer: Any, code: str
) -> None:
    server.answers = [answer]
    assert str(refused(models, code)).count(".") >= 1
    assert left(models) == []
    assert len(server.requests) == 1


def test_a_redirect_without_end_is_told(models: Models, server: Publisher) -> None:
    server.usual = lambda handler: handler.give(b"", status=302, Location="/again")  # type: ignore[method-assign]
    refused(models, "bad_answer")


def test_a_redirect_is_followed_and_resumed(models: Models, server: Publisher) -> None:
    def away(handler: Handler) -> None:
        handler.give(b"", ranges=False, status=302, Location=f"{server.root}/store")

    server.answers = [away, lambda handler: handler.give(server.file, cut=10_000), away]
    assert models.fetch("swap").read_bytes() == server.file
    assert server.requests[-1][0] == "/store"
    assert ranges(server)[-1] == "bytes=10000-"


def test_encryption_is_not_given_up_on_the_way(tmp_path: Path) -> None:
    download = fetch.Download(entry(), "https://localhost/x", tmp_path / "part", "", Cancel(), lambda _: None)
    with pytest.raises(ModelError, match="without encryption"):
        download._stay_secure(httpx.Request("GET", "http://localhost/y"))


@pytest.mark.parametrize("length", [None, -1])
def test_another_length_than_the_pinned_one_is_no_use(tmp_path: Path, server: Publisher, length: int | None) -> None:
    models = service(tmp_path, pinned(server, server.file[:-1]))
    server.answers = [lambda handler: handler.give(server.file, length=length)]
    refused(models, "wrong_length")
    assert left(models) == []


def test_another_file_than_the_pinned_one_is_not_kept(tmp_path: Path, server: Publisher) -> None:
    models = service(tmp_path, pinned(server, sha256="0" * 64))
    refused(models, "wrong_file")
    assert left(models) == []
    assert models.find("swap").state == "missing"


def test_a_damaged_model_is_replaced_by_the_same_one_only(models: Models, server: Publisher) -> None:
    path = models.fetch("swap")
    path.write_bytes(OTHER)
    assert models.find("swap").state == "damaged"
    good = server.file
    server.file = OTHER
    refused(models, "not_the_recorded")
    server.file = good
    assert models.fetch("swap").read_bytes() == good
    models.delete("swap")
    server.file = OTHER
    assert models.fetch("swap").read_bytes() == OTHER


def test_nothing_listens(tmp_path: Path, server: Publisher) -> None:
    nowhere = Publisher()
    nowhere.server_close()
    refused(service(tmp_path, entry(url=nowhere.url())), "no_network")
    refused(service(tmp_path, entry(url=server.url()), proxy=nowhere.root), "proxy")
    assert server.requests == []


def test_too_little_room_is_told_before_anything_is_written(
    models: Models, monkeypatch: pytest.MonkeyPatch, server: Publisher
) -> None:
    monkeypatch.setattr(fetch, "SPARE", 1 << 60)
    refused(models, "no_space")
    assert left(models) == []


def test_a_disk_that_fills_up_is_told(models: Models, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(fetch.Download, "_receive", full)
    refused(models, "disk_full")


def test_offline_and_an_unaccepted_licence_make_no_request(tmp_path: Path, server: Publisher) -> None:
    one = entry(url=server.url())
    refused(service(tmp_path, one, offline=True), "offline")
    refused(service(tmp_path / "b", one, accepted=False), "licence")
    models = service(tmp_path / "c", one)
    changed = service(tmp_path / "c", one.model_copy(update={"licence": "Other words"}), accepted=False)
    acceptance = models.accepted("swap")
    assert acceptance is not None
    assert acceptance.date.startswith("20")
    refused(changed, "licence")
    assert server.requests == []


def test_mirror_and_proxy_are_asked_instead(tmp_path: Path, server: Publisher) -> None:
    known = entry(url="https://localhost/a/b/swap.onnx?x=1")
    assert fetch.address(known, "") == known.url
    assert fetch.address(known, "http://m/x/") == "http://m/x/a/b/swap.onnx?x=1"
    assert fetch.address(known, "http://m/{path}") == "http://m/a/b/swap.onnx?x=1"
    assert fetch.address(known, "http://m/{url}") == f"http://m/{known.url}"
    assert fetch.address(entry(), "http://m/{file}") == "http://m/swap.onnx"
    for mirror in ("", "http://m", "http://m/{url}"):
        with pytest.raises(ModelError, match="No address is known"):
            fetch.address(entry(), mirror)
    for port in ("port", "70000"):
        with pytest.raises(ModelError, match=r"models\.mirror can not be used"):
            fetch.address(known, f"http://m:{port}")
    with pytest.raises(ModelError, match=r"models\.proxy can not be used"):
        service(tmp_path, known, proxy="http://m:port").fetch("swap")
    service(tmp_path / "m", known, mirror=server.root).fetch("swap")
    service(tmp_path / "p", entry(url="http://localhost:1/swap.onnx"), proxy=server.root).fetch("swap")
    assert [path for path, _ in server.requests] == ["/a/b/swap.onnx?x=1", "http://localhost:1/swap.onnx"]


def test_cancelled_while_the_server_is_silent_and_gone_on_with_later(
    models: Models, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "_EVERY_S", 0.0)
    halfway, go_on = threading.Event(), threading.Event()
    server.answers = [lambda handler: handler.give(server.file, pause=(halfway, go_on))]
    cancel = Cancel()
    half_here = threading.Event()
    half = len(server.file) // 2
    models.progress.subscribe(lambda one: half_here.set() if one.bytes else None)
    errors: list[ModelError] = []

    def run() -> None:
        try:
            models.fetch("swap", cancel)
        except ModelError as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    assert halfway.wait(PATIENCE_S)
    assert half_here.wait(PATIENCE_S)
    cancel.set()
    thread.join(PATIENCE_S)  # and not only when the server speaks again
    assert not thread.is_alive()
    go_on.set()
    assert errors[0].message.code == "models.cancelled"
    kept = errors[0].message.params["kept"]
    assert isinstance(kept, int)
    assert 0 < kept <= half
    assert models.fetch("swap").read_bytes() == server.file
    assert ranges(server)[-1] == f"bytes={kept}-"
    with pytest.raises(ModelError, match="was stopped"):
        service(models.home.parent / "x", entry(url=server.url())).fetch("swap", cancel)
    assert len(server.requests) == 2
