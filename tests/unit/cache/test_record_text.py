"""The text of a record: what no output could carry is escaped, and what would take all memory is refused."""

import json
from dataclasses import dataclass, field
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkey_runner.contract.codec import ContractError
from turnkeyml.cache.record_text import decode_record


@dataclass(frozen=True, kw_only=True)
class Note:
    """A record with texts."""

    text: str
    words: dict[str, str] = field(default_factory=dict)
    schema: Literal["note/1"] = "note/1"


def read(text, *, ensure_ascii=True):
    plain = {"schema": "note/1", "text": text, "words": {text: text}}
    return decode_record(json.dumps(plain, ensure_ascii=ensure_ascii).encode(), Note)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ud800", "\\ud800"),
        ("a\x00b", "a\\u0000b"),
        ("\x1b[2J", "\\u001b[2J"),
        ("a\rb\bc\fd", "a\\rb\\bc\\fd"),
        ("\u202eevil", "\\u202eevil"),
        ("line\nand\ttab", "line\nand\ttab"),
        ("C:\\users\\ud800", "C:\\users\\ud800"),
        ("😀 é 漢", "😀 é 漢"),
    ],
)
def test_what_no_output_can_carry_is_escaped(text, expected):
    """In values and in keys; everything else stays as it is."""
    assert read(text) == Note(text=expected, words={expected: expected})


@given(st.text())
def test_any_text_can_be_written_again(text):
    """To a file, a terminal or a page; reading it a second time changes nothing."""
    known = read(text)
    known.text.encode()
    assert not any(ord(one) < 32 and one not in "\n\t" for one in known.text)
    assert read(known.text, ensure_ascii=False) == known


@pytest.mark.parametrize(
    "text", [b'{"a": "\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00", b'{"schema": "note/1", "text": "\xe9"}']
)
def test_a_record_is_utf8(text):
    """Python's parser takes other encodings, and surrogates in them."""
    with pytest.raises(ContractError, match="not UTF-8"):
        decode_record(text, Note)


@pytest.mark.parametrize("text", [b"[" + b"[]," * 2**20 + b"[]]", b'{"a":' * 2**21, b'{"text": ["' + b'","' * 2**21])
def test_what_would_take_much_memory_is_not_parsed(text):
    """Counting its values is cheap."""
    with pytest.raises(ContractError, match="values beside its samples"):
        decode_record(text, Note)


def test_raw_samples_are_not_counted():
    """A result may have a million of them per process."""
    plain = {"schema": "note/1", "text": "x", "samples": list(range(2**20 + 5))}
    with pytest.raises(ContractError, match="no field samples"):
        decode_record(json.dumps(plain).encode(), Note)
