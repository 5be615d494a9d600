"""What a run prints, and its summary."""

import threading

import pytest

from factories import example_build, invalid_result, quiet_result
from turnkeyml.cli.output.run_console import RunConsole
from turnkeyml.events import InputBegins, InputEnds, JobEnds, Note, RunBegins
from turnkeyml.pipeline.outcome import Outcome


@pytest.mark.parametrize(
    ("outcome", "strict", "line"),
    [
        (Outcome(builds=1, results=2), True, "all succeeded (1 build, 2 results)"),
        (Outcome(builds=1, results=2, not_valid=1), False, "all succeeded (1 build, 2 results)"),
        (Outcome(builds=1, results=2, not_valid=1), True, "1 of 2 results are not valid (--strict)"),
    ],
)
def test_strict_claims_success_only_if_every_result_is_valid(capsys, outcome, strict, line):
    """The summary agrees with the exit status."""
    RunConsole(verbosity="normal", as_json=False).end(outcome, strict=strict)
    assert capsys.readouterr().err.strip() == line


def test_failures_and_invalid_results_are_counted_separately(capsys):
    """Both lines are printed."""
    RunConsole(verbosity="normal", as_json=False).end(Outcome(builds=1, results=2, failed=1, not_valid=2), strict=True)
    first, second = capsys.readouterr().err.splitlines()
    assert first == "1 failed, 2 succeeded (1 build, 2 results)"
    assert second == "2 of 2 results are not valid (--strict)"


def test_a_warning_that_many_results_have_is_explained_once(capsys):
    """The reason of a verdict is printed each time; valid results explain nothing."""
    console = RunConsole(verbosity="normal", as_json=False)
    printed = []
    for stored in (quiet_result(), invalid_result(), invalid_result()):
        console.on_event(JobEnds(build=example_build("model"), stored=stored, cached=False))
        printed.append([line.split()[0] for line in capsys.readouterr().err.splitlines() if line.startswith("  W_")])
    assert printed == [[], ["W_PARITY", "W_FEW_SAMPLES", "W_INCOMPLETE"], ["W_PARITY"]]


@pytest.mark.timeout(60)
def test_the_live_view_and_the_events_of_several_threads_never_wait_for_each_other(capsys, monkeypatch):
    """The view is drawn while lines are printed: a run stood still for ever."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    console = RunConsole(verbosity="debug", as_json=False)
    ended = threading.Event()

    def tell(name):
        for number in range(60):
            console.on_event(InputBegins(input=f"{name}{number}"))
            console.on_event(Note(message="x" * 200))
            console.on_event(InputEnds(input=f"{name}{number}"))

    def draw():
        while not ended.is_set():
            console._live.refresh()

    console.on_event(RunBegins(inputs=120))
    with console:
        threads = [threading.Thread(target=tell, args=(name,), daemon=True) for name in "ab"]
        drawing = threading.Thread(target=draw, daemon=True)
        for thread in (drawing, *threads):
            thread.start()
        for thread in threads:
            thread.join(40)
        assert not [thread for thread in threads if thread.is_alive()]
        ended.set()
        drawing.join(10)
    assert capsys.readouterr().err.count("note") == 120
