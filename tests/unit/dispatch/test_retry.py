"""Which failures are measured again, how often, and after which time."""

import dataclasses

import pytest

from factories import example_artifact, example_build, stored_result
from turnkey_runner.contract import Failure, Job, Kind, Stage
from turnkeyml.cache.attempts import MAX_ATTEMPTS, MAX_TEXT_CHARS, read_attempts
from turnkeyml.cache.precedence import FAULTS
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.dispatch.retry import RetryingExecutor
from turnkeyml.errors import EngineError, LauncherError, RunnerStartError
from turnkeyml.options.targets import Target
from turnkeyml.records import StoredResult
from turnkeyml.results.energy import Trace

BUILD = example_build()
GOOD = dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name)
PLANNED = PlannedJob(
    build=BUILD,
    target=Target(device=find_device("x86"), runtime="ort", precision="fp32"),
    input_name="model.py",
    artifact=example_artifact(),
)


class ScriptedExecutor:
    """Answers what its plan says: a kind of failure, an error, or None for a good result."""

    def __init__(self, plan):
        self.plan = list(plan)
        self.measured = 0

    def measure(self, planned: PlannedJob, job: Job, process: int | None = None) -> tuple[StoredResult, Trace]:
        """The next answer."""
        self.measured += 1
        word = self.plan.pop(0)
        if isinstance(word, Exception):
            raise word
        return (GOOD if word is None else failed(word)), Trace()


def failed(kind, **changes):
    """A failed result."""
    failure = Failure(stage=Stage.BENCHMARK, kind=kind, message="x" * 9000)
    result = dataclasses.replace(GOOD.result, failure=failure, measurements=(), conditions=())
    return dataclasses.replace(GOOD, result=result, duration_s=1.0, **changes)


@pytest.fixture
def retrying(tmp_path):
    """Make an executor that retries; what it waits for is in `waits`."""

    def make(*plan):
        executor, events = ScriptedExecutor(plan), []
        store = Store.create(tmp_path / "cache")
        made = RetryingExecutor(executor, store, events.append, delay_s=10.0, sleep=made_waits.append)
        return made, executor, made_waits, events

    made_waits: list[float] = []
    return make


def test_every_kind_of_failure_has_a_fault():
    """A new kind in the contract must be given one."""
    assert set(FAULTS) == set(Kind)


LOST, CRASH = Kind.RUNNER_LOST, Kind.CRASHED


@pytest.mark.parametrize(
    ("plan", "measured", "waits"),
    [
        ([Kind.ENGINE_ERROR], 1, []),
        ([Kind.TIMEOUT], 1, []),
        ([CRASH, None], 2, [0]),
        ([CRASH, CRASH], 2, [0]),
        ([Kind.OOM_KILLED, Kind.OOM_KILLED], 2, [0]),
        ([LOST, LOST, None], 3, [10, 20]),
        ([LOST, LOST, LOST, LOST], 4, [10, 20, 40]),
        ([LOST, CRASH, LOST, CRASH], 4, [10, 0, 20]),
        ([LOST, EngineError("gone"), EngineError("gone"), None], 4, [10, 20, 40]),
    ],
)
def test_attempts_and_their_delays(retrying, plan, measured, waits):
    """A14, by a clock of its own: delays double, and vary by a fifth."""
    made, executor, waited, events = retrying(*plan)
    made.measure(PLANNED, GOOD.job)
    assert executor.measured == measured
    assert len(waited) == len(waits)
    assert all(0.79 * due <= wait <= 1.21 * due for due, wait in zip(waits, waited, strict=True))
    assert [event.delay_s for event in events] == [pytest.approx(wait, abs=0.1) for wait in waited]


def test_a_runner_that_used_up_the_time_is_a_timeout(retrying):
    """Whoever ended the job: to wait for it three times more helps nobody."""
    made, executor, _, _ = retrying(LOST, None)
    made.measure(PLANNED, dataclasses.replace(GOOD.job, timeout_s=0.5))
    assert executor.measured == 1


