"""What a run does when not the model is at fault: it tries again, and replaces no good result by a failure."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.stored_results import PROCESS, results
from turnkeyml.cache.attempts import read_attempts

QUICK = ("--profile", "quick", "--min-time", "0.05", "--warmup", "0", "--retry-delay", "0.05")
STANDARD = ("--profile", "standard", "--min-time", "0.05", "--warmup", "0", "--retry-delay", "0.05")
PROGRAM = Path(__file__).with_name("flaky_runner.py")


@pytest.fixture
def one_build(cache):
    """A cache with one build."""
    for build in sorted(cache.glob("builds/*"))[1:]:
        shutil.rmtree(build)
    return cache


@pytest.fixture
def flaky(tmp_path):
    """Write the plan of a flaky runner; return the environment that makes it the runner, in an image of its own."""

    def plan(*words, image="flaky"):
        home = tmp_path / image
        interpreter = home / "bin" / "python"
        if not interpreter.exists():
            interpreter.parent.mkdir(parents=True)
            interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{PROGRAM}" "$@"\n')
            interpreter.chmod(0o755)
        (home / "plan.txt").write_text(" ".join(words))
        return {"TURNKEY_RUNNER_PYTHON": str(interpreter), "HOME": str(home)}

    return plan


def run(turnkey, cache, env, *options, quick=QUICK):
    """A run of what the cache holds, with its events."""
    done = turnkey("run", "-d", cache, *PROCESS, *quick, *options, "--json", env=env)
    assert "Traceback" not in done.err
    return done, [json.loads(line) for line in done.out.splitlines()]


def named(events, name):
    return [one for one in events if one["event"] == name]


@pytest.mark.parametrize(
    ("plan", "retries", "status"),
    [
        (["unsupported", "ok"], [], 1),
        (["timeout", "ok"], [], 1),
        (["bad_job", "ok"], [], 1),
        (["crashed", "ok"], [(1, 1)], 0),
        (["crashed", "crashed", "ok"], [(1, 1)], 1),
        (["die", "die", "ok"], [(1, 3), (2, 3)], 0),
        (["start", "start", "start", "ok"], [(1, 3), (2, 3), (3, 3)], 0),
        (["die", "crashed", "die", "ok"], [(1, 3), (1, 1), (2, 3)], 0),
        (["die"], [(1, 3), (2, 3), (3, 3)], 1),
    ],
    ids=["unsupported", "timeout", "bad_job", "crash", "crashes", "lost", "starts", "mixed", "lost-for-ever"],
)
def test_only_what_may_succeed_is_measured_again(turnkey, one_build, flaky, plan, retries, status):
    """A14: a lost runner three times, a crash once, a model's own failure and a timeout never; each retry is said."""
    done, events = run(turnkey, one_build, flaky(*plan))
    assert done.status == status, done.err
    assert [(one["retry"], one["of"]) for one in named(events, "job_retries")] == retries
    assert done.err.count("measuring again") == len(retries)
    (path,), (stored,) = results(one_build)
    assert (stored.result.failure is None) is (status == 0)
    lost = [word for word in plan[:-1] if word != "start"][: len(retries)] if status == 0 else plan[:1] * len(retries)
    assert len(read_attempts(path)) == len(lost)


def test_a_runner_that_never_starts_ends_the_run_with_one_line(turnkey, one_build, flaky):
    """After three retries, with the status of a runner that cannot be used."""
    done, events = run(turnkey, one_build, flaky("start"))
    assert done.status == 6
    assert len(named(events, "job_retries")) == 3
    assert done.err.splitlines()[-1].startswith("turnkey: the x86 runner ended at its start: it does not start")


