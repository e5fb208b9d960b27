"""Mending: what is shown, what runs, how it ends; with programs that stand for pkexec and osascript."""

from __future__ import annotations

import json
import logging
import os
import shlex
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Message
from app.services.permissions import Check, Mend, MendResult, Permissions
from app.services.permissions.elevate import words
from app.services.permissions.machine import Machine
from app.services.permissions.windows import Refused
from tests.services.permissions.kit import needs_linux, permissions, told

SAYS = Message("check.tray.none", "Something is amiss.")


def stub(folder: Path, name: str, text: str) -> None:
    """A program that writes down its words, one a line and NUL between calls, and then does what ``text`` says."""
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(
        f"#!{sys.executable}\nimport json, subprocess, sys\n"
        f"open({str(folder / (name + '.log'))!r}, 'a').write(json.dumps(sys.argv[1:]) + '\\n')\n{text}\n"
    )
    file.chmod(0o755)


def calls(folder: Path, name: str) -> list[list[str]]:
    log = folder / f"{name}.log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def check(*command: str, elevated: bool = True) -> Check:
    return Check("some.thing", "denied", SAYS, action=Mend("command", "Do it", command, elevated=elevated))


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    return tmp_path / "bin"


@pytest.fixture
def service(tmp_path: Path, programs: Path) -> Permissions:
    """Of a user who is no administrator, on Linux."""
    environ = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    folders = (programs,)
    return permissions(
        tmp_path / "home", environ=environ, administrator=False, platform="linux", system_folders=folders
    )


def mended(service: Permissions, wanted: Check, **more: object) -> MendResult:
    result = service.mend(wanted, confirmed=True, **more)  # type: ignore[arg-type]
    told(result.message)
    return result


PASS_ON = "sys.exit(subprocess.run(sys.argv[2:]).returncode)"


