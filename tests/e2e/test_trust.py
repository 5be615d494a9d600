"""Numbers that can be trusted, with real runners: verdicts, compare, check."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest

from turnkey_runner import codec
from turnkey_runner.contract import Kind
from turnkeyml.records import FiledResult

PROCESS = ("--launcher", "process")
SHORT = ("--min-time", "0.05", "--warmup", "0.02")


@pytest.fixture
def measured(turnkey, cache):
    """The built cache, measured with the standard profile."""
    done = turnkey("run", "-d", cache, *PROCESS, *SHORT)
    assert done.status == 0, done.err
    return cache


def results(cache):
    paths = sorted(cache.glob("builds/*/results/*.json"))
    return paths, [codec.decode(path.read_bytes(), FiledResult) for path in paths]


def test_the_standard_profile_is_five_processes_or_more_with_an_interval(turnkey, measured):
    """And every result has a verdict, with codes."""
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", measured, "--json").out.splitlines()]
    for row in rows:
        assert (row["profile"], row["method"]) == ("standard", "turnkey-m1")
        assert 5 <= row["processes"] <= 10
        assert row["latency_low_ms"] < row["latency_high_ms"]
        assert row["verdict"] in ("valid", "noisy", "contended", "drifting")
        assert {"W_FEW", "W_PARITY"} & set(row["warnings"].split()) <= {"W_FEW"}
        executed = json.loads(row["executed"])
        assert executed["providers"].keys() == {"CPUExecutionProvider"}
        assert executed["threads"] == row["threads"] == len(executed["cpus"])


def test_a_cache_compared_with_itself_has_no_change(turnkey, measured, tmp_path):
    """Table, JSON and Markdown; exit status 0."""
    other = shutil.copytree(measured, tmp_path / "other")
    for form in ("table", "json", "markdown"):
        done = turnkey("compare", measured, other, "--format", form)
        assert done.status == 0, done.err
        assert "3 pairs: " in done.err
        assert "slower" not in done.out
    assert done.out.startswith("| build | device |")


def test_a_slow_down_ends_with_status_1(turnkey, measured, tmp_path):
    """Planted: every sample three times as long, more than this machine's noise."""
    other = shutil.copytree(measured, tmp_path / "other")
    for path, filed in zip(*results(other), strict=True):
        measurements = tuple(
            dataclasses.replace(m, samples=tuple(3 * sample for sample in m.samples)) if m.name == "latency" else m
            for m in filed.result.measurements
        )
        slower = dataclasses.replace(filed, result=dataclasses.replace(filed.result, measurements=measurements))
        path.write_text(json.dumps(codec.to_plain(slower)))
    done = turnkey("compare", measured, other)
    assert done.status == 1
    assert done.out.count(" slower") == 3
    forged = turnkey("check", other)
    assert forged.status == 1
    processes = sum(len(filed.result.conditions) for filed in results(other)[1])
    assert forged.out.count("the samples add up to more than the loop took") == processes >= 15


def test_an_honest_cache_has_nothing_to_object_to(turnkey, measured):
    """Not a single false accusation."""
    done = turnkey("check", measured)
    assert (done.status, done.out) == (0, "")


