"""The processes of a job are spread over a run, and a run that was ended goes on where it stood."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from conftest import SELFTEST
from turnkey_runner.contract import codec
from turnkeyml.cache.store import Store
from turnkeyml.results.evaluate import evaluate

STANDARD = ("--launcher", "process", "--profile", "standard", "--min-time", "0.05", "--warmup", "0")


def results_in(cache):
    return {path: json.loads(path.read_text()) for path in cache.glob("builds/*/results/*.json")}


def processes_of(stored):
    return sorted({one["process"] for one in stored["result"]["measurements"]})


def is_complete(stored):
    """Six processes, or more where the interval was wide."""
    processes = processes_of(stored)
    return processes == list(range(len(processes))) and 6 <= len(processes) <= 15 and "is_partial" not in stored


def beginnings(stored):
    """When the loop of each process began, by the clock that all processes of a machine share."""
    return [one["started_ns"] for one in stored["result"]["conditions"]]


def events(out, name):
    return [one for one in map(json.loads, out.splitlines()) if one["event"] == name]


def run_until_killed(environment, cache, *options):
    """Run what a cache holds, until a job has two processes."""
    command = [sys.executable, "-m", "turnkeyml", "run", "-d", str(cache), *STANDARD, "--json", *options]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if json.loads(line).get("processes") == 2:
                run.send_signal(signal.SIGKILL)
                break


def runners_of(pid):
    """The runners that a run has started as processes."""
    children = " ".join(one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children")).split()
    return [int(child) for child in children if "runner" in Path(f"/proc/{child}/cmdline").read_text()]


def test_the_processes_of_several_jobs_take_turns(turnkey, cache):
    """Between two of a job lies one of every other."""
    done = turnkey("run", "-d", cache, *STANDARD, "--runtime", "ort", "--runtime", "openvino", "--json")
    assert done.status == 0, done.err
    results = list(results_in(cache).values())
    assert len(results) == 6
    assert all(is_complete(stored) for stored in results)
    owners = sorted((moment, number) for number, stored in enumerate(results) for moment in beginnings(stored))
    rounds = [[number for _, number in owners[start : start + 6]] for start in range(0, 36, 6)]
    assert all(sorted(one) == [0, 1, 2, 3, 4, 5] for one in rounds)
    assert len(events(done.out, "process_ends")) == len(owners) - 6
    assert len(events(done.out, "job_ends")) == 6


def test_where_the_model_is_dropped_they_follow_one_another(turnkey, tmp_path):
    """With --lean-cache: a job is measured in one go."""
    scripts = (SELFTEST / "linear.py", SELFTEST / "two_models.py")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", *STANDARD, "--lean-cache")
    assert done.status == 0, done.err
    spans = sorted((min(beginnings(one)), max(beginnings(one))) for one in results_in(tmp_path / "c").values())
    assert len(spans) == 3
    assert all(end < begin for (_, end), (begin, _) in itertools.pairwise(spans))


def test_a_run_that_is_killed_goes_on_with_the_processes_that_are_missing(turnkey, clean_environment, cache):
    """Those that were measured stay as they are; until the others are there, the result is not valid."""
    run_until_killed(clean_environment, cache)
    before = results_in(cache)
    assert len(before) == 3
    assert 2 in [len(processes_of(stored)) for stored in before.values()]
    unfinished = next(stored for stored in before.values() if len(processes_of(stored)) == 2)
    (begun,) = (one for one in Store.open(cache).results(unfinished["build"]) if one.job.id == unfinished["job"]["id"])
    assert evaluate(begun).verdict != "valid"
    done = turnkey("run", "-d", cache, *STANDARD, "--json")
    assert done.status == 0, done.err
    after = results_in(cache)
    assert len(after) == 3
    assert all(is_complete(stored) for stored in after.values())
    for path, stored in before.items():
        kept = stored["result"]["measurements"]
        assert after[path]["result"]["measurements"][: len(kept)] == kept
    reported = [
        codec.to_plain(evaluate(replace(one, evaluation=None)))
        for one in Store.open(cache).results(unfinished["build"])
    ]
    assert [after[path]["evaluation"] for path in after if path.parent.parent.name == unfinished["build"]] == reported
    again = turnkey("run", "-d", cache, *STANDARD)
    assert again.err.count("from the cache") == 3


def test_a_runner_that_is_lost_between_two_rounds_costs_no_job(clean_environment, cache):
    """It is started again, and the process that it owed is measured by the new one."""
    command = [sys.executable, "-m", "turnkeyml", "run", "-d", str(cache), *STANDARD, "--json"]
    killed = []
    with subprocess.Popen(command, env=clean_environment, stdout=subprocess.PIPE, text=True) as run:
        for line in run.stdout:
            if json.loads(line).get("processes") == 2 and not killed:
                killed = runners_of(run.pid)
                for pid in killed:
                    os.kill(pid, signal.SIGKILL)
    assert run.returncode == 0
    assert killed
    results = results_in(cache).values()
    assert len(results) == 3
    assert all(is_complete(stored) and stored["result"]["failure"] is None for stored in results)


def test_a_finished_result_stays_until_another_one_is_finished(turnkey, clean_environment, cache):
    """Where all of it is measured again, and that is killed in the second round."""
    assert turnkey("run", "-d", cache, *STANDARD).status == 0
    before = results_in(cache)
    run_until_killed(clean_environment, cache, "--remeasure")
    assert results_in(cache) == before
    longer = ("--profile", "standard", "--min-time", "0.06")
    run_until_killed(clean_environment, cache, *longer)
    assert results_in(cache) == before
    results = cache.glob("builds/*/results/*.partial")
    begun = {path: json.loads(path.read_text())["result"]["measurements"] for path in results}
    assert len(begun) == 3
    done = turnkey("run", "-d", cache, *STANDARD, *longer, "--json")
    assert done.status == 0, done.err
    assert not list(cache.glob("builds/*/results/*.partial"))
    before = results_in(cache)
    for path, kept in begun.items():
        assert before[path.with_suffix(".json")]["result"]["measurements"][: len(kept)] == kept
    assert turnkey("run", "-d", cache, *STANDARD, "--remeasure").status == 0
    after = results_in(cache)
    assert all(after[path]["result"]["measurements"] != before[path]["result"]["measurements"] for path in before)


def test_a_result_with_as_many_as_asked_is_gone_on_with_where_more_were_due(turnkey, cache):
    """A run that was killed after the sixth process of a job whose interval was wide."""
    shutil.rmtree(next(cache.glob("builds/two*")))
    assert turnkey("run", "-d", cache, *STANDARD).status == 0
    path, stored = next(iter(results_in(cache).items()))
    begun = stored | {"is_partial": True}
    path.write_text(json.dumps(begun))
    assert "processes are missing" in turnkey("check", cache).out
    assert turnkey("run", "-d", cache, *STANDARD).status == 0
    after = results_in(cache)[path]
    assert is_complete(after)
    kept = begun["result"]["measurements"]
    assert after["result"]["measurements"][: len(kept)] == kept
    assert turnkey("check", cache).status == 0


def test_two_inputs_of_one_build_are_measured_once(turnkey, tmp_path):
    """Two scripts of one name and one structure: the second finds the first one's result."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "model.py").write_text("import torch\ntorch.nn.Linear(24, 8)(torch.rand(2, 24))\n")
    scripts = (tmp_path / "a" / "model.py", tmp_path / "b" / "model.py")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", *STANDARD, "--jobs", "1", "--json")
    assert done.status == 0, done.err
    (stored,) = results_in(tmp_path / "c").values()
    assert is_complete(stored)
    assert [one["process"] for one in stored["result"]["conditions"]] == processes_of(stored)
    starts = [one for one in events(done.out, "process_ends") if one["processes"] == 1]
    assert len(starts) in (1, 2)  # 2 where the second one's weights are others