@needs_linux
def test_the_command_is_shown_word_for_word_and_runs_by_pkexec(
    service: Permissions, programs: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stub(programs, "pkexec", PASS_ON)
    stub(programs, "usermod", "")
    wanted = check("usermod", "-aG", "video", "my user; rm -rf ~", elevated=True)
    assert wanted.action is not None
    shown = service.shown_command(wanted.action)
    assert shown == f"pkexec --disable-internal-agent {programs}/usermod -aG video 'my user; rm -rf ~'"
    with caplog.at_level(logging.INFO):
        result = mended(service, wanted)
    assert (result.outcome, result.code, result.done) == ("done", 0, True)
    assert calls(programs, "pkexec") == [shlex.split(shown)[1:]]
    assert calls(programs, "usermod") == [["-aG", "video", "my user; rm -rf ~"]]
    assert shown in caplog.text
    assert "exit code 0" in caplog.text


@needs_linux
def test_nothing_runs_that_was_not_agreed_to(service: Permissions, programs: Path) -> None:
    stub(programs, "pkexec", PASS_ON)
    for elevated in (True, False):
        result = service.mend(check("touch", "x", elevated=elevated), confirmed=False)
        told(result.message)
        assert result.outcome == "unconfirmed"
        assert "touch x" in result.message.text
    assert calls(programs, "pkexec") == []


@needs_linux
@pytest.mark.parametrize(
    ("code", "says", "outcome", "text"),
    [
        (126, "Error executing command as another user: Request dismissed", "refused", "Nothing was changed"),
        (127, "Error executing command as another user: Not authorized\n\nReported.", "refused", "you may not"),
        (127, "Error executing command as another user: No authentication agent found.", "unavailable", "password"),
        (127, "Error getting authority: Error initializing authority: Could not connect", "unavailable", "password"),
        (127, "pkexec must be setuid root", "unavailable", "password"),
        (127, "no such luck", "failed", "exit code 127: no such luck"),
        (5, "first\nlast line\n", "failed", "exit code 5: last line"),
        (3, "", "failed", "it said nothing"),
    ],
)  # fmt: skip
def test_how_pkexec_ends_is_told_in_words(
    service: Permissions, programs: Path, code: int, says: str, outcome: str, text: str
) -> None:
    stub(programs, "pkexec", f"print({says!r}, file=sys.stderr); sys.exit({code})")
    result = mended(service, check("true", "it's"))
    assert (result.outcome, result.code) == (outcome, code)
    assert text in result.message.text
    assert outcome == "failed" or "sudo true 'it'\"'\"'s'" in result.message.hint


@needs_linux
def test_what_a_script_of_ours_says_at_its_end_is_told_whole(service: Permissions, programs: Path) -> None:
    said = "+ apt-get install\n+ modprobe it\nSecure Boot is on.\n  1. Do this."
    steps = f"print('much of apt'); print({said!r}, file=sys.stderr)"
    stub(programs, "pkexec", f"{steps}; sys.exit(3)")
    result = mended(service, check("true"))
    assert result.message.text.endswith("ended with exit code 3: Secure Boot is on.\n  1. Do this.")
    stub(programs, "pkexec", steps)
    assert mended(service, check("true")).message.text == "Done. Secure Boot is on.\n  1. Do this."


@needs_linux
def test_without_pkexec_the_command_is_told_to_run_by_hand(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home", environ={"PATH": str(tmp_path)}, administrator=False, platform="linux")
    result = mended(service, check("usermod", "-aG", "video", "me"))
    assert result.outcome == "unavailable"
    assert "no program pkexec" in result.message.text
    assert result.message.hint == "Run this in a terminal: sudo usermod -aG video me"


@needs_linux
def test_root_and_commands_that_need_nobody_run_as_they_are(tmp_path: Path, programs: Path) -> None:
    stub(programs, "mend-it", "")
    environ = {"PATH": str(programs)}
    for administrator, elevated in ((True, True), (False, False)):
        folders = (programs,) if elevated else ()
        service = permissions(
            tmp_path / "home", environ=environ, administrator=administrator, platform="linux", system_folders=folders
        )
        assert mended(service, check("mend-it", "now", elevated=elevated)).done
    assert calls(programs, "mend-it") == [["now"], ["now"]]
    assert mended(service, check("not-here", elevated=False)).outcome == "unavailable"


@needs_linux
def test_who_waits_no_longer_leaves_it_to_itself(service: Permissions, programs: Path, tmp_path: Path) -> None:
    """A question that is open closes; it does not hold the program up."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    stub(programs, "pkexec", f"import signal; open({str(fifo)!r}, 'w').write('open'); signal.pause()")
    cancel = threading.Event()
    results: list[MendResult] = []
    thread = threading.Thread(target=lambda: results.append(mended(service, check("true"), cancel=cancel)))
    thread.start()
    assert fifo.read_text() == "open"
    cancel.set()
    thread.join()
    assert results[0].outcome == "refused"
    assert results[0].message.text.startswith("Nothing was changed")


@needs_linux
def test_a_shell_that_the_system_does_not_list_keeps_nobody_from_being_asked(tmp_path: Path, programs: Path) -> None:
    """pkexec refuses everybody whose SHELL is not in /etc/shells, with words about an incident."""
    stub(programs, "pkexec", "import os; sys.exit(127 if 'SHELL' in os.environ else 0)")
    environ = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "SHELL": "/opt/odd/fish", "LANG": "C.UTF-8"}
    service = permissions(tmp_path / "home", environ=environ, administrator=False, platform="linux")
    assert mended(service, check("true")).done


@needs_linux
def test_an_administrator_runs_no_program_out_of_the_users_own_folders(tmp_path: Path, programs: Path) -> None:
    """Any program of the user can put one of the same name into the user's PATH."""
    mine = tmp_path / "mine"
    for folder in (mine, programs):
        stub(folder, "usermod", "")
    stub(programs, "pkexec", PASS_ON)
    environ = {"PATH": f"{mine}{os.pathsep}{programs}{os.pathsep}{os.environ['PATH']}"}
    service = permissions(
        tmp_path / "home", environ=environ, administrator=False, platform="linux", system_folders=(programs,)
    )
    assert mended(service, check("usermod", "-aG", "video", "me")).done
    assert (calls(mine, "usermod"), calls(programs, "usermod")) == ([], [["-aG", "video", "me"]])


@needs_linux
def test_root_finds_the_systems_programs_also_without_them_in_its_path(tmp_path: Path, programs: Path) -> None:
    """As in a shell that was opened by `su` without a dash."""
    stub(programs, "modprobe", "")
    service = permissions(
        tmp_path / "home", environ={"PATH": "/nowhere"}, platform="linux", administrator=True,
        system_folders=(programs, Path("/usr/bin"), Path("/bin")),
    )  # fmt: skip
    assert mended(service, check("sh", "-exc", "modprobe it")).done
    assert calls(programs, "modprobe") == [["it"]]


@needs_linux
@pytest.mark.parametrize(("code", "outcome"), [(0, "done"), (3, "failed")])
def test_what_knows_more_says_what_came_of_it(service: Permissions, programs: Path, code: int, outcome: str) -> None:
    """With the user's own rights, and told of the step that failed."""
    stub(programs, "pkexec", PASS_ON)
    stub(programs, "modprobe", f"print('it is refused', file=sys.stderr); sys.exit({code})")
    stub(programs, "knows", "print('So and so.', file=sys.stderr)")
    action = Mend(
        "command", "Do it", ("sh", "-exc", "true\nmodprobe it"), elevated=True,
        by_hand=("do", "it"), afterwards=("knows", "after"),
    )  # fmt: skip
    (programs / "sh").symlink_to("/bin/sh")
    result = mended(service, Check("some.thing", "denied", SAYS, action=action))
    assert result.outcome == outcome
    assert calls(programs, "knows") == [["after"] if code == 0 else ["after", "modprobe it"]]
    if code == 0:
        assert result.message.text == "Done. So and so."
    else:
        assert result.message.text == "“do it” ended with exit code 3: it is refused\nSo and so."


OSA = [
    "-e",
    "on run argv",
    "-e",
    "do shell script (item 1 of argv) with administrator privileges",
    "-e",
    "end run",
]


@pytest.mark.skipif(sys.platform == "win32", reason="a stand-in that is a script")
@pytest.mark.parametrize(
    ("text", "outcome", "code"),
    [
        ("", "done", 0),
        ("print('0:66: execution error: User canceled. (-128)', file=sys.stderr); sys.exit(1)", "refused", 1),
        ("print('0:66: execution error: it broke (7)', file=sys.stderr); sys.exit(1)", "failed", 7),
    ],
)
def test_macos_asks_by_osascript_without_a_script_made_of_words(
    tmp_path: Path, programs: Path, text: str, outcome: str, code: int
) -> None:
    stub(programs, "osascript", text)
    service = permissions(tmp_path / "home", environ={"PATH": str(programs)}, administrator=False, platform="darwin")
    wanted = check("/bin/chmod", "u+w", '/Users/a "b" \\ c\'s')
    assert wanted.action is not None
    result = mended(service, wanted)
    assert (result.outcome, result.code) == (outcome, code)
    said = calls(programs, "osascript")
    assert said == [[*OSA, service.shown_command(wanted.action)]]
    assert shlex.split(said[0][-1]) == list(wanted.action.command)


def test_windows_asks_by_itself(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []
    answers: list[int | Exception | None] = [0, 3, Refused(), None, OSError("no such file")]

    def start(program: str, parameters: str, cancel: threading.Event | None) -> int | None:
        asked.append((program, parameters))
        answer = answers[len(asked) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    service = permissions(tmp_path / "home", platform="win32", run_as_administrator=start, environ={"PATH": ""})
    wanted = check("C:\\tools\\mend.exe", "a b", 'c"d')
    outcomes = [mended(service, wanted).outcome for _ in answers]
    assert outcomes == ["done", "failed", "refused", "left", "unavailable"]
    assert asked[0] == ("C:\\tools\\mend.exe", '"a b" c\\"d')


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20), max_size=4))
def test_no_word_of_a_command_becomes_two(arguments: list[str]) -> None:
    machine = Machine(platform="linux", environ={"PATH": ""}, administrator=False)
    started = words(("some-tool", *arguments), machine, elevated=True)
    assert started[-len(arguments) - 1 :] == ("some-tool", *arguments)
    mac = Machine(platform="darwin", environ={"PATH": ""}, administrator=False)
    assert shlex.split(words(("some-tool", *arguments), mac, elevated=True)[-1]) == ["some-tool", *arguments]


# ---- pages, settings, prompts ---------------------------------------------------------------------------------------


@needs_linux
def test_a_page_is_opened_by_the_system(service: Permissions, programs: Path) -> None:
    wanted = Check("tray.host", "missing", SAYS, action=Mend("open", "Get it", target="https://example.org/a?b=c&d"))
    stub(programs, "xdg-open", "")
    assert mended(service, wanted).done
    assert calls(programs, "xdg-open") == [["https://example.org/a?b=c&d"]]
    stub(programs, "xdg-open", "sys.exit(4)")
    result = mended(service, wanted)
    assert result.outcome == "unavailable"
    assert "exit code 4" in result.message.text


@needs_linux
def test_without_an_opener_the_address_is_told(tmp_path: Path) -> None:
    wanted = Check("tray.host", "missing", SAYS, action=Mend("open", "Get it", target="https://example.org/"))
    result = mended(permissions(tmp_path / "home", environ={"PATH": ""}, platform="linux"), wanted)
    assert result.outcome == "unavailable"
    assert "https://example.org/" in result.message.text


def test_a_setting_is_set_or_its_fault_told(tmp_path: Path) -> None:
    service = permissions(tmp_path / "home")
    wanted = Check("some.thing", "missing", SAYS, action=Mend("setting", "Use it", target="gpu.provider=cpu"))
    assert mended(service, wanted).done
    assert json.loads((tmp_path / "home" / "config" / "settings.json").read_text())["gpu"]["provider"] == "cpu"
    wrong = Check("some.thing", "missing", SAYS, action=Mend("setting", "Use it", target="gpu.provider=abacus"))
    assert service.mend(wrong, confirmed=True).outcome == "failed"


class MacCamera:
    def __init__(self, answer: bool | None) -> None:
        self.answer = answer

    def status(self) -> int | None:
        return 0

    def ask(self) -> bool | None:
        return self.answer


@pytest.mark.parametrize(("answer", "outcome"), [(True, "done"), (False, "refused"), (None, "unavailable")])
def test_macos_is_let_to_ask_for_the_camera(tmp_path: Path, answer: bool | None, outcome: str) -> None:
    service = permissions(tmp_path / "home", platform="darwin", mac_camera=MacCamera(answer))
    wanted = Check("camera.access", "unknown", SAYS, action=Mend("prompt", "Let macOS ask", target="camera"))
    assert mended(service, wanted).outcome == outcome


def test_what_offers_nothing_says_so(tmp_path: Path) -> None:
    result = mended(permissions(tmp_path / "home"), Check("some.thing", "missing", SAYS))
    assert result.outcome == "unavailable"
