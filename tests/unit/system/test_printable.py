"""Text that came from elsewhere, as it is shown."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkeyml.system.printable import escape_controls, one_line, to_json_line

ACTING = [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xD800, 0xDFFF]


@pytest.mark.parametrize("code", ACTING, ids=hex)
def test_each_character_that_acts_on_a_terminal_is_escaped(code):
    """C0, C1, DEL, separators of lines, overrides of the direction, lone surrogates: as Python writes them."""
    assert escape_controls(f"a{chr(code)}b") == f"a{ascii(chr(code))[1:-1]}b"
    assert escape_controls(f"a{chr(code)}b", keep=chr(code)) == f"a{chr(code)}b"


_LONE = re.compile("[\ud800-\udfff]")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_other_text_is_unchanged(text):
    """Of every script; backslashes too."""
    assert one_line(text, 10_000) == text


@given(st.text(st.characters()))
def test_any_text_is_one_line_that_can_be_written(text):
    """Surrogates among them."""
    shown = one_line(text, 10_000)
    assert len(shown.splitlines()) <= 1
    assert shown.encode().decode() == shown


def test_a_long_text_is_shortened_and_tells_by_how_much():
    """An exception of 3 MB is one line."""
    assert one_line("Z" * 3_000_000, 100) == "Z" * 100 + "… (2,999,900 more characters)"


@given(st.dictionaries(st.text(), st.text(st.characters())))
def test_json_is_ascii_without_lone_surrogates(value):
    """What every parser reads; all else is as it was."""
    line = to_json_line(value)
    assert line.isascii()
    assert line.isprintable()
    read = json.loads(line)
    assert json.dumps(read, ensure_ascii=False).encode()
    assert read == {key: _LONE.sub("\ufffd", text) for key, text in value.items()}


def test_a_backslash_before_a_surrogate_stays():
    """Whether the text has a surrogate, or six characters that name one."""
    assert json.loads(to_json_line({"a": "\\ud800 \\\ud800 😀"})) == {"a": "\\ud800 \\\ufffd 😀"}
