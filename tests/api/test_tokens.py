"""Tokens: made, shown once, used, revoked, by several processes; and nothing of a secret lies on the disk."""

from __future__ import annotations

import argparse
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.base.errors import UserError
from app.base.paths import Paths
from app.cli import token as cli
from app.services.tokens import MAX_NAME, Role, Tokens

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def test_a_token_counts_until_it_is_revoked(file: Path) -> None:
    tokens = Tokens(file)
    new = tokens.add("deck", Role.OPERATOR)
    assert tokens.known(new.text) is None, "not verified yet"
    found = tokens.verify(new.text)
    assert found is not None
    assert (found.id, found.name, found.role) == (new.token.id, "deck", Role.OPERATOR)
    assert tokens.known(new.text) is not None
    assert tokens.counts(new.token.id)
    assert tokens.revoke("deck").revoked
    assert tokens.known(new.text) is None
    assert tokens.verify(new.text) is None
    assert not tokens.counts(new.token.id)


def test_nothing_of_the_secret_is_kept(file: Path) -> None:
    text = Tokens(file).add("deck", Role.VIEWER).text
    kept = file.read_text("utf-8")
    assert text.split("_", 2)[2] not in kept
    assert json.loads(kept)[0]["hash"].startswith("$argon2id$")
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_change_of_another_process_counts_at_once(file: Path) -> None:
    here, there = Tokens(file), Tokens(file)
    new = there.add("deck", Role.VIEWER)
    assert here.verify(new.text) is not None
    there.revoke(new.token.id)
    assert here.known(new.text) is None
    other = there.add("deck", Role.ADMIN)
    assert here.verify(other.text) is not None
    file.unlink()
    assert here.known(other.text) is None
    assert here.list() == ()


def test_a_change_by_another_process_keeps_what_was_verified(file: Path) -> None:
    here, there = Tokens(file), Tokens(file)
    new = here.add("deck", Role.VIEWER)
    assert here.verify(new.text) is not None
    there.add("another", Role.VIEWER)
    assert here.known(new.text) is not None


def test_many_at_once_lose_none(file: Path) -> None:
    made = [Tokens(file) for _ in range(4)]
    threads = [threading.Thread(target=lambda one=one, at=at: [one.add(f"{at} {n}", Role.VIEWER) for n in range(3)])
               for at, one in enumerate(made)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Tokens(file).list()) == 12


def test_when_it_was_used_last_is_written_by_flush(file: Path) -> None:
    tokens = Tokens(file)
    new = tokens.add("deck", Role.VIEWER)
    assert tokens.verify(new.text) is not None
    assert tokens.list()[0].last_used
    assert Tokens(file).list()[0].last_used == ""
    tokens.flush()
    assert Tokens(file).list()[0].last_used
    assert tokens.known(new.text) is not None, "its own writing drops nothing"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * (MAX_NAME + 1), "\x1b[31m"])
def test_names_that_can_not_be(file: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        Tokens(file).add(name, Role.VIEWER)
    assert caught.value.message.code == "tokens.bad_name"


def test_a_name_is_there_once_and_again_after_its_end(file: Path) -> None:
    tokens = Tokens(file)
    tokens.add("deck", Role.VIEWER)
    with pytest.raises(UserError) as caught:
        tokens.add("deck", Role.ADMIN)
    assert caught.value.message.code == "tokens.name_taken"
    tokens.revoke("deck")
    assert tokens.add("deck", Role.ADMIN).token.role is Role.ADMIN
    assert [one.role for one in tokens.list() if not one.revoked] == [Role.ADMIN]
    tokens.revoke("deck")
    assert all(one.revoked for one in tokens.list()), "by name the one that counts is meant"


@pytest.mark.parametrize("text", ["nonsense", "[1]", "{}", '[{"id": "zz"}]', "[" * 5000, "\xff"])
def test_a_damaged_file_lets_nobody_in_and_is_kept_aside(file: Path, text: str) -> None:
    tokens = Tokens(file)
    new = tokens.add("deck", Role.VIEWER)
    assert tokens.verify(new.text) is not None
    file.write_bytes(text.encode("latin-1"))
    assert tokens.known(new.text) is None
    assert tokens.verify(new.text) is None
    assert [one.name for one in file.parent.glob("tokens.json.bad-*")] == ["tokens.json.bad-1"]
    assert Tokens(file).add("next", Role.VIEWER).token.name == "next"


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(UserError) as caught:
        Tokens(tmp_path / "taken" / "tokens.json").add("deck", Role.VIEWER)
    assert caught.value.message.code in ("tokens.not_saved", "tokens.unreadable")


@given(st.text(max_size=120) | st.from_regex(r"ust_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", fullmatch=True))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_other_text_is_a_token(file: Path, text: str) -> None:
    tokens = Tokens(file)
    if not tokens.list():
        tokens.add("deck", Role.VIEWER)
    assert tokens.known(text) is None
    assert tokens.verify(text) is None


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    cli.add_parser(parser.add_subparsers())
    paths = Paths.find(os.environ)

    def token(*words: str) -> str:
        assert cli.run(parser.parse_args(["token", *words]), paths) == 0
        return capsys.readouterr().out

    assert "There is no token" in token()
    command = [sys.executable, "-m", "app", "token", "add", "deck", "--role", "operator"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    text = made.stdout.strip()
    assert text.startswith("ust_")
    assert "only once" in made.stderr
    listed = token("list", "--json")
    assert text not in listed
    row = json.loads(listed)[0]
    assert (row["name"], row["role"], row["revoked"]) == ("deck", "operator", "")
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (again.returncode, again.stdout) == (1, "")
    assert token("revoke", "deck") == "Revoked: deck\n"
    with pytest.raises(UserError, match="no token"):
        token("revoke", "nobody")
    assert "deck" in token()