@pytest.mark.parametrize(("error", "measured"), [(EngineError("none"), 1), (RunnerStartError("no"), 4)])
def test_where_no_runner_was_ever_started_the_error_is_raised(retrying, error, measured):
    """At once where there is no engine; a runner that ends at its start is started three times more."""
    made, executor, _, _ = retrying(*[error] * 4)
    with pytest.raises((LauncherError, RunnerStartError)):
        made.measure(PLANNED, GOOD.job)
    assert executor.measured == measured


def test_attempts_are_kept_within_limits(tmp_path):
    """In number and in size; the latest ones."""
    store = Store.create(tmp_path / "cache")
    for number in range(MAX_ATTEMPTS + 3):
        store.save_attempt(failed(LOST, measured_at=str(number)))
    (path,) = store.path.glob("builds/*/results/*.attempts")
    kept = read_attempts(path.with_suffix(".json"))
    assert [one.measured_at for one in kept] == [str(number) for number in range(3, MAX_ATTEMPTS + 3)]
    assert {len(one.failure.message) for one in kept} == {MAX_TEXT_CHARS}


def test_of_two_runs_the_first_result_stays(tmp_path):
    """A15: one result is stored, and the other is an attempt; --remeasure replaces it."""
    store = Store.create(tmp_path / "cache")
    second = dataclasses.replace(GOOD, job=dataclasses.replace(GOOD.job, id="2", timeout_s=1.0))
    assert store.save_result(GOOD, replaces_same=False) is GOOD
    assert store.save_result(second, replaces_same=False).job.id == GOOD.job.id
    (stored,) = store.results(BUILD.name)
    assert stored.job.id == GOOD.job.id
    (path,) = store.path.glob("builds/*/results/*.json")
    (attempt,) = read_attempts(path)
    assert (attempt.job, attempt.kept, attempt.failure) == ("2", GOOD.job.id, None)
    other_image = dataclasses.replace(second, image="newer")
    assert store.save_result(other_image, replaces_same=False) is other_image
    assert store.save_result(GOOD, replaces_same=True) is GOOD


def test_a_retry_that_led_to_the_result_is_no_lost_attempt(tmp_path):
    """The report marks a result only where a later job could not replace it."""
    store = Store.create(tmp_path / "cache")
    store.save_result(dataclasses.replace(GOOD, is_partial=True))
    store.save_attempt(failed(LOST))
    store.save_result(GOOD)
    assert store.find_lost_attempt(GOOD) is None
    later = dataclasses.replace(failed(LOST), job=dataclasses.replace(GOOD.job, id="2"))
    assert store.save_result(later).job.id == GOOD.job.id
    lost = store.find_lost_attempt(GOOD)
    assert lost is not None
    assert lost.job == "2"


def test_an_unfinished_result_never_replaces_a_finished_one(tmp_path):
    """Two runs measure the same job, and one is finished first."""
    store = Store.create(tmp_path / "cache")
    store.save_result(GOOD)
    store.save_result(dataclasses.replace(GOOD, is_partial=True, job=dataclasses.replace(GOOD.job, id="2")))
    assert [one.job.id for one in store.results(BUILD.name)] == [GOOD.job.id]
    assert [one.job.id for one in store.read_results(BUILD.name, partial=True)] == ["2"]


@pytest.mark.parametrize(("kind", "stays"), [(LOST, True), (Kind.BAD_JOB, True), (CRASH, False), (Kind.TIMEOUT, False)])
def test_the_result_of_an_earlier_model_stays_unless_the_present_one_is_at_fault(tmp_path, kind, stays):
    """It is of no use for the present model, and the only number there is."""
    store = Store.create(tmp_path / "cache")
    store.save_result(GOOD)
    present = dataclasses.replace(failed(kind), job=dataclasses.replace(GOOD.job, files=example_artifact().files))
    standing = store.save_result(present)
    assert (standing.result.failure is None) is stays
