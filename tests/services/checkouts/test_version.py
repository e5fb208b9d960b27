"""The version of a program is read from its files, without git."""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path

import pytest

from app.services.checkouts.version import read_version
from tests.services.checkouts.kit import COMMIT, make_program, spec

OTHER = "f" * 40


def refs(folder: Path, **files: str) -> None:
    for name, text in files.items():
        file = folder / ".git" / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", "utf-8")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    return make_program(tmp_path / "Puppet-Show")


def test_a_detached_head_is_the_commit(clone: Path) -> None:
    version = read_version(clone, spec())
    assert (version.commit, version.tag) == (COMMIT, "")
    assert version.is_one_of(spec().versions)
    assert version.words == COMMIT[:7]


def test_a_branch_leads_to_the_commit_loose_or_packed(clone: Path) -> None:
    refs(clone, HEAD="ref: refs/heads/main", refs__heads__main=COMMIT)
    assert read_version(clone, spec()).commit == COMMIT
    (clone / ".git" / "refs" / "heads" / "main").unlink()
    refs(clone, **{"packed-refs": f"# pack-refs with: peeled\n{OTHER} refs/heads/other\n{COMMIT} refs/heads/main"})
    assert read_version(clone, spec()).commit == COMMIT


def test_the_loose_branch_counts_over_the_packed_one(clone: Path) -> None:
    refs(clone, HEAD="ref: refs/heads/main", refs__heads__main=COMMIT, **{"packed-refs": f"{OTHER} refs/heads/main"})
    assert read_version(clone, spec()).commit == COMMIT


def test_a_tag_is_told_where_it_stands_for_exactly_this_commit(clone: Path) -> None:
    packed = f"{OTHER} refs/tags/2.7\n^{COMMIT}\n{COMMIT} refs/heads/main\n{OTHER} refs/tags/1.0"
    refs(clone, **{"packed-refs": packed})
    assert read_version(clone, spec()).tag == "2.7"
    assert read_version(clone, spec()).words == f"{COMMIT[:7]} (2.7)"
    refs(clone, HEAD=OTHER)
    version = read_version(clone, spec())
    assert version.tag == "1.0"
    assert version.is_one_of(spec().versions) is False


def test_a_loose_tag_that_is_an_object_is_followed(clone: Path) -> None:
    body = f"object {COMMIT}\ntype commit\ntag 2.7\n".encode()
    data = b"tag %d\0" % len(body) + body
    name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    file = clone / ".git" / "objects" / name[:2] / name[2:]
    file.parent.mkdir(parents=True)
    file.write_bytes(zlib.compress(data))
    refs(clone, refs__tags__2=OTHER, **{"refs__tags__2.7": name})
    assert read_version(clone, spec()).tag == "2.7"


def test_a_worktree_has_its_own_head_and_its_clones_branches(clone: Path, tmp_path: Path) -> None:
    refs(clone, refs__heads__side=COMMIT, worktrees__side__HEAD="ref: refs/heads/side", HEAD=OTHER)
    refs(clone, worktrees__side__commondir="../..")
    side = make_program(tmp_path / "side", git=False)
    (side / ".git").write_text(f"gitdir: {clone}/.git/worktrees/side\n", "utf-8")
    assert read_version(side, spec()).commit == COMMIT


def test_without_git_the_programs_file_or_the_folders_name_tells(tmp_path: Path) -> None:
    unpacked = make_program(tmp_path / "Puppet-Show-2.7", git=False)
    version = read_version(unpacked, spec())
    assert (version.commit, version.words) == ("", "2.7")
    assert version.is_one_of(spec().versions)
    (unpacked / "meta.py").write_text("METADATA = {\n\t'name': 'Puppet',\n\t'version': '3.1.0',\n}\n", "utf-8")
    version = read_version(unpacked, spec(version_file="meta.py"))
    assert version.words == "3.1.0"
    assert version.is_one_of(spec().versions) is None
    plain = make_program(tmp_path / "Puppet-Show-main", git=False)
    assert read_version(plain, spec()).words == ""


@pytest.mark.parametrize(
    "head", ["", "ref: refs/heads/none", "ref: ../../../etc/passwd", "ref: refs/../HEAD", "ref: refs/heads/.invalid"]
)
def test_what_can_not_be_read_is_not_known(clone: Path, head: str) -> None:
    refs(clone, HEAD=head)
    assert read_version(clone, spec()).words == ""


def test_branches_that_name_each_other_end(clone: Path) -> None:
    refs(clone, HEAD="ref: refs/heads/a", refs__heads__a="ref: refs/heads/b", refs__heads__b="ref: refs/heads/a")
    assert read_version(clone, spec()).commit == ""


def test_the_git_folder_of_something_above_is_not_the_programs(tmp_path: Path) -> None:
    make_program(tmp_path)
    inner = make_program(tmp_path / "Puppet-Show", git=False)
    assert read_version(inner, spec()).commit == ""


@pytest.mark.parametrize("text", ["gitdir: " + "a" * 300, "gitdir: a\0b", "pipe", "ref"])
def test_what_is_no_git_folder_at_all_is_not_waited_for_and_not_known(tmp_path: Path, text: str) -> None:
    folder = make_program(tmp_path / "Puppet-Show", git=text == "ref")
    if text == "ref":
        refs(folder, HEAD="ref: refs/heads/a\0b")
    elif text == "pipe":
        if not hasattr(os, "mkfifo"):
            pytest.skip("there are no such pipes here")
        os.mkfifo(folder / ".git")
    else:
        (folder / ".git").write_text(text, "utf-8")
    assert read_version(folder, spec()).commit == ""
