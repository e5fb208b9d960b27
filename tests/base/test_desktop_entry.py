"""Desktop entries: command lines survive being written and read, and are quoted as the specification says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.desktop_entry import FieldCode, entry, exec_line, exec_words, read_entry, string_value

WORDS = st.lists(st.text(st.characters(exclude_characters="\n\r\0", exclude_categories=["Cs"])), min_size=1)


@given(WORDS)
def test_a_command_line_comes_back_as_it_was(words: list[str]) -> None:
    assert exec_words(exec_line(words)) == words


def test_words_are_quoted_as_the_specification_says() -> None:
    assert exec_line(["/opt/understudy/launch.sh", "--tray"]) == "/opt/understudy/launch.sh --tray"
    assert exec_line(["/home/a b/run", FieldCode("F")]) == '"/home/a b/run" %F'
    assert exec_line(["run", "100%"]) == 'run "100%%"'
    # A dollar is escaped for the command line, and the backslash of that once more for the string.
    assert exec_line(["a$b"]) == r'"a\\$b"'
    assert exec_line(['"']) == r'"\\""'
    assert exec_line(["\\"]) == r'"\\\\"'


def test_a_program_with_a_percent_in_its_name_is_started_by_a_shell() -> None:
    """GLib, by which GNOME and others start programs, looks for the program before it reads %% as one."""
    line = exec_line(["/100%/launch.sh", "--tray", FieldCode("F")])
    assert line.startswith('sh -c "exec')
    assert line.endswith('"/100%%/launch.sh" --tray %F')
    assert exec_words(line) == ["/100%/launch.sh", "--tray"]


def test_field_codes_are_no_words() -> None:
    assert exec_words('"/a b/launch.sh" --tray %F') == ["/a b/launch.sh", "--tray"]


def test_a_quote_that_is_not_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="not closed"):
        exec_words('"/a b/launch.sh --tray')


def test_a_line_break_can_not_be_written() -> None:
    with pytest.raises(ValueError, match="line break"):
        exec_line(["a\nb"])


def test_keys_of_one_group_are_read() -> None:
    text = "# told\n" + entry({"Type": "Application", "Name": string_value(" a\nb")}) + "[Desktop Action x]\nName=y\n"
    assert read_entry(text) == {"Type": "Application", "Name": r"\sa\nb"}
    assert read_entry(text, "Desktop Action x") == {"Name": "y"}
    assert read_entry("nothing") == {}
