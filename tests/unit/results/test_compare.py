"""Comparisons of simulated results whose true difference is known."""

from dataclasses import replace

import hypothesis
import pytest
from hypothesis import given

from factories import Campaigns, make_settings, stored_result
from turnkey_runner.contract import Conditions, Failure, GpuConditions, HostProbe, Kind, Stage, Status
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import AnalysisOptions, Build, Source
from turnkeyml.results.compare import Change, EffectThreshold, compare_pairs, count, is_regression
from turnkeyml.results.noise_floor import load_floor, measure_floor, summarize_pairs
from turnkeyml.results.pairing import CommonJobs, EvaluatedResults, pairs_within


def change(base, new, threshold=0.05, floor=0.0):
    (pair,) = compare_pairs([(base, new)], EffectThreshold(threshold=threshold, noise_floor=floor, between_runs=floor))
    return pair


@pytest.mark.parametrize(
    ("scale", "expected"), [(1.2, Change.SLOWER), (0.8, Change.FASTER), (1.0, Change.SAME), (1.01, Change.SAME)]
)
def test_an_effect_above_the_threshold_is_found(scale, expected):
    """On a quiet machine with a threshold of 5 %, 20 % is found and 1 % is not."""
    campaigns = Campaigns(1, between=0.004, spikes=0.0)
    assert (
        change(stored_result(campaigns.processes()), stored_result(campaigns.processes(scale=scale))).change is expected
    )


def test_an_effect_below_the_noise_floor_is_not_reported():
    """Even if the difference is significant."""
    campaigns = Campaigns(2, between=0.004, spikes=0.0)
    base, new = stored_result(campaigns.processes()), stored_result(campaigns.processes(scale=1.1))
    assert change(base, new).change is Change.SLOWER
    assert change(base, new, floor=0.15).change is Change.SAME


@pytest.mark.parametrize(
    ("started_s", "expected"),
    [
        ((0, 1, 2, 3, 4), Change.SAME),
        ((0, 20, 40, 60, 80), Change.SLOWER),
        ((0, 1, 2, 3, 80), Change.SAME),
        ((0, 20, 40, 60, 80, 81, 82, 83, 84, 85), Change.SLOWER),
        ((0, 8, 16, 24, 32, 40, 48, 56, 64), Change.SLOWER),
        ((0, 8, 16, 24, 32, 40, 48), Change.SAME),
    ],
)
def test_the_floor_between_runs_counts_unless_the_processes_are_spread_out(started_s, expected):
    """A machine that drifts by 15 % between runs; five processes must be 15 s apart."""
    campaigns = Campaigns(2, between=0.004, spikes=0.0)
    settings = make_settings(processes=5, max_processes=10)
    results = [
        stored_result(campaigns.processes(len(started_s), scale=scale), settings=settings) for scale in (1.0, 1.1)
    ]
    for number, one in enumerate(results):
        conditions = tuple(replace(c, started_ns=started_s[c.process] * 10**9) for c in one.result.conditions)
        results[number] = replace(one, result=replace(one.result, conditions=conditions))
    (pair,) = compare_pairs([results], EffectThreshold(threshold=0.05, noise_floor=0.03, between_runs=0.15))
    assert pair.change is expected


def test_noise_that_hides_an_effect_is_ambiguous():
    """A difference that was not found does not mean `same`."""
    campaigns = Campaigns(6, between=0.2, spikes=0.0)
    pair = change(stored_result(campaigns.processes()), stored_result(campaigns.processes()))
    assert pair.change is Change.AMBIGUOUS
    assert "too wide to tell" in pair.reason


def test_equal_pairs_are_rarely_called_different():
    """The test is corrected over all pairs."""
    campaigns = Campaigns(4, between=0.05)
    pairs = [(stored_result(campaigns.processes(5, 40)), stored_result(campaigns.processes(5, 40))) for _ in range(100)]
    counted = count(compare_pairs(pairs, EffectThreshold(threshold=0.05)))
    assert counted[Change.SLOWER] + counted[Change.FASTER] <= 1


