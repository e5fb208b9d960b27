"""``models`` on the command line: lists, sentences and exit codes, against a publisher on this machine."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.__main__ import main
from app.base.errors import Message, ModelError, UsageError
from app.cli import models as cli
from app.services.models import Models, Progress
from app.services.stand_ins import write_recogniser, write_swapper
from tests.services.models_kit import Publisher, entry, onnx_bytes, publishing, service

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    for name in ("HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with publishing() as made:
        yield made


@pytest.fixture
def models(tmp_path: Path, server: Publisher) -> Models:
    swap = entry(url=server.url(), needs=["net"], vendor="Some One", licence="Non-commercial")
    net = entry("net", kind="recogniser", url=server.url("net"), licence="MIT")
    folders = [str(tmp_path / "pack"), str(tmp_path / "no")]
    return service(tmp_path, swap, net, accepted=False, folders=folders)


@pytest.fixture
def call(models: Models, capsys: pytest.CaptureFixture[str]) -> Call:
    """``call("list")`` gives the exit code, stdout and stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        cli.add_parser(parser.add_subparsers())
        code = cli.run(parser.parse_args(["models", *words]), models, [Message("models.conflict", "Told.")])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def test_the_list_shows_state_kind_size_and_licence(call: Call, models: Models, tmp_path: Path) -> None:
    code, out, err = call()
    assert (code, err) == (0, "Told.\n")
    assert out.splitlines() == [
        "missing  swap  swapper     ?  Non-commercial",
        "missing  net   recogniser  ?  MIT",
    ]
    models.home.mkdir()
    (models.home / "swap.onnx").write_bytes(onnx_bytes())
    assert call("list")[1].startswith("unverified  swap  swapper     4.0 kB  ")
    assert call("verify")[:2] == (0, "here  swap  swapper  4.0 kB  Non-commercial\n")
    (models.home / "swap.onnx").write_bytes(onnx_bytes(letter=b"b"))
    (tmp_path / "pack").mkdir()
    code, out, _ = call("verify", "swap")
    assert code == 1
    assert "damaged  swap" in out
    assert "is not what it was when it was first used" in out
    (tmp_path / "pack" / "swap.onnx").write_bytes(onnx_bytes())
    assert "Passed over, as it is damaged: " in call("verify", "swap")[1]
    (tmp_path / "pack" / "swap.onnx").unlink()
    assert call("verify", "swap", "--accept-change")[0] == 0
    with pytest.raises(UsageError):
        call("verify", "--accept-change")
    assert call("verify", "net")[0] == 1


def test_nothing_is_fetched_before_the_licences_are_accepted(call: Call, server: Publisher, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="fetch swap --accept-licence"):
        call("fetch", "swap")
    assert server.requests == []
    code, out, err = call("fetch", "swap", "--accept-licence")
    assert code == 0
    assert out.splitlines() == [
        f"swap: {tmp_path / 'models' / 'swap.onnx'}",
        f"net: {tmp_path / 'models' / 'net.onnx'}",
    ]
    assert [path for path, _ in server.requests] == ["/files/net.onnx", "/files/swap.onnx"]
    assert err.splitlines()[-6:] == [
        "net: 0 B of 300.0 kB", "net: checking", "net: done", "swap: 0 B of 300.0 kB", "swap: checking", "swap: done"
    ]  # fmt: skip
    row = json.loads(call("show", "swap", "--json")[1])
    assert (row["state"], row["size_here"], row["needs"]) == ("here", len(server.file), ["net"])
    assert row["licence_accepted"].startswith("20")
    assert call("fetch", "swap")[0] == 0
    assert len(server.requests) == 2


def test_the_licences_are_shown_with_the_refusal(
    call: Call, server: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ModelError):
        call("fetch", "swap")
    assert capsys.readouterr().err.splitlines()[1:] == [
        "Swap by Some One (swap.onnx): Non-commercial",
        "Net by Somebody (net.onnx): MIT",
    ]


def test_import_show_folders_and_delete(call: Call, models: Models, tmp_path: Path) -> None:
    file = tmp_path / "mine.onnx"
    file.write_bytes(onnx_bytes())
    assert call("import", str(file), "--as", "net")[1] == f"{models.home / 'net.onnx'}\n"
    shown = {line.split()[0]: line.split()[-1] for line in call("show", "net")[1].splitlines()}
    assert (shown["state"], shown["path"]) == ("here", str(models.home / "net.onnx"))
    assert "sha256" not in shown
    lines = call("folders")[1].splitlines()
    assert lines[0] == f"{models.home}  own, 1 models"
    assert lines[1] == f"{tmp_path / 'pack'}  0 models"
    assert lines[2].endswith("does not exist. Correct the setting.")
    assert lines[-1].startswith("Disk use: models 4.0 kB; free ")
    tree = json.loads(call("folders", "--json")[1])
    assert [one["models"] for one in tree["folders"]] == [["net"], [], []]
    assert call("delete", "net")[1] == "4.0 kB are free again.\n"
    assert [row["state"] for row in json.loads(call("--json")[1])] == ["missing", "missing"]


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress("m", "fetching", 5), "m: 5 B"),
        (Progress("m", "fetching", 2_500_000, 3_000_000_000, 1e6, 29.4), "m: 2.5 MB of 3.00 GB, 1.0 MB/s, 29 s left"),
        (Progress("m", "waiting", holder="42"), "m: process 42 fetches it already; waiting"),
    ],
)  # fmt: skip
def test_progress_is_one_line(progress: Progress, text: str) -> None:
    assert cli.progress_text(progress) == text


def test_on_a_terminal_one_line_moves(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    teller = cli._Teller()
    teller.tell(Progress("m", "fetching", 5))
    teller.tell(Progress("m", "done"))
    teller.end()
    assert capsys.readouterr().err == "\r\x1b[Km: 5 B\r\x1b[Km: done\n"


def test_the_command_is_wired(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "folders"]) == 0
    assert "own, 0 models" in capsys.readouterr().out
    assert main(["models", "fetch", "inswapper_128"]) == 8, "nothing is fetched without a yes to the licence"
    assert "Inswapper 128 by InsightFace (inswapper_128.onnx): Non-commercial" in capsys.readouterr().err
    assert main(["models", "show", "nobody"]) == 8
    assert "no model nobody" in capsys.readouterr().err


def test_a_run_finds_what_was_imported_and_is_told_of_a_damaged_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Through the whole program, with networks in place of published ones."""
    run = ["run", "--engine", "neural", "--source", "demo", "--face", "demo:hopper", "--frames", "2", "--pace", "fast"]
    assert main(run) == 6
    assert "No swapper model is there" in capsys.readouterr().err
    write_swapper(tmp_path / "inswapper_128.onnx")
    write_recogniser(tmp_path / "any.onnx")
    assert main(["models", "import", str(tmp_path / "inswapper_128.onnx")]) == 0
    assert main(["models", "import", str(tmp_path / "any.onnx"), "--as", "w600k_r50"]) == 0
    assert main(run) == 0
    imported = Path(capsys.readouterr().out.splitlines()[0])
    imported.write_bytes(imported.read_bytes()[:-9])
    assert main(run) == 6
    assert "is not what it was when it was first used" in capsys.readouterr().err
