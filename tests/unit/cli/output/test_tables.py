"""The part of a report that fits a terminal."""

from turnkeyml.cli.output.tables import RowTable
from turnkeyml.report.columns import NAMES


def row(**known):
    common = {"cache": "/c/one", "build": "m", "device": "x86", "runtime": "ort", "precision": "fp32", "warnings": ""}
    return dict.fromkeys(NAMES) | common | {"mode": "latency", "verdict": "valid", "status": "successful"} | known


def printed(capsys, *rows):
    table = RowTable(several_caches=False)
    for one in rows:
        table.add(one)
    table.print()
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_columns_that_say_the_same_as_ever_are_left_out(capsys):
    """fp32, one request after the other, no warning; a build that failed has none of them."""
    headings, *_ = printed(capsys, row(), row(precision=None, mode=None, warnings=None, status="failed"))
    assert headings == ["build", "device", "runtime", "latency", "ms", "inferences/s", "parity", "verdict", "status"]
    assert printed(capsys)[0][0] == "build"


def test_a_precision_a_mode_and_warnings_have_their_columns(capsys):
    """Where one row has them; rows that differ in them alone can be told apart."""
    headings, first, second, third = printed(
        capsys, row(), row(precision="int8", warnings="W_FEW_SAMPLES W_TURBO"), row(mode="throughput")
    )
    assert {"precision", "mode", "warnings"} <= set(headings)
    assert ("fp32" in first, "latency" in first) == (True, True)
    assert {"int8", "W_FEW_SAMPLES", "W_TURBO"} <= set(second)
    assert "throughput" in third


def test_a_long_report_is_shown_in_part_and_says_so(capsys):
    """The file has all of it."""
    lines = printed(capsys, *(row() for _ in range(202)))
    assert len(lines) == 1 + 200 + 1
    assert lines[-1] == ["…", "and", "2", "more", "rows"]
