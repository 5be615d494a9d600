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


def row(**known):
    return dict.fromkeys(NAMES) | known


def test_columns_are_lower_case_words_that_occur_once():
    """People write formulas against them."""
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column) for column in NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_report_is_dated_and_never_overwritten(tmp_path):
    """Two in the same second are two files."""
    paths = [write_csv([row(build="a")], tmp_path / "r") for _ in range(3)]
    assert len(set(paths)) == 3
    assert re.fullmatch(r"\d{4}-\d\d-\d\d_\d{6}\.csv", paths[0].name)


def test_an_absent_number_is_an_empty_cell(tmp_path):
    """Never 0."""
    with open(write_csv([row(build="a", latency_ms=0.25)], tmp_path), newline="") as file:
        (read,) = csv.DictReader(file)
    assert (read["latency_ms"], read["throughput_ips"]) == ("0.25", "")


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-1+2", "@SUM(A1)", "\t=1"])
def test_a_text_is_never_a_formula(tmp_path, text):
    """A script chooses its own labels; a spreadsheet must not compute them."""
    with open(write_csv([row(failure=text, macs=-5)], tmp_path), newline="") as file:
        (read,) = csv.DictReader(file)
    assert read["failure"] == f"'{text}"
    assert read["macs"] == "-5"


def test_a_folder_that_cannot_be_is_one_line(tmp_path):
    """A file in its place."""
    (tmp_path / "r").write_text("")
    with pytest.raises(TurnkeyError, match="cannot write a report"):
        write_csv([], tmp_path / "r")


def test_a_report_that_is_interrupted_leaves_nothing_under_its_name(tmp_path):
    """B25: a full disk or a kill in the middle is no short report."""

    def interrupted():
        yield row(build="a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_csv(interrupted(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_every_format_writes_every_row(tmp_path):
    """The table of formats; a name that is not in it says what is."""
    rows = [row(build="a", latency_ms=0.25), row(build="b")]
    for name in FORMATS:
        path = find_format(name)(iter(rows), tmp_path / name)
        assert path.suffix == f".{name}"
        assert [word in path.read_text() for word in ("a", "b", "0.25")] == [True] * 3
    with pytest.raises(UsageError, match="unknown report format 'pdf'; choose from: csv, jsonl"):
        find_format("pdf")


TEXTS = st.text() | st.text('",;=+-@\r\n\t a1')
"""Any text, and many of those that a cell has to quote."""


@given(st.lists(st.lists(st.none() | st.booleans() | st.integers() | st.floats() | TEXTS, min_size=1), min_size=1))
def test_every_line_is_the_one_of_the_csv_module(lines):
    """For whatever a cell may hold, but for the sign that keeps a text from being a formula."""
    rows = [dict.fromkeys(NAMES) | dict(zip(NAMES, line, strict=False)) for line in lines]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(NAMES)
    for row in rows:
        writer.writerow(
            f"'{one}" if isinstance(one, str) and one[:1] in tuple("=+-@\t\r") else one for one in row.values()
        )
    assert "".join(_lines(rows)) == buffer.getvalue()
