"""Energy computed from recorded counters: wraps, gaps and short windows."""

from dataclasses import replace

import pytest

from factories import Campaigns, make_settings, result_of
from turnkey_runner.contract import Measurement
from turnkeyml.dispatch.rapl import Trace, counter_increase, find_packages, sampling
from turnkeyml.results.energy import Energy, energy_of, is_possible

S = 1_000_000_000
NOT_READ = "the counters were not read throughout the loops"


def trace_of(watts, seconds, gap=None):
    """Readings every 0.1 s of a package that draws constant power, except within a gap."""
    moments = [round(index * 0.1, 1) for index in range(int(seconds * 10) + 1)]
    read = [moment for moment in moments if gap is None or not gap[0] < moment < gap[1]]
    return Trace(clock_ns=[round(m * S) for m in read], energy_uj=[round(m * watts * 1e6) for m in read])


def result_with(windows, samples=100):
    """A result whose loops ran in these windows, in seconds."""
    quiet = result_of(Campaigns(1).processes(len(windows), samples))
    conditions = tuple(
        replace(conditions, started_ns=round(start * S), wall_ns=round((end - start) * S))
        for conditions, (start, end) in zip(quiet.conditions, windows, strict=True)
    )
    return replace(quiet, conditions=conditions)


def test_energy_is_divided_by_the_inferences():
    """20 W for 2 × 6.05 s, 200 inferences: 1.21 J each."""
    result = result_with([(1.02, 7.07), (8.0, 14.05)])
    assert energy_of(trace_of(20, 20), result).mj == pytest.approx(20 * 12.1 / 200 * 1e3, rel=1e-6)


@pytest.mark.parametrize(
    ("trace", "windows", "missing"),
    [
        (trace_of(20, 20), [(1, 6), (7, 11.9)], "the loops took 9.9 s together, but 10 s are needed (use --min-time)"),
        (trace_of(20, 20, gap=(3, 4.2)), [(1, 12)], NOT_READ),  # a gap of more than a second
        (trace_of(20, 10), [(1, 12)], NOT_READ),  # the readings ended early
        (trace_of(20, 1), [(0, 12)], NOT_READ),
        (Trace(), [(1, 12)], ""),  # no counters: nothing to explain
    ],
)
def test_energy_is_unknown_without_enough_readings(trace, windows, missing):
    """The reason is stored if the machine has counters."""
    assert energy_of(trace, result_with(windows)) == Energy(mj=None, missing=missing)


def test_a_stall_of_100_ms_changes_nothing():
    """Energy is interpolated between the readings."""
    result = result_with([(1, 12)])
    expected = energy_of(trace_of(20, 20), result).mj
    assert energy_of(trace_of(20, 20, gap=(3.0, 3.2)), result).mj == pytest.approx(expected, rel=1e-9)


def test_blocks_count_all_of_their_inferences():
    """A sample in blocks of ten counts as ten inferences."""
    result = result_with([(1, 12)])
    tens = tuple(replace(m, block=10) if isinstance(m, Measurement) else m for m in result.measurements)
    once = energy_of(trace_of(20, 20), result).mj
    assert energy_of(trace_of(20, 20), replace(result, measurements=tens)).mj == pytest.approx(once / 10)


def test_throughput_results_have_no_energy():
    """The loops include levels other than the headline's."""
    result = replace(result_with([(1, 12)]), settings=make_settings(mode="throughput"))
    assert energy_of(trace_of(20, 20), result) == Energy()


@pytest.mark.parametrize(("mj", "possible"), [(1210.0, True), (1e-3, False), (1e9, False), (-1.0, False)])
def test_implausible_power_is_found(mj, possible):
    """200 inferences in 12.1 s; 1.21 J each are 20 W."""
    result = result_with([(1.02, 7.07), (8.0, 14.05)])
    assert is_possible(mj, result) is possible
    assert not is_possible(mj, result_with([(1, 6)]))
    assert not is_possible(mj, replace(result, settings=make_settings(mode="throughput")))


def test_a_counter_may_wrap():
    """From just below the range to just above zero."""
    assert counter_increase(262_143_000_000, 1_000, 262_143_328_850) == 329_850
    assert counter_increase(5, 9, 100) == 4


def write_package(root, name, energy_uj):
    folder = root / name
    folder.mkdir()
    (folder / "energy_uj").write_text(energy_uj)
    (folder / "max_energy_range_uj").write_text("1000")


def test_only_whole_packages_that_can_be_read_are_found(tmp_path):
    """Subdomains (cores, DRAM) and unreadable counters are skipped."""
    write_package(tmp_path, "intel-rapl:0", "17\n")
    write_package(tmp_path, "intel-rapl:0:0", "5\n")
    write_package(tmp_path, "intel-rapl:1", "broken")
    assert [package.counter.parent.name for package in find_packages(tmp_path)] == ["intel-rapl:0"]
    assert find_packages(tmp_path / "nothing") == ()


def test_sampling_reads_until_the_block_ends(tmp_path):
    """The trace keeps growing when the counter wraps."""
    write_package(tmp_path, "intel-rapl:0", "990")
    with sampling(find_packages(tmp_path)) as trace:
        while len(trace.clock_ns) < 2:
            pass
        (tmp_path / "intel-rapl:0" / "energy_uj").write_text("20")
        seen = len(trace.clock_ns)
        while len(trace.clock_ns) < seen + 2:
            pass
    assert trace.energy_uj[0] == 0
    assert trace.energy_uj[-1] == 30
    assert trace.clock_ns == sorted(trace.clock_ns)


def test_traces_of_separate_processes_are_joined():
    """Energy between the traces is not counted: each trace starts at 0."""
    later = trace_of(20, 20)
    later = Trace(clock_ns=[one + 100 * S for one in later.clock_ns], energy_uj=later.energy_uj)
    both = result_with([(1.02, 7.07), (101.0, 107.05)])
    apart = trace_of(20, 20).followed_by(later)
    assert energy_of(apart, both).mj == pytest.approx(20 * 12.1 / 200 * 1e3, rel=1e-6)