def test_what_another_runner_has_begun_is_partial_anew(turnkey, cache):
    """Processes of two versions of an engine make no result."""
    shutil.rmtree(next(cache.glob("builds/two*")))
    assert turnkey("run", "-d", cache, *STANDARD).status == 0
    for path, stored in results_in(cache).items():
        stored["result"]["conditions"] = stored["result"]["conditions"][:2]
        stored["result"]["measurements"] = [one for one in stored["result"]["measurements"] if one["process"] < 2]
        stored["runner"]["onnxruntime"] = "0.1"
        path.write_text(json.dumps(stored))
    done = turnkey("run", "-d", cache, *STANDARD, "--json")
    assert done.status == 0, done.err
    assert {one["processes"] for one in events(done.out, "process_ends")} >= {1, 2, 3, 4}
    assert all(stored["runner"]["onnxruntime"] != "0.1" for stored in results_in(cache).values())


def test_a_twin_waits_for_the_one_that_is_measured(turnkey, tmp_path):
    """With --dedupe, also where the first of them has processes to come: another model goes on meanwhile."""
    text = "# labels: name::{name} author::test\nimport torch\ntorch.nn.Linear({width}, 8)(torch.rand(2, {width}))\n"
    for name, width in (("one", 24), ("two", 24), ("zebra", 32)):
        (tmp_path / f"{name}.py").write_text(text.format(name=name, width=width))
    scripts = (tmp_path / "one.py", tmp_path / "two.py", tmp_path / "zebra.py")
    done = turnkey("run", *scripts, "-d", tmp_path / "c", *STANDARD, "--dedupe", "--jobs", "1", "--json")
    assert done.status == 0, done.err
    reported = [(event["build"].partition("_")[0], event["processes"]) for event in events(done.out, "process_ends")]
    assert reported[:4] == [("one", 1), ("zebra", 1), ("one", 2), ("zebra", 2)]
    results = results_in(tmp_path / "c").values()
    assert [stored["build"].partition("_")[0] for stored in results if stored.get("deduplicated_from")] == ["two"]
    assert len(results) == 3
    assert all(is_complete(stored) for stored in results)
