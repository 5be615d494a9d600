"""The last lines of a run."""

import pytest

from factories import example_build, invalid_result, quiet_result
from turnkeyml.cli.output.run_console import RunConsole
from turnkeyml.events import JobEnds
from turnkeyml.pipeline.outcome import Outcome


@pytest.mark.parametrize(
    ("outcome", "strict", "line"),
    [
        (Outcome(builds=1, results=2), True, "all succeeded (1 builds, 2 results)"),
        (Outcome(builds=1, results=2, not_valid=1), False, "all succeeded (1 builds, 2 results)"),
        (Outcome(builds=1, results=2, not_valid=1), True, "1 of 2 results are not valid (--strict)"),
    ],
)
def test_who_is_strict_is_not_told_of_success_where_the_status_is_another(capsys, outcome, strict, line):
    """The words and the exit status say the same."""
    RunConsole(verbosity="normal", as_json=False).end(outcome, strict=strict)
    assert capsys.readouterr().err.strip() == line


def test_failures_are_counted_beside_what_is_not_valid(capsys):
    """Both are told."""
    RunConsole(verbosity="normal", as_json=False).end(Outcome(builds=1, results=2, failed=1, not_valid=2), strict=True)
    first, second = capsys.readouterr().err.splitlines()
    assert first == "1 failed, 2 succeeded (1 builds, 2 results)"
    assert second == "2 of 2 results are not valid (--strict)"


def test_a_warning_that_many_results_have_is_explained_once(capsys):
    """Why a result is not valid is told each time; a valid one in between explains nothing, and counts for nothing."""
    console = RunConsole(verbosity="normal", as_json=False)
    told = []
    for stored in (quiet_result(), invalid_result(), invalid_result()):
        console.on_event(JobEnds(build=example_build("model"), stored=stored, cached=False))
        told.append([line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("  W_")])
    assert told == [[], ["W_PARITY", "W_FEW_SAMPLES", "W_INCOMPLETE"], ["W_PARITY"]]