@pytest.mark.parametrize(
    ("word", "quick"),
    [*((word, QUICK) for word in ("die", "bad_job", "crashed", "timeout", "engine_error")), ("die", STANDARD)],
    ids=["lost", "environment", "crash", "timeout", "engine", "lost-several-processes"],
)
def test_a_good_result_is_never_replaced_by_a_failure(turnkey, one_build, flaky, word, quick):
    """F23: neither with --remeasure nor by another image; the run tells of the failure, the row keeps its number."""
    good = flaky("ok", image="good")
    assert run(turnkey, one_build, good, quick=quick)[0].status == 0
    (path,), (first,) = results(one_build)
    before = path.read_bytes()
    for env, options in ((flaky(word, image="good"), ["--remeasure"]), (flaky(word, image="broken"), [])):
        done, events = run(turnkey, one_build, env, *options, quick=quick)
        assert done.status == 1
        (ended,) = named(events, "job_ends")
        assert ended["result"]["result"]["failure"] is not None
        assert ended["kept"] == first.measured_at
        assert f"the result of {first.measured_at} stays" in done.err
        assert path.read_bytes() == before
    (row,) = [json.loads(line) for line in turnkey("cache", "list", "-d", one_build, "--json").out.splitlines()]
    assert (row["status"], row["image"]) == ("successful", "good")
    assert row["latency_ms"] > 0
    assert " broken: " in row["lost_attempt"]
    assert run(turnkey, one_build, flaky("ok", image="good"), quick=quick)[1][-2]["event"] == "input_ends"
    assert path.read_bytes() == before
    done, _ = run(turnkey, one_build, flaky("ok", image="good"), "--remeasure", quick=quick)
    assert done.status == 0, done.err
    assert results(one_build)[1][0].job.id != first.job.id


def test_a_failure_of_the_infrastructure_loses_no_process_of_an_unfinished_job(turnkey, one_build, flaky):
    """Three of five processes are measured when the runners are lost for good; the next run measures the others."""
    done, _ = run(turnkey, one_build, flaky("ok", "ok", "ok", "die"), quick=STANDARD)
    assert done.status == 1
    _, (partial,) = results(one_build)
    assert partial.is_partial
    assert len(partial.result.conditions) == 3
    done, _ = run(turnkey, one_build, flaky("ok"), quick=STANDARD)
    assert done.status == 0, done.err
    _, (stored,) = results(one_build)
    assert stored.job.id == partial.job.id
    assert stored.result.conditions[:3] == partial.result.conditions


def test_a_device_that_lost_its_runners_is_not_waited_for_at_each_job(turnkey, cache, flaky):
    """The first job has three retries, and the others have none until one succeeds."""
    done, events = run(turnkey, cache, flaky("die"))
    assert done.status == 1
    assert len(named(events, "job_retries")) == 3
    assert len(named(events, "job_ends")) == 3


def test_a_timeout_is_no_answer_to_a_question_with_more_time(turnkey, one_build, tmp_path):
    """A13: with one second it fails, with a minute it is measured; a success answers both."""
    script = tmp_path / "slow.py"
    script.write_text("import time, torch\ntime.sleep(3)\ntorch.nn.Linear(2, 2)(torch.rand(1, 2))\n")
    command = ("run", script, "-d", one_build, *PROCESS, *QUICK)
    late = turnkey(*command, "--timeout", "1")
    assert (late.status, "analysis failed" in late.err) == (1, True), late.err
    done = turnkey(*command, "--timeout", "200")
    assert done.status == 0, done.err
    assert "from the cache" in turnkey(*command, "--timeout", "1").err


def test_two_runs_at_once_store_one_result_each_and_nothing_is_lost(clean_environment, turnkey, cache):
    """A15: of two that measure the same job, the first one stays; `cache clean` beside them is refused in one line."""
    command = [sys.executable, "-m", "turnkeyml", "run", "-d", str(cache), *PROCESS, *QUICK, "--min-time", "1"]
    runs = [subprocess.Popen(command, env=clean_environment, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    cleaned = [turnkey("cache", "clean", "-d", cache)]
    while any(run.poll() is None for run in runs):
        cleaned.append(turnkey("cache", "clean", "-d", cache))
    for run in runs:
        with run:
            errors = run.stderr.read()
        assert run.returncode == 0, errors
        assert "all succeeded" in errors
    assert {done.status for done in cleaned} <= {0, 3}
    assert all(len(done.err.splitlines()) == 1 for done in cleaned)
    paths, stored = results(cache)
    assert [one.result.failure for one in stored] == [None] * 3
    for path, one in zip(paths, stored, strict=True):
        assert all(attempt.kept == one.job.id for attempt in read_attempts(path))
    assert turnkey("cache", "verify", "-d", cache).status == 0
