"""The report for others: everything that helps, and nothing that says who and where somebody is."""

from __future__ import annotations

import getpass
import platform
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import Message
from app.base.paths import Paths
from app.base.settings import SettingsStore
from app.services.permissions import Check
from app.services.permissions.scrub import Scrubber, scrubber, usb_serials
from tests.services.permissions.kit import permissions

LETTERS = st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F)
NAMES = st.text(LETTERS, min_size=2, max_size=12).filter(
    lambda name: name.casefold() not in "path user camera serial address root localhost nobody"
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)


def one(text: str, hint: str = "", **params: str) -> Check:
    return Check("folders.data", "denied", Message("check.folders.denied", text, hint, {**params}))


@pytest.fixture
def anna(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user and a computer with names of their own; the home folder."""
    home = tmp_path / "homes" / "anna.meier"
    home.mkdir(parents=True)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setattr(getpass, "getuser", lambda: "anna.meier")
    monkeypatch.setattr(socket, "gethostname", lambda: "Annas-Laptop.fritz.box")
    monkeypatch.setattr(platform, "node", lambda: "Annas-Laptop.fritz.box")
    return home


def test_it_tells_the_version_the_system_and_every_check(tmp_path: Path) -> None:
    text = permissions(tmp_path / "home").report()
    assert text.startswith("Understudy ")
    assert f"Python {platform.python_version()}" in text
    for part in ("camera found", "disk data", "folders recordings", "tray host", "autostart login"):
        assert part in text


def test_names_homes_and_chosen_folders_are_not_in_it(anna: Path, tmp_path: Path) -> None:
    films, models = tmp_path / "our wedding", tmp_path / "secret models"
    flags = {
        "output.recording_folder": str(films),
        "models.folders": f'["{models.as_posix()}"]',
        "engine.faces": f'["{(anna / "Pictures" / "ex husband.jpg").as_posix()}"]',
        "models.proxy": "http://anna:hunter2@proxy.example.org:8080",
        "camera.source": str(anna / "Videos" / "holiday.mp4"),
    }
    service = permissions(anna / "state", flags)
    checks = [
        one(f"{films} can not be written by anna.meier on annas-laptop.", folder=str(films)),
        one(f"{anna}/Documents and {models}/x.onnx", f"sudo chown -R anna.meier {anna}/.config/Understudy"),
        one(f"The photo ex husband.jpg and {anna}/Pictures/ex husband.jpg and {anna}/Videos/holiday.mp4"),
        one("/media/anna.meier/Big Disk/things can not be written.", folder="/media/anna.meier/Big Disk/things"),
        one("by way of http://anna:hunter2@proxy.example.org:8080"),
        one("/dev/v4l/by-id/usb-046d_HD_Webcam_C920_8A7B6C5D-video-index0 and usb-046d_Brio_1234ABCD-video-index0"),
        one("You may not use C920 (/dev/video0): /usr/bin/pkexec, /etc/group and /run/media/anna.meier/stick"),
        *service.check(service.quick_topics),
    ]
    text = service.report(checks)
    for private in ("anna", "meier", "fritz.box", "wedding", "secret", "husband", "holiday", "hunter2", "Big Disk",
                    "things", "8A7B6C5D", "1234ABCD", "stick", str(tmp_path)):  # fmt: skip
        assert private.casefold() not in text.casefold(), private
    for kept in ("C920 (/dev/video0)", "/usr/bin/pkexec", "/etc/group", "<recordings>", "<photo>", "-video-index0",
                 "sudo chown -R <user> ~/.config/Understudy"):  # fmt: skip
        assert kept in text, kept


def test_a_path_with_blanks_goes_whole_where_a_check_names_it(tmp_path: Path) -> None:
    text = permissions(tmp_path / "home").report([one("/mnt/my own things/x is full.", folder="/mnt/my own things/x")])
    assert "<path> is full." in text


def test_other_users_of_the_computer_are_not_named(tmp_path: Path) -> None:
    given = "the system gives it to berta, who is logged in at the screen."
    held = "Cam is in use by cheese (12, carlo.x), zoom (7)."
    checks = [
        Check("camera.access", "denied", Message("check.device.other_user", given, "", {"users": "berta"})),
        Check(
            "camera.free",
            "denied",
            Message("check.camera.free.held", held, "", {"programs": "cheese (12, carlo.x), zoom (7)"}),
        ),
    ]
    text = permissions(tmp_path / "home").report(checks)
    assert "gives it to <other user>, who" in text
    assert "cheese (12, <other user>), zoom (7)" in text


def test_windows_paths_go_in_every_form() -> None:
    scrub = Scrubber({r"C:\Users\Anna": "~"}, {"Anna": "<user>"})
    assert scrub(r"C:\Users\Anna\x, C:/Users/Anna/x, C:\\Users\\Anna\\x, C:#Users#Anna#x") == "~\\x, ~/x, ~\\\\x, ~#x"
    assert scrub(r"D:\Privat\Bilder can not be written") == "<path> can not be written"
    assert scrub(r"C:\Windows\System32\x.dll") == r"C:\Windows\System32\x.dll"


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("denied: '/mnt/my own things/x y.jpg'", "denied: '<path>'"),
        ("can not open “/srv/Fotos von Oma/a.jpg” now", "can not open “<path>” now"),
        (r"can not open 'D:\Fotos von Oma\a.jpg'", "can not open '<path>'"),
        ("it is there: '/dev/video0' and '/usr/share/my file'", "it is there: '/dev/video0' and '/usr/share/my file'"),
        ("file:///mnt/bob/x.jpg", "<path>"),
        ("path:/mnt/secret/y", "path:<path>"),
        ("~bob/secret/x", "<path>"),
        (r"\\server\Annas share\x", r"<path> share\x"),
        ("/System/Volumes/Data/Users/bob/x in /System/Library/x", "<path> in /System/Library/x"),
        ("rtsp://user:pw@10.0.0.5/stream?token=abcdef", "rtsp://<user>@<address>/stream?<…>"),
        ("https://example.org/x?access_token=SECRET#key=abc.", "https://example.org/x?<…>"),
        ("udp://[fe80::1%eth0]:5000 and udp://127.0.0.1:5000", "udp://<address>:5000 and udp://127.0.0.1:5000"),
        ("a camera of aa:bb:cc:dd:ee:0f", "a camera of <address>"),
        ("opencv-python-headless 4.12.0.88", "opencv-python-headless 4.12.0.88"),
        ("usb:046d-0825:5E2B8A10:0.0@0000:00:14.0/4.2", "usb:046d-0825:<serial>:0.0@0000:00:14.0/4.2"),
        ("see https://rpmfusion.org/Configuration and a/b", "see https://rpmfusion.org/Configuration and a/b"),
    ],
)
def test_what_only_its_form_gives_away(text: str, scrubbed: str) -> None:
    assert Scrubber({}, {})(text) == scrubbed


def test_a_home_with_accents_and_blanks_goes_however_it_is_written() -> None:
    scrub = Scrubber({"/home/zoë müller": "~"}, {})
    for written in ("/home/zoë müller", "/home/zoe\u0308 mu\u0308ller", "/home/zo%C3%AB%20m%C3%BCller"):
        assert scrub(f"{written}/x") == "~/x"


def test_parts_of_the_full_name_go_where_they_are_a_name() -> None:
    scrub = Scrubber({}, {"Will Ann Stone": "<user>"}, ["Will", "Ann", "Stone"])
    assert scrub("Will's iPhone, Ann's, Stone_cam: it will be an Annex") == (
        "<user>'s iPhone, <user>'s, <user>_cam: it will be an Annex"
    )


def test_a_longer_name_that_begins_the_same_is_no_home() -> None:
    scrub = Scrubber({"/home/ann": "~"}, {"ann": "<user>"})
    assert scrub("/home/annabel/x and /home/ann/y") == "<path> and ~/y"


def test_short_names_go_where_they_stand_alone() -> None:
    scrub = Scrubber({}, {"al": "<user>", "bo_b": "<user>"})
    assert scrub("al's disk, also bo_b's, al_old") == "<user>'s disk, also <user>'s, <user>_old"


def test_serial_numbers_of_what_is_plugged_in(tmp_path: Path) -> None:
    for number, serial in enumerate(("8A7B6C5D", "1", "")):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "serial").write_text(f"{serial}\n")
    assert usb_serials(tmp_path) == ["8A7B6C5D"]


@given(before=TEXTS, after=TEXTS, user=NAMES, host=NAMES, folder=st.lists(NAMES, min_size=1, max_size=3))
def test_whatever_stands_around_them_names_and_homes_go(
    before: str, after: str, user: str, host: str, folder: list[str]
) -> None:
    home = f"/home/{user}"
    scrub = Scrubber({home: "~"}, {user: "<user>", host: "<computer>"})
    text = f"{before} {home}/{'/'.join(folder)} {user}@{host} ({host}.local) {home} {after}"
    scrubbed = scrub(text)
    words = scrubbed.replace("<user>", " ").replace("<computer>", " ").replace("<path>", " ").replace("~", " ")
    for name in (user, host):
        if len(name) >= 4:
            assert name.casefold() not in words.casefold() or name.casefold() in f"{before}{after}".casefold()
        assert f"/{name}/" not in words
        assert f"{name}@" not in words or f"{name}@" in f"{before}{after}"
    assert home + "/" not in scrubbed


@given(
    TEXTS, st.dictionaries(TEXTS, st.just("<path>"), max_size=4), st.dictionaries(TEXTS, st.just("<user>"), max_size=4)
)
def test_any_names_and_any_text_are_taken(text: str, known: dict[str, str], names: dict[str, str]) -> None:
    Scrubber(known, names)(text)


@given(st.from_regex(r"/(home|mnt|media|srv|tmp|Users|Volumes)/[a-z]{3,9}(/[A-Za-z0-9._-]{3,9}){1,3}", fullmatch=True))
def test_no_path_outside_of_the_system_stays(path: str) -> None:
    scrub = Scrubber({}, {})
    assert scrub(f"see {path}.") in ("see <path>", "see <path>.")
    assert scrub(f"({path})") == "(<path>)"


def test_the_scrubber_of_this_machine_knows_its_folders(tmp_path: Path) -> None:
    paths = Paths.find({"UNDERSTUDY_HOME": str(tmp_path / "home")})
    scrub = scrubber(paths, SettingsStore(paths.project_file, paths.user_file, {}, {}))
    assert scrub(f"{paths.user_data}/models.json in {paths.root}/app") == "<data>/models.json in <program>/app"