MUTATIONS = {
    "result.id": "other",
    "result.artifact": "aa/aa",
    "result.device": "nvidia",
    "result.runtime": "openvino",
    "result.precision": "fp16",
    "result.settings.method": "turnkey-m9",
    "result.settings.processes": 1,
    "result.load": "failed",
    "result.benchmark": "not_started",
    "result.parity": "failed",
    "result.executed": None,
    "result.conditions": [],
    "result.measurements": [],
    "result.outputs": [],
    "result.outputs.0.passed": False,
    "result.outputs.0.inside": 0.5,
    "result.outputs.0.cosine_similarity": 0.1,
    "result.outputs.0.max_abs_error": None,
    "result.outputs.0.name": "other",
    "result.conditions.0.wall_ns": 1,
    "result.conditions.0.process": 7,
    "result.conditions.0.steal_share": 3.0,
    "result.measurements.0.process": 9,
    "result.measurements.0.unit": "bytes",
    "result.measurements.3.samples": [1, 1, 1],
    "result.measurements.3.samples.0": 10**12,
    "result.measurements.3.block": 10**6,
    "result.measurements.3.name": "load",
    "job.settings.min_time_s": 9.0,
    "job.artifact": "aa/aa",
    "job.files": [],
    "job.threads": 64,
    "build": "other_build_00000000",
    "duration_s": 0.001,
    "measured_at": "2020-01-01T00:00:00+00:00",
    "result.conditions.0.wall_ns ": 10**15,
    "result.measurements.0.samples": [0],
    "result.measurements.1.samples": [-5],
    "result.measurements.1.samples.0": 10**400,
    "result.measurements.2.samples.0": 10**400,
    "result.outputs.0.rtol": 1e9,
    "result.outputs.0.cosine_similarity ": 7.0,
    "job.precision": "fp3",
    "measured_at ": "yesterday",
    "measured_at  ": "2026-01-01T00:00:00",
    "measured_at   ": "2199-01-01T00:00:00+00:00",
    "duration_s ": 1e9,
    "energy_mj": -1.0,
    "brief": None,
    "brief.verdict": "invalid",
    "brief.reasons": ["W_LOAD_"],
    "brief.latency_ms": 0.001,
    "brief.latency_low_ms": None,
    "brief.latency_high_ms": 1e9,
    "brief.throughput_ips": 1e9,
    "schema": "turnkey.filed-result/9",
}


def test_every_forged_field_is_found(turnkey, measured):
    """B24, A34: one field at a time; the checker is called in this process, for there are many."""
    from turnkeyml.cache.store import Store
    from turnkeyml.checking import find_forgeries

    path = results(measured)[0][0]
    honest = path.read_text()
    missed = []
    for field, value in MUTATIONS.items():
        data = json.loads(honest)
        *parents, last = field.strip().split(".")  # a field may be forged in several ways
        place = data
        for word in parents:
            place = place[int(word)] if word.isdigit() else place[word]
        place[int(last) if last.isdigit() else last] = value
        path.write_text(json.dumps(data))
        if not list(find_forgeries(Store.open(measured))):
            missed.append(field)
    path.write_text(honest)
    assert missed == []
    assert list(find_forgeries(Store.open(measured))) == []


@pytest.fixture(scope="module")
def longer(turnkey, built_cache, tmp_path_factory):
    """The built cache, measured in loops as long as the default profile's."""
    cache = shutil.copytree(built_cache, tmp_path_factory.mktemp("longer") / "cache")
    done = turnkey("run", "-d", cache, *PROCESS, "--profile", "quick", "--min-time", "0.5")
    assert done.status == 0, done.err
    return cache


@pytest.mark.parametrize("factor", [0.01, 0.5, 0.6, 1.5, 100])
def test_samples_that_do_not_fit_their_loop_are_found(longer, factor):
    """B24: all of them together, what was told of them gone, and what the engine said left out."""
    from turnkeyml.contradictions import find_contradictions

    filed = results(longer)[1][0]
    kept = [
        dataclasses.replace(m, samples=tuple(max(1, round(s * factor)) for s in m.samples))
        if m.name == "latency"
        else m
        for m in filed.result.measurements
        if m.name != "latency_engine"
    ]
    assert list(find_contradictions(filed)) == []
    forged = dataclasses.replace(filed, result=dataclasses.replace(filed.result, measurements=tuple(kept)))
    assert any("the samples add up to" in problem for problem in find_contradictions(forged))


