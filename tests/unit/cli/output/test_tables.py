"""The part of a report that fits a terminal."""

from turnkeyml.cli.output.tables import print_rows
from turnkeyml.report.columns import NAMES


def row(**known):
    common = {"cache": "/c/one", "build": "m", "device": "x86", "runtime": "ort", "precision": "fp32", "warnings": ""}
    return dict.fromkeys(NAMES) | common | {"mode": "latency", "verdict": "valid", "status": "successful"} | known


def printed(capsys, *rows, count=None):
    print_rows(rows, count=len(rows) if count is None else count, several_caches=False)
    return [line.split() for line in capsys.readouterr().out.splitlines()]


def test_columns_with_only_usual_values_are_omitted(capsys):
    """fp32, latency mode, no warnings; a failed build has none of these columns."""
    headings, *_ = printed(capsys, row(), row(precision=None, mode=None, warnings=None, status="failed"))
    assert headings == ["build", "device", "runtime", "latency", "ms", "inferences/s", "parity", "verdict", "status"]
    assert printed(capsys)[0][0] == "build"


def test_unusual_precisions_modes_and_warnings_are_columns(capsys):
    """One row with them suffices, so that all rows can be told apart."""
    headings, first, second, third = printed(
        capsys, row(), row(precision="int8", warnings="W_FEW_SAMPLES W_TURBO"), row(mode="throughput")
    )
    assert {"precision", "mode", "warnings"} <= set(headings)
    assert ("fp32" in first, "latency" in first) == (True, True)
    assert {"int8", "W_FEW_SAMPLES", "W_TURBO"} <= set(second)
    assert "throughput" in third


def test_a_long_report_is_cut_with_a_note(capsys):
    """The file has all rows."""
    lines = printed(capsys, *(row() for _ in range(200)), count=202)
    assert len(lines) == 1 + 200 + 1
    assert lines[-1] == ["…", "and", "2", "more", "rows"]
