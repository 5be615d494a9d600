"""Rows of results beside one another."""

from dataclasses import replace

import pytest

from factories import example_build, make_settings, stored_result
from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.cache.store import Store
from turnkeyml.records import AnalysisOptions, Build, Source
from turnkeyml.report import rows as rows_module
from turnkeyml.report.build_rows import rows_of_build
from turnkeyml.report.columns import NAMES
from turnkeyml.report.rows import rows_of
from turnkeyml.results import evaluate
from turnkeyml.results.evaluate import with_evaluation

QUIET = [[10**6 + number for number in range(200)]] * 2


def of(runtime, scale=1, runner=None, **changes):
    """A quiet result of a runtime."""
    known = stored_result([[scale * one for one in row] for row in QUIET])
    result = replace(known.result, runtime=runtime, **changes)
    job = replace(known.job, runtime=runtime, device=result.device, settings=result.settings)
    return replace(known, job=job, result=result, runner=runner or known.runner)


@pytest.fixture
def speedups(tmp_path):
    """Of the results of one build, by runtime."""
    build = Build(
        name="model_me_01234567",
        source=Source(path="/m.py", sha256="0", options=AnalysisOptions()),
        labels={},
        stages={},
    )

    def ask(*results):
        store = Store.create(tmp_path / "cache")
        store.save_build(build)
        for one in results:
            store.save_result(one)
        return {row["runtime"]: row["speedup_over_pytorch"] for row in rows_of_build(store, build.name)}

    return ask


def test_a_speed_up_is_over_pytorch_on_the_same_machine(speedups):
    """Also of a card, where it is in that machine."""
    card = of("tensorrt", device="nvidia", runner={"cpu": "one", "gpu": "a card"})
    assert speedups(of("torch-eager", scale=3), of("ort"), card) == {
        "torch-eager": 1.0,
        "ort": pytest.approx(3, rel=0.01),
        "tensorrt": pytest.approx(3, rel=0.01),
    }


FAILURE = Failure(stage=Stage.BENCHMARK, kind=Kind.CRASHED, message="")
UNFIT = {
    "another machine": {"runner": {"cpu": "other"}},
    "other instruction sets": {"runner": {"cpu": "one", "cpu_flags": "avx2"}},
    "wrong outputs": {"parity": Status.FAILED},
    "no reference": {"parity": Status.SKIPPED},
    "failed": {"failure": FAILURE},
    "other threads": {"threads": 2},
    "another mode": {"settings": make_settings(processes=2, max_processes=2, mode="throughput")},
}


@pytest.mark.parametrize("changes", UNFIT.values(), ids=UNFIT)
def test_pytorch_that_cannot_be_compared_gives_no_speed_up(speedups, changes):
    """Nothing rather than a number of another machine, or of outputs that are wrong."""
    assert speedups(of("torch-eager", scale=3, **changes), of("ort"))["ort"] is None


@pytest.mark.parametrize("changes", UNFIT.values(), ids=UNFIT)
def test_a_result_that_cannot_be_compared_has_no_speed_up(speedups, changes):
    """However fast it is."""
    assert speedups(of("torch-eager", scale=3), of("ort", **changes))["ort"] is None


def row_of(tmp_path, *results):
    store = Store.create(tmp_path / "one")
    store.save_build(example_build("model_me_01234567"))
    for one in results:
        store.save_result(with_evaluation(replace(one, build="model_me_01234567")))
    return {row["runtime"]: row for row in rows_of_build(store, "model_me_01234567")}


def test_the_columns_of_a_row_agree(tmp_path):
    """The throughput is the inverse of the headline; the mean's has its own name; a speedup is within its interval."""
    uneven = [[10**6] * 60 + [4 * 10**6] * 40, [11 * 10**5] * 60 + [4 * 10**6] * 40, [12 * 10**5] * 100]
    own = stored_result(uneven)
    own = replace(own, job=of("ort").job, result=replace(own.result, runtime="ort"))
    rows = row_of(tmp_path, own, of("torch-eager"))
    row = rows["ort"]
    assert row["throughput_ips"] == pytest.approx(1e3 / row["latency_ms"])
    assert row["throughput_mean_ips"] == pytest.approx(1e3 / row["latency_mean_ms"])
    assert row["speedup_over_pytorch"] == pytest.approx(rows["torch-eager"]["latency_ms"] / row["latency_ms"])
    assert row["speedup_low"] <= row["speedup_over_pytorch"] <= row["speedup_high"]


def test_a_speedup_of_a_single_process_has_no_interval(tmp_path):
    """One process says nothing of the next."""
    both = of("ort"), of("torch-eager")
    single = [replace(one, result=replace(one.result, measurements=one.result.measurements[:1])) for one in both]
    row = row_of(tmp_path, *single)["ort"]
    assert row["speedup_over_pytorch"] == pytest.approx(1.0)
    assert (row["speedup_low"], row["speedup_high"]) == (None, None)


def test_other_work_has_no_speedup(tmp_path):
    """Nor a headline that could be one."""
    other = replace(of("ort"), structure="s", macs=1, call_macs=100)
    row = row_of(tmp_path, other, of("torch-eager"))["ort"]
    assert [row[name] for name in ("latency_ms", "throughput_ips", "speedup_over_pytorch", "speedup_low")] == [None] * 4


@pytest.fixture
def cache(tmp_path):
    """A build with the results of three runtimes."""
    store = Store.create(tmp_path / "cache")
    store.save_build(example_build("model_me_01234567"))
    for runtime in ("openvino", "ort", "torch-eager"):
        store.save_result(with_evaluation(replace(of(runtime), build="model_me_01234567")))
    return store


def test_a_damaged_result_hides_no_healthy_one(cache):
    """B13: it is a row of its own."""
    next(cache.path.glob("builds/*/results/x86.ort.*")).write_text("{")
    found = [(row["runtime"], row["status"], row["failure_kind"]) for row in rows_of([cache])]
    assert found == [
        ("openvino", "successful", None),
        ("torch-eager", "successful", None),
        (None, "failed", "damaged"),
    ]


def test_a_report_computes_no_statistics_that_are_stored(cache, monkeypatch):
    """B10: and under other rules it computes them once per result, though the row of each asks for PyTorch's."""
    computed = []
    real = evaluate.compute_evaluation
    monkeypatch.setattr(evaluate, "compute_evaluation", lambda stored: computed.append(stored) or real(stored))
    assert len(list(rows_of([cache]))) == 3
    assert computed == []
    monkeypatch.setattr(evaluate, "rules", lambda: "other rules")
    assert [row["speedup_over_pytorch"] for row in rows_of_build(cache, "model_me_01234567")] == [1.0] * 3
    assert len(computed) == 3


def test_a_row_has_a_value_per_column(cache):
    """Also one that nothing is known of."""
    assert all(tuple(row) == NAMES for row in rows_of([cache]))


@pytest.fixture
def large(tmp_path):
    """As many builds as several processes read."""
    store = Store.create(tmp_path / "cache")
    for number in range(rows_module._MIN_FOR_POOL + 150):
        store.save_build(example_build(f"model_me_{number:08x}"))
    return store


def test_many_builds_are_rows_in_their_order(large):
    """Whichever process reads them; the first ones are shown, all are counted, and kept for the next time."""
    rows = rows_of([large])
    names = [row["build"] for row in rows]
    assert names == sorted(large.build_names())
    assert (rows.count, [row["build"] for row in rows.first]) == (len(names), names[: rows_module.MAX_FIRST_ROWS])
    assert [dict(row) for row in rows_of([large])] == [dict(row) for row in rows]
