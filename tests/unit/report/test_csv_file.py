"""Reports as files."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkeyml.errors import TurnkeyError, UsageError
from turnkeyml.report.columns import NAMES
from turnkeyml.report.csv_file import _lines, write_csv
from turnkeyml.report.formats import FORMATS, find_format
from turnkeyml.report.kept_row import decode_rows, encode_rows


def row(**known):
    (kept,) = decode_rows(encode_rows([dict.fromkeys(NAMES) | known]))
    return kept


class GivenRows(list):
    """Rows that come from no cache."""

    def encode(self, encode):
        yield encode(self)


def test_columns_are_lower_case_words_that_occur_once():
    """People write formulas against them."""
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_report_is_dated_and_never_overwritten(tmp_path):
    """Two in the same second are two files."""
    paths = [write_csv(GivenRows([row(build="a")]), tmp_path / "r") for _ in range(3)]
    assert len(set(paths)) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d{6}\.csv", paths[0].name)


def test_an_absent_number_is_an_empty_cell(tmp_path):
    """Never 0."""
    with open(write_csv(GivenRows([row(build="a", latency_ms=0.25)]), tmp_path), newline="") as file:
        (read,) = csv.DictReader(file)
    assert (read["latency_ms"], read["throughput_ips"]) == ("0.25", "")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+2", "@SUM(A1)", "\t=1"])
def test_a_text_is_never_a_formula(tmp_path, text):
    """A script chooses its own labels; a spreadsheet must not compute them."""
    with open(write_csv(GivenRows([row(failure=text, macs=-5)]), tmp_path), newline="") as file:
        (read,) = csv.DictReader(file)
    assert read["failure"] == f"'{text}"
    assert read["macs"] == "-5"


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    """A file in its place."""
    (tmp_path / "r").write_text("")
    with pytest.raises(TurnkeyError, match="cannot write a report"):
        write_csv(GivenRows(), tmp_path / "r")


def test_a_report_that_is_interrupted_leaves_nothing_under_its_name(tmp_path):
    """B25: a full disk or a kill in the middle is no short report."""

    class Interrupted(GivenRows):
        def encode(self, encode):
            yield encode([row(build="a")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(Interrupted(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_format_writes_every_row(tmp_path):
    """The table of formats; a name that is not in it says what is."""
    rows = GivenRows([row(build="a", latency_ms=0.25), row(build="b")])
    for name in FORMATS:
        path = find_format(name)(rows, tmp_path / name)
        assert path.suffix == f".{name}"
        assert [word in path.read_text() for word in ("a", "b", "0.25")] == [True] * 3
    with pytest.raises(UsageError, match=f"unknown report format 'pdf'; choose from: {', '.join(FORMATS)}"):
        find_format("pdf")


TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs"), include_characters="\n\t\r")) | st.text(
    '",;=+-@\r\n\t a1'
)
"""Any text without other control characters, and many of those that a cell has to quote."""
CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS


@given(st.lists(st.lists(CELLS, min_size=1, max_size=len(NAMES)), min_size=1))
def test_every_line_is_the_one_of_the_csv_module(lines):
    """For whatever a cell may hold, but for the sign that keeps a text from being a formula."""
    values = [dict.fromkeys(NAMES) | dict(zip(NAMES, line, strict=False)) for line in lines]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for one in values:
        writer.writerow(
            f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell for cell in one.values()
        )
    rows = decode_rows(encode_rows(values))
    assert _lines(rows) == buffer.getvalue()
    assert [dict(one) for one in rows] == values


@given(st.text())
def test_any_text_is_a_cell_that_can_be_written_and_moves_no_cursor(text):
    """Control characters and lone surrogates are escaped, and no row is mistaken for two."""
    (kept,) = decode_rows(encode_rows([dict.fromkeys(NAMES) | {"failure": text}]))
    assert kept["failure"] == text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", kept.csv)
    kept.csv.encode()
