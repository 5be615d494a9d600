"""Jobs whose processes are measured one at a time."""

import itertools
from dataclasses import replace

import pytest

from factories import Campaigns, example_artifact, example_build, make_settings, stored_result
from turnkey_runner.contract import Failure, HostProbe, Job, Kind, RuntimeInfo, Stage
from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.devices import find_device
from turnkeyml.dispatch.interleave import InterleavedJobs, PartialJob
from turnkeyml.dispatch.plan import PlannedJob
from turnkeyml.options.targets import Target
from turnkeyml.records import StoredResult
from turnkeyml.results.energy import Trace

PLANNED = PlannedJob(
    build=example_build(),
    target=Target(device=find_device("x86"), runtime="ort", precision="fp32"),
    input_name="model.py",
    artifact=example_artifact(),
)


class ScriptedExecutor:
    """Answers with results that are known before, one per process."""

    def __init__(self, results):
        self._results = iter(results)
        self.processes: list[int | None] = []

    def measure(self, planned: PlannedJob, job: Job, process: int | None = None) -> tuple[StoredResult, Trace]:
        """The next result."""
        self.processes.append(process)
        return next(self._results), Trace()


def test_a_runner_that_reports_no_process_is_not_asked_without_end():
    """Its results succeed, and have neither conditions nor samples."""
    known = stored_result(Campaigns(1).processes(1, 30), settings=make_settings(processes=5, max_processes=8))
    silent = replace(known, result=replace(known.result, conditions=(), measurements=()))
    jobs = InterleavedJobs(ScriptedExecutor(itertools.repeat(silent)))
    jobs.enqueue(PartialJob(planned=PLANNED, stored=silent, trace=Trace()))
    assert len(list(itertools.islice(jobs.run(), 20))) == 7


def partial_job_with(results, processes=3):
    """A job of several processes whose results are these, one after the other."""
    settings = make_settings(processes=processes, max_processes=2 * processes)
    executor = ScriptedExecutor([replace(one, result=replace(one.result, settings=settings)) for one in results])
    first, trace = executor.measure(PLANNED, results[0].job, 0)
    return PartialJob(planned=PLANNED, stored=first, trace=trace), executor


def of_process(number, **changes):
    """What one process of a job measured."""
    return replace(stored_result([Campaigns(1).processes(6, 30)[number]]), **changes)


@pytest.mark.parametrize(
    "changes",
    [{"image": "sha256:another"}, {"runner": {"cpu": "another"}}, {"runtime_info": "engine"}, {"runtime_info": "cpus"}],
    ids=["image", "hardware", "engine", "cpus"],
)
def test_processes_of_two_runners_are_not_merged(changes):
    """A resident runner was restarted meanwhile, from another image or with other CPUs: the first process again."""
    runtime_info = RuntimeInfo(engine="e", engine_version="1", provider="p", threads=2, cpus=(0, 1))
    others = {"engine": replace(runtime_info, engine_version="2"), "cpus": replace(runtime_info, cpus=(1,), threads=1)}

    def one(number, changes=None):
        changes = dict(changes or {})
        ran = others[changes.pop("runtime_info")] if "runtime_info" in changes else runtime_info
        measured = of_process(number, **changes)
        return replace(measured, result=replace(measured.result, runtime_info=ran))

    results = [one(0), one(1), *(one(number, changes) for number in range(2, 6))]
    job, executor = partial_job_with(results)
    while not job.is_finished:
        job.run_next_process(executor, 0.0)
    assert executor.processes == [0, 1, 2, 0, 1, 2]
    assert job.stored.result.conditions == tuple(one.result.conditions[0] for one in results[3:])
    assert (job.stored.image, job.stored.runner) == (results[-1].image, results[-1].runner)


def test_a_process_that_fails_is_the_jobs_failure_whatever_ran_it():
    """What a failed process reports of its engine does not matter."""
    failure = Failure(stage=Stage.BENCHMARK, kind=Kind.CRASHED, message="it died")
    failed = of_process(1, runner={"cpu": "another"})
    job, executor = partial_job_with([of_process(0), replace(failed, result=replace(failed.result, failure=failure))])
    job.run_next_process(executor, 0.0)
    assert job.is_finished
    assert executor.processes == [0, 1]
    assert job.stored.result.failure == failure


def test_a_run_waits_in_vain_for_a_minute_at_most():
    """All jobs together: a host that stays in its slower state does not cost each job of a campaign three waits."""
    slow = HostProbe(transfer_ns=(24_000,), best_ns=8_000)

    class SlowHost:
        def __init__(self):
            self.waited_s = 0.0

        def measure(self, planned, job, process):
            self.waited_s += job.wait_s
            stored = of_process(process % 6)
            (conditions,) = stored.result.conditions
            probed = replace(conditions, process=process, probe_before=slow, probe_after=slow)
            return replace(stored, result=replace(stored.result, conditions=(probed,))), Trace()

    settings = PROFILES["standard"]
    host = SlowHost()
    jobs = InterleavedJobs(host)
    for _ in range(4):
        job, _ = partial_job_with([of_process(0)])
        jobs.enqueue(replace(job, stored=replace(job.stored, result=replace(job.stored.result, settings=settings))))
    list(jobs.run())
    assert not jobs.has_any
    assert 40 <= host.waited_s <= 60
