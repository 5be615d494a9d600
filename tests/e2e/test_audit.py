"""Results that are not what was measured: a checker, and a run, that believe nobody (B24, A34)."""

import dataclasses
import json
import shutil
import sys

import pytest

from e2e.stored_results import PROCESS, results
from turnkey_runner.contract import Kind

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
    "result.runtime_info": None,
    "result.conditions": [],
    "result.measurements": [],
    "result.outputs": [],
    "result.outputs.0.passed": False,
    "result.outputs.0.fraction_within": 0.5,
    "result.outputs.0.cosine_similarity": 0.1,
    "result.outputs.0.max_abs_error": None,
    "result.outputs.0.name": "other",
    "result.conditions.0.wall_ns": 1,
    "result.conditions.0.process": 7,
    "result.conditions.0.steal_fraction": 3.0,
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
    "result.conditions.0.wall_ns ": 10**15,
    "result.measurements.0.samples": [0],
    "result.measurements.1.samples": [-5],
    "result.measurements.1.samples.0": 10**400,
    "result.measurements.2.samples.0": 10**400,
    "result.outputs.0.rtol": 1e9,
    "result.outputs.0.cosine_similarity ": 7.0,
    "job.precision": "fp3",
    "measured_at": "yesterday",
    "measured_at ": "2026-01-01T00:00:00",
    "measured_at  ": "2199-01-01T00:00:00+00:00",
    "duration_s ": 1e9,
    "energy_mj": -1.0,
    "energy_mj ": 12.5,
    "evaluation": None,
    "evaluation.verdict": "invalid",
    "evaluation.reasons": ["W_LOAD_"],
    "evaluation.latency_ms": 0.001,
    "evaluation.latency_low_ms": None,
    "evaluation.latency_high_ms": 1e9,
    "evaluation.throughput_ips": 1e9,
    "schema": "turnkey.filed-result/9",
}


def forge(path, mutations, store):
    """The fields whose forging is not found, one at a time; the file is as it was afterwards."""
    from turnkeyml.cache.store import Store
    from turnkeyml.results.audit import find_inconsistencies

    honest = path.read_text()
    missed = []
    for field, value in mutations.items():
        data = json.loads(honest)
        *parents, last = field.strip().split(".")  # a field may be forged in several ways
        place = data
        for word in parents:
            place = place[int(word)] if word.isdigit() else place[word]
        place[int(last) if last.isdigit() else last] = value
        path.write_text(json.dumps(data))
        if not list(find_inconsistencies(Store.open(store))):
            missed.append(field)
    path.write_text(honest)
    assert list(find_inconsistencies(Store.open(store))) == []
    return missed


def test_every_forged_field_is_found(turnkey, measured):
    """B24, A34: one field at a time; the checker is called in this process, for there are many."""
    assert forge(results(measured)[0][0], MUTATIONS, measured) == []


@pytest.fixture(scope="module")
def longer(turnkey, built_cache, tmp_path_factory):
    """The built cache, measured in loops as long as the default profile's."""
    cache = shutil.copytree(built_cache, tmp_path_factory.mktemp("longer") / "cache")
    done = turnkey("run", "-d", cache, *PROCESS, "--profile", "quick", "--min-time", "0.5")
    assert done.status == 0, done.err
    return cache


@pytest.mark.parametrize("factor", [0.01, 0.5, 0.6, 1.5, 100])
def test_samples_that_do_not_fit_their_loop_are_found(longer, factor):
    """All samples scaled alike, without what the engine reported of them; the honest ones raise no problem."""
    from turnkeyml.results.consistency import find_contradictions

    stored = results(longer)[1][0]
    kept = [
        dataclasses.replace(m, samples=tuple(max(1, round(s * factor)) for s in m.samples))
        if m.name == "latency"
        else m
        for m in stored.result.measurements
        if m.name != "latency_engine"
    ]
    assert list(find_contradictions(stored)) == []
    forged = dataclasses.replace(stored, result=dataclasses.replace(stored.result, measurements=tuple(kept)))
    assert any("the samples add up to" in problem for problem in find_contradictions(forged))


@pytest.fixture(scope="module")
def levels(turnkey, built_cache, tmp_path_factory):
    """The built cache, measured in the mode throughput."""
    cache = shutil.copytree(built_cache, tmp_path_factory.mktemp("levels") / "cache")
    done = turnkey("run", "-d", cache, *PROCESS, "--profile", "quick", "--min-time", "0.5", "--mode", "throughput")
    assert done.status == 0, done.err
    return cache


@pytest.mark.parametrize("factor", [0.01, 0.5, 2, 100])
@pytest.mark.parametrize("name", ["period", "request"])
def test_levels_that_do_not_fit_their_loop_are_found(levels, name, factor):
    """The samples of one kind scaled in every level; the honest ones raise no problem."""
    from turnkeyml.results.consistency import find_contradictions

    for stored in results(levels)[1]:
        kept = [
            dataclasses.replace(m, samples=tuple(max(1, round(s * factor)) for s in m.samples)) if m.name == name else m
            for m in stored.result.measurements
        ]
        assert list(find_contradictions(stored)) == []
        forged = dataclasses.replace(stored, result=dataclasses.replace(stored.result, measurements=tuple(kept)))
        assert any("add up to" in problem for problem in find_contradictions(forged))


def test_every_forged_field_of_a_level_is_found(levels):
    """A34: one at a time."""
    path, stored = (found[0] for found in results(levels))
    mutations = {"energy_mj": 1.0, "result.settings.mode": "latency", "job.settings.min_time_s": 9.0}
    for number, m in enumerate(stored.result.measurements):
        if m.name in ("period", "request"):
            where = f"result.measurements.{number}"
            mutations |= {f"{where}.block": m.block * 7, f"{where}.parallel": 64, f"{where}.name": "latency"}
    assert forge(path, mutations, levels) == []


FORGER = """
import dataclasses, runpy, sys
from turnkey_runner.harness import throughput, timed_loop
measure, measure_level = timed_loop.measure, throughput.measure_level

def forged(*arguments):
    timed = measure(*arguments)
    return dataclasses.replace(timed, samples=tuple(max(1, one // 100) for one in timed.samples))

def forged_level(*arguments):
    level = measure_level(*arguments)
    return dataclasses.replace(level, periods_ns=tuple(max(1, one // 100) for one in level.periods_ns))

timed_loop.measure, throughput.measure_level = forged, forged_level
at = sys.argv.index("-m")
module, sys.argv[1:] = sys.argv[at + 1], sys.argv[at + 2 :]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("latency", "the samples add up to much less than the loop took"),
        ("throughput", "1 requests: they were not measured for 0.5 s"),
    ],
)
def test_a_runner_that_tells_of_shorter_times_than_passed_is_not_believed(turnkey, cache, tmp_path, mode, words):
    """B24: its samples are a hundredth of what they were; the run fails, says why, and files no time."""
    forger, interpreter = tmp_path / "forger.py", tmp_path / "bin" / "python"
    forger.write_text(FORGER)
    interpreter.parent.mkdir()
    interpreter.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{forger}" "$@"\n')
    interpreter.chmod(0o755)
    quick = ("--profile", "quick", "--min-time", "0.5", "--mode", mode)
    done = turnkey("run", "-d", cache, *PROCESS, *quick, env={"TURNKEY_RUNNER_PYTHON": str(interpreter)})
    assert done.status == 1
    assert "the runner's result cannot be: process 0" in done.err
    assert words in done.err
    assert {stored.result.failure.kind for stored in results(cache)[1]} == {Kind.BAD_RESULT}