FORGER = """
import dataclasses, runpy, sys
from turnkey_runner import timing
measure = timing.measure

def forged(*arguments):
    timed = measure(*arguments)
    return dataclasses.replace(timed, samples=tuple(max(1, one // 100) for one in timed.samples))

timing.measure = forged
at = sys.argv.index("-m")
module, sys.argv[1:] = sys.argv[at + 1], sys.argv[at + 2 :]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


def test_a_runner_that_tells_of_shorter_times_than_passed_is_not_believed(turnkey, cache, tmp_path):
    """B24: its samples are a hundredth of what they were; the run fails, says why, and files no time."""
    forger, interpreter = tmp_path / "forger.py", tmp_path / "bin" / "python"
    forger.write_text(FORGER)
    interpreter.parent.mkdir()
    interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{forger}" "$@"\n')
    interpreter.chmod(0o755)
    quick = ("--profile", "quick", "--min-time", "0.5")
    done = turnkey("run", "-d", cache, *PROCESS, *quick, env={"TURNKEY_RUNNER_PYTHON": str(interpreter)})
    assert done.status == 1
    assert "the runner's result cannot be: process 0: the samples add up to much less than the loop took" in done.err
    assert {filed.result.failure.kind for filed in results(cache)[1]} == {Kind.BAD_RESULT}


def test_a_noisy_neighbour_is_told(turnkey, cache):
    """B15: more busy processes than CPUs; contended, and the run goes on."""
    code = "import os\nfor _ in range(2 * os.cpu_count() - 1):\n    if os.fork() == 0: break\nwhile True: pass"
    neighbour = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        done = turnkey("run", "-d", cache, *PROCESS, "--json", "--min-time", "0.3")
        strict = turnkey("run", "-d", cache, *PROCESS, "--min-time", "0.3", "--strict", "--remeasure")
    finally:
        os.killpg(neighbour.pid, signal.SIGKILL)
        neighbour.wait()
    assert done.status == 0, done.err
    assert done.err.count("contended W_LOAD") + done.err.count("contended W_STEAL W_LOAD") >= 3
    assert done.err.count("  W_LOAD tasks waited for a CPU in ") >= 3
    assert strict.status == 1


def test_pytorch_stands_beside_the_runtimes(turnkey, cache):
    """The live model by the same method: eager and compiled, five to ten processes each, parity with itself."""
    runtimes = ("--runtime", "torch-eager", "--runtime", "torch-compiled")
    done = turnkey("run", "-d", cache, "--labels", "name::linear", *runtimes, *SHORT, "--json")
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "job_ends"]
    filed = [codec.decode(json.dumps(one["result"]).encode(), FiledResult) for one in ended]
    assert len(filed) == 2
    for one in filed:
        assert one.launcher == "worker"
        assert 5 <= len({m.process for m in one.result.measurements}) <= 10
        assert (one.result.parity, one.result.executed.engine) == ("successful", "torch")
        assert one.result.executed.threads == one.result.threads
    loads = {one.job.runtime: min(m.samples[0] for m in one.result.measurements if m.name == "load") for one in filed}
    assert loads["torch-compiled"] > 10 * loads["torch-eager"]
    assert turnkey("check", cache).status == 0
    compared = turnkey("compare", cache, "--by", "runtime")
    assert compared.status == 0
    assert "torch-" in compared.out


def test_pytorch_beside_a_script_that_changed_or_fails_is_a_row(turnkey, tmp_path):
    """One line; the build and its other results stay."""
    script, cache = tmp_path / "m.py", tmp_path / "c"
    script.write_text("import torch\ntorch.nn.Linear(4, 3)(torch.rand(1, 4))\n")
    assert turnkey("run", script, "-d", cache, "--build-only").status == 0
    script.write_text("import torch\ntorch.nn.Linear(5, 3)(torch.rand(1, 5))\n")
    done = turnkey("run", "-d", cache, "--runtime", "torch-eager", "--profile", "quick")
    assert done.status == 1
    assert "the script does not call the invocation" in done.err
    assert "Traceback" not in done.err
