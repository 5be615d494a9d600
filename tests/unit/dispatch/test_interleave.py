"""Jobs whose processes are measured one at a time."""

import itertools
from dataclasses import replace
from types import SimpleNamespace

import pytest

from factories import Campaigns, make_settings, stored_result
from turnkey_runner.contract import Failure, Kind, RuntimeInfo, Stage
from turnkeyml.dispatch.interleave import InterleavedJobs, PartialJob
from turnkeyml.dispatch.rapl import Trace


def test_a_runner_that_tells_of_no_process_is_not_asked_without_end():
    """Its results succeed, and have neither conditions nor samples."""
    known = stored_result(Campaigns(1).processes(1, 30), settings=make_settings(processes=5, max_processes=8))
    silent = replace(known, result=replace(known.result, conditions=(), measurements=()))
    bench = SimpleNamespace(measure=lambda *_: (silent, Trace()))
    rounds = InterleavedJobs(bench)
    rounds.join(PartialJob(build=SimpleNamespace(name="build"), target=None, source="", stored=silent, trace=Trace()))
    assert len(list(itertools.islice(rounds.run(), 20))) == 7


def begun_with(results, processes=3):
    """A job of so many processes whose results are these, one after the other."""
    settings = make_settings(processes=processes, max_processes=2 * processes)
    coming = iter([replace(one, result=replace(one.result, settings=settings)) for one in results])
    asked = []

    def measure(_build, _job, _target, _source, process):
        asked.append(process)
        return next(coming), Trace()

    first, trace = measure(None, None, None, "", 0)
    begun = PartialJob(build=SimpleNamespace(name="build"), target=None, source="", stored=first, trace=trace)
    return begun, SimpleNamespace(measure=measure), asked


def of_process(number, **changes):
    """What one process of a job measured."""
    return replace(stored_result([Campaigns(1).processes(6, 30)[number]]), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"image": "sha256:another"}, {"runner": {"cpu": "another"}}, {"runtime_info": "engine"}, {"runtime_info": "cpus"}],
    ids=["image", "hardware", "engine", "cpus"],
)
def test_processes_of_two_runners_are_not_put_together(changes):
    """A resident runner was started again meanwhile, from another image, or with other CPUs: the first process anew."""
    runtime_info = RuntimeInfo(engine="e", engine_version="1", provider="p", threads=2, cpus=(0, 1))
    others = {"engine": replace(runtime_info, engine_version="2"), "cpus": replace(runtime_info, cpus=(1,), threads=1)}

    def one(number, changes=None):
        changes = dict(changes or {})
        ran = others[changes.pop("runtime_info")] if "runtime_info" in changes else runtime_info
        measured = of_process(number, **changes)
        return replace(measured, result=replace(measured.result, runtime_info=ran))

    results = [one(0), one(1), *(one(number, changes) for number in range(2, 6))]
    begun, bench, asked = begun_with(results)
    while not begun.is_finished:
        begun.add(bench)
    assert asked == [0, 1, 2, 0, 1, 2]
    assert begun.stored.result.conditions == tuple(one.result.conditions[0] for one in results[3:])
    assert (begun.stored.image, begun.stored.runner) == (results[-1].image, results[-1].runner)


def test_a_process_that_fails_is_the_jobs_failure_whatever_ran_it():
    """What a failed process says of its engine is not looked at."""
    failure = Failure(stage=Stage.BENCHMARK, kind=Kind.CRASHED, message="it died")
    failed = of_process(1, runner={"cpu": "another"})
    begun, bench, asked = begun_with([of_process(0), replace(failed, result=replace(failed.result, failure=failure))])
    begun.add(bench)
    assert begun.is_finished
    assert asked == [0, 1]
    assert begun.stored.result.failure == failure