def test_a_simulated_slowdown_of_20_percent_is_found():
    """In at least 90 of 100 pairs, corrected over all pairs, if processes differ by 4 %."""
    campaigns = Campaigns(5, between=0.04)
    pairs = [
        (stored_result(campaigns.processes(5, 40)), stored_result(campaigns.processes(5, 40, 1.2))) for _ in range(20)
    ]
    assert count(compare_pairs(pairs, EffectThreshold(threshold=0.05)))[Change.SLOWER] >= 18


QUIET = stored_result(Campaigns(6, between=0.004, spikes=0.0).processes())


def of_result(**changes):
    return replace(QUIET, result=replace(QUIET.result, **changes))


def on_gpu(**changes):
    gpu = GpuConditions(samples=3, sm_clock_mhz=(1900, 1980, 1980))
    return (Conditions(process=0, wall_ns=1, cpu_time_ns=1, gpu=replace(gpu, **changes)),)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (of_result(threads=2), "1 and 2 threads"),
        (of_result(parity=Status.FAILED), "new gives other outputs than PyTorch"),
        (of_result(failure=Failure(stage=Stage.LOAD, kind=Kind.CRASHED, message="")), "new failed"),
        (of_result(settings=replace(QUIET.result.settings, method="turnkey-m1")), "method turnkey-m2 and turnkey-m1"),
        (replace(QUIET, runner={"cpu": "other"}), "measured on one and on other"),
        (
            of_result(runtime_info=replace(QUIET.result.runtime_info, precisions={"bf16": 3})),
            "computed in fp32 and in bf16",
        ),
        (
            of_result(runtime_info=replace(QUIET.result.runtime_info, providers={"Other": 3})),
            "new is invalid (W_FALLBACK)",
        ),
        (replace(QUIET, job=replace(QUIET.job, gpu="1")), "measured on the GPU 0 and on 1"),
        (of_result(conditions=on_gpu(throttle_reasons=("power cap",))), "new was throttled by its GPU (power cap)"),
        (
            of_result(conditions=(Conditions(process=0, wall_ns=1, cpu_time_ns=1, throttled_periods=2),)),
            "new was throttled by a CPU quota",
        ),
        (of_result(measurements=QUIET.result.measurements[:1]), "a single process says nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_pairs_that_are_not_comparable_have_a_reason(other, reason):
    """Other threads, device, precision, method; failed; throttled."""
    pair = change(QUIET, other)
    assert pair.change is Change.NOT_COMPARABLE
    assert reason in pair.reason
    assert pair.ratio is None


def test_gpus_are_compared_by_the_one_that_was_used():
    """By UUID if both have one, not by the requested index or the other GPUs of the machine."""

    def used(uuid, gpu, gpus, is_known=True, keys=("gpu", "gpu_uuid")):
        options = {keys[0]: "A GPU", keys[1]: uuid} if is_known else {}
        result = replace(QUIET.result, runtime_info=replace(QUIET.result.runtime_info, options=options))
        return replace(QUIET, result=result, job=replace(QUIET.job, gpu=gpu), runner=QUIET.runner | {"gpu": gpus})

    base = used("GPU-a", "", "A GPU, A GPU")
    assert change(base, used("GPU-a", "1", "A GPU")).change is Change.SAME
    assert change(base, used("GPU-a", "1", "A GPU", keys=("card", "card_uuid"))).change is Change.SAME  # turnkey 0.1
    assert change(base, used("GPU-b", "", "A GPU, A GPU")).reason == (
        "measured on the GPU A GPU (GPU-a) and on A GPU (GPU-b)"
    )
    assert "measured on the GPU 0 and on 1" in change(base, used("", "1", "A GPU, A GPU", is_known=False)).reason


def test_other_clocks_are_not_comparable():
    """More than 3 % apart."""

    def at(mhz):
        return of_result(conditions=(Conditions(process=0, wall_ns=1, cpu_time_ns=1, frequency_mhz=mhz),))

    assert change(at(3000.0), at(2800.0)).reason == "the CPU ran at 3000 and at 2800 MHz"
    assert change(at(3000.0), at(2950.0)).change is not Change.NOT_COMPARABLE
    gpus = [of_result(conditions=on_gpu(sm_clock_mhz=clocks)) for clocks in ((1900, 1980, 1980), (990, 1000, 1980))]
    assert "the GPU ran at 1980 and at 1000 MHz" in change(*gpus).reason


def test_states_of_a_host_are_not_comparable():
    """A result without any process in the best state beside one that has some; two of the slower state are."""

    def at(transfer_ns):
        probe = HostProbe(transfer_ns=(transfer_ns,), best_ns=8_000)
        probed = tuple(replace(one, probe_before=probe, probe_after=probe) for one in QUIET.result.conditions)
        return of_result(conditions=probed)

    assert "the new one was measured in a slower state of its host" in change(at(8_000), at(24_000)).reason
    assert change(at(24_000), at(24_000)).change is not Change.NOT_COMPARABLE


@pytest.mark.parametrize("only_new", [{"cpu_flags": "avx2 fma"}, {"gpu": "NVIDIA H100 (80 GiB)"}], ids=["cpu", "gpu"])
def test_cpus_are_compared_by_instruction_sets_too(only_new):
    """Hypervisors use one name for several CPU generations. A property that only one result has is no difference."""
    (name, value), cpu = next(iter(only_new.items())), QUIET.runner
    base, new = (replace(QUIET, runner=cpu | {name: one}) for one in (value, f"{value} more"))
    assert change(base, new).reason == f"measured on {value} and on {value} more"
    assert change(base, QUIET).change is Change.SAME


def test_the_floor_of_another_machine_is_ignored():
    """`doctor --noise` ran on a noisy machine; the results are from a quiet one."""
    campaigns = Campaigns(8, between=0.004, spikes=0.0)
    base, new = stored_result(campaigns.processes()), stored_result(campaigns.processes(scale=1.3))
    loud = EffectThreshold(threshold=0.05, noise_floor=0.5, between_runs=0.5)
    changes = [compare_pairs([(base, new)], replace(loud, cpu=cpu))[0].change for cpu in ("", "one", "loud")]
    assert changes == [Change.SAME, Change.SAME, Change.SLOWER]


def test_the_noise_floor_is_the_difference_of_equal_pairs():
    """Small on a quiet machine, large on a noisy one."""
    floors = []
    for between in (0.002, 0.1):
        campaigns = Campaigns(7, between=between, within=0.01)
        floors.append(
            summarize_pairs(
                [(stored_result(campaigns.processes()), stored_result(campaigns.processes())) for _ in range(40)]
            )
        )
    assert floors[0].floor < 0.01
    assert 0.05 < floors[1].floor < 0.3
    assert floors[0].pairs == 40


def test_a_machine_that_drifts_has_a_larger_floor_between_runs(tmp_path, monkeypatch):
    """10 % between the halves of the A/A test, and almost nothing between successive measurements."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    quiet = Campaigns(7, between=0.002, within=0.01)
    measured = [
        stored_result([[round(sample * slower) for sample in process] for process in quiet.processes()])
        for slower in (1.0, 1.1)
        for _ in range(20)
    ]
    floor = measure_floor(iter(measured).__next__, 20)
    assert floor.floor < 0.01
    assert 0.08 < floor.apart < 0.12
    assert load_floor().between_runs == floor.apart


def save(store, name, **of_job):
    result = stored_result(
        Campaigns(7, between=0.004, spikes=0.0).processes(scale=1.3 if "new" in store.path.name else 1.0)
    )
    source = Source(path="x.py", sha256="", options=AnalysisOptions())
    store.save_build(Build(name=name, source=source, labels={}, stages={}))
    store.save_result(replace(result, build=name, job=replace(result.job, **of_job)))


def test_only_jobs_in_both_caches_are_compared(tmp_path):
    """Matched by build, device, runtime and precision, sorted by name."""
    base, new = Store.create(tmp_path / "base"), Store.create(tmp_path / "new")
    for store, precisions in ((base, ("fp32", "int8")), (new, ("fp32", "fp16"))):
        for precision in precisions:
            save(store, "b_me_01234567", precision=precision)
    save(base, "a_me_01234567")
    save(new, "a_me_01234567")
    save(base, "only_me_01234567")
    save(new, "other_me_01234567")
    caches = CommonJobs(base=EvaluatedResults(base), new=EvaluatedResults(new))
    pairs = compare_pairs(caches, EffectThreshold(threshold=0.05))
    found = [(pair.build, pair.precision, pair.change) for pair in pairs]
    assert found == [("a_me_01234567", "fp32", Change.SLOWER), ("b_me_01234567", "fp32", Change.SLOWER)]
    assert pairs[0].new_ms == pytest.approx(1.3 * pairs[0].base_ms)
    assert (caches.only_in_base, caches.only_in_new) == (2, 2)
    assert is_regression(pairs)


def test_within_a_cache_only_the_results_of_one_build_are_compared(tmp_path):
    """The device's default runtime is the base. Results that differ in another property are not paired."""
    store = Store.create(tmp_path / "one")
    for name, runtime, precision in (("a", "ort", "fp32"), ("a", "openvino", "fp32"), ("a", "ort", "int8")):
        save(store, f"{name}_me_01234567", runtime=runtime, precision=precision)
    save(store, "b_me_01234567", runtime="openvino")
    (pair,) = compare_pairs(
        pairs_within(EvaluatedResults(store), "runtime"), EffectThreshold(threshold=0.05), across="runtime"
    )
    assert (pair.build, pair.base_runtime, pair.runtime) == ("a_me_01234567", "ort", "openvino")


@pytest.mark.parametrize(
    ("jobs", "by", "base", "expected"),
    [
        ([("x86", "ort", "fp16"), ("x86", "ort", "fp32"), ("x86", "ort", "int8")], "precision", "", "fp32 < fp16 int8"),
        ([("x86", "ort", "fp16"), ("x86", "ort", "int8")], "precision", "int8", "int8 < fp16"),
        ([("x86", "ort", "fp16"), ("x86", "ort", "int8")], "precision", "bf16", ""),
        (
            [("x86", "openvino", "fp32"), ("x86", "ort", "fp32"), ("x86", "torch-eager", "fp32")],
            "runtime",
            "torch-eager",
            "torch-eager < openvino ort",
        ),
        ([("nvidia", "tensorrt", "fp32"), ("x86", "ort", "fp32")], "device", "", "x86 < nvidia"),
    ],
)
def test_the_default_base(tmp_path, jobs, by, base, expected):
    """fp32, the default runtime, the first device; or exactly what --base names."""
    store = Store.create(tmp_path / "one")
    for device, runtime, precision in jobs:
        save(store, "a_me_01234567", device=device, runtime=runtime, precision=precision)
    pairs = [
        (getattr(first.job, by), getattr(other.job, by))
        for first, other in pairs_within(EvaluatedResults(store), by, base)
    ]
    found = f"{pairs[0][0]} < {' '.join(sorted(new for _, new in pairs))}" if pairs else ""
    assert found == expected
    assert {first for first, _ in pairs} <= {expected.split(" ")[0]}


def test_a_failed_result_is_the_base_only_if_there_is_no_other(tmp_path):
    """Otherwise a failing runtime would prevent all comparisons."""
    store = Store.create(tmp_path / "one")
    for runtime in ("openvino", "ort-openvino"):
        save(store, "a_me_01234567", runtime=runtime)
    failed = of_result(failure=Failure(stage=Stage.LOAD, kind=Kind.CRASHED, message=""))
    store.save_result(replace(failed, build="a_me_01234567"))
    pairs = [
        (first.job.runtime, other.job.runtime) for first, other in pairs_within(EvaluatedResults(store), "runtime")
    ]
    assert pairs == [("openvino", "ort-openvino"), ("openvino", "ort")]


@pytest.mark.parametrize(
    "other",
    [of_result(failure=Failure(stage=Stage.LOAD, kind=Kind.CRASHED, message="")), of_result(parity=Status.FAILED)],
    ids=["failed", "parity"],
)
def test_a_job_that_no_longer_works_is_a_regression(other):
    """Although the pair is not comparable. A job that never worked, or works now, is none."""
    assert is_regression([change(QUIET, other)])
    assert not is_regression([change(other, other)])
    assert not is_regression([change(other, QUIET)])


def test_devices_are_compared_despite_their_differences():
    """Threads, clocks and machines belong to a device. One without reported precisions is comparable, too."""
    runtime_info = replace(QUIET.result.runtime_info, threads=16, cpus=tuple(range(16)))
    other = replace(of_result(threads=16, runtime_info=runtime_info), runner={"cpu": "other"})
    (pair,) = compare_pairs([(QUIET, other)], EffectThreshold(threshold=0.05), across="device")
    assert pair.change is Change.SAME


@given(base=hypothesis.strategies.integers(1, 10), new=hypothesis.strategies.integers(1, 10))
def test_any_two_counts_of_processes_are_compared(base, new):
    """An interrupted run leaves two processes, a finished one ten. One process has no interval."""
    campaigns = Campaigns(base * 11 + new, between=0.03)
    pair = change(stored_result(campaigns.processes(base, 30)), stored_result(campaigns.processes(new, 30)))
    assert (pair.ratio is None) == (min(base, new) < 2)
    if pair.ratio is not None:
        assert 0 < pair.ratio.interval.low <= pair.ratio.value <= pair.ratio.interval.high
        assert 0 <= pair.ratio.p_value <= 1


def test_a_damaged_result_does_not_end_a_comparison(tmp_path):
    """It is reported, and the others are compared."""
    base, new = Store.create(tmp_path / "base"), Store.create(tmp_path / "new")
    for store in (base, new):
        save(store, "a_me_01234567")
        save(store, "b_me_01234567")
    next(new.path.glob("builds/a_*/results/*.json")).write_text("{}")
    caches = CommonJobs(base=EvaluatedResults(base), new=EvaluatedResults(new))
    pairs = compare_pairs(caches, EffectThreshold(threshold=0.05))
    assert [pair.build for pair in pairs] == ["b_me_01234567"]
    assert len(caches.new.damaged) == 1
    assert caches.only_in_base == 1


def test_false_alarms_are_counted_as_compare_would_raise_them():
    """A significant difference below the minimum effect is none."""
    quiet = Campaigns(9, between=1e-5, within=1e-5, spikes=0.0)
    pairs = [
        (stored_result(quiet.processes(5, 30)), stored_result(quiet.processes(5, 30, scale)))
        for scale in (1.0, 1.01, 1.05)
    ]
    assert summarize_pairs(pairs).false_alarms == 1


def test_pairs_of_two_states_of_the_host_are_no_noise():
    """`compare` does not compare them; where most pairs are such, the floor cannot be measured."""
    campaigns = Campaigns(7, between=0.002, within=0.01)

    def measured(transfer_ns, slower=1.0):
        stored = stored_result(campaigns.processes(5, 30, slower))
        probe = HostProbe(transfer_ns=(transfer_ns,), best_ns=8_000)
        probed = tuple(replace(one, probe_before=probe, probe_after=probe) for one in stored.result.conditions)
        return replace(stored, result=replace(stored.result, conditions=probed))

    alike = [(measured(8_000), measured(8_000)) for _ in range(6)]
    apart = [(measured(8_000), measured(24_000, 3.0)) for _ in range(7)]
    floor = summarize_pairs([*alike, *apart[:3]])
    assert floor.floor < 0.02
    assert (floor.pairs, floor.left_out) == (6, 3)
    with pytest.raises(CacheError, match="the host was in two states in 7 of 13 pairs"):
        summarize_pairs([*alike, *apart])


def test_a_floor_of_another_method_does_not_apply(tmp_path, monkeypatch):
    """As one that was measured before an update."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    quiet = Campaigns(7, between=0.002, within=0.01)
    measure_floor(lambda: stored_result(quiet.processes()), 5)
    assert load_floor() is not None
    path = tmp_path / "noise-floor.json"
    path.write_text(path.read_text().replace("turnkey-m2", "turnkey-m1"))
    assert load_floor() is None
