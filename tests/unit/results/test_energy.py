"""Energy out of recorded counters: wraps, stalls, windows that are too short (B23)."""

from dataclasses import replace

import pytest

from factories import Campaigns, make_settings, result_of
from turnkey_runner.contract import Measurement
from turnkeyml.dispatch.rapl import Trace, find_packages, growth, sampling
from turnkeyml.results.energy import Energy, energy_of, is_possible

S = 1_000_000_000
NOT_READ = "the counters were not read throughout the loops"


def trace_of(watts, seconds, gap=None):
    """Readings ten times a second of a package that draws constant power; without those inside of a gap."""
    moments = [round(index * 0.1, 1) for index in range(int(seconds * 10) + 1)]
    kept = [moment for moment in moments if gap is None or not gap[0] < moment < gap[1]]
    return Trace(clock_ns=[round(m * S) for m in kept], energy_uj=[round(m * watts * 1e6) for m in kept])


def result_with(windows, samples=100):
    """A result whose loops ran in these windows of seconds."""
    quiet = result_of(Campaigns(1).processes(len(windows), samples))
    conditions = tuple(
        replace(one, started_ns=round(start * S), wall_ns=round((end - start) * S))
        for one, (start, end) in zip(quiet.conditions, windows, strict=True)
    )
    return replace(quiet, conditions=conditions)


def test_constant_power_over_the_loops_is_shared_by_their_inferences():
    """20 W for 2 × 6.05 s, 200 inferences: 1.21 J each."""
    result = result_with([(1.02, 7.07), (8.0, 14.05)])
    assert energy_of(trace_of(20, 20), result).mj == pytest.approx(20 * 12.1 / 200 * 1e3, rel=1e-6)


@pytest.mark.parametrize(
    ("trace", "windows", "missing"),
    [
        (trace_of(20, 20), [(1, 6), (7, 11.9)], "the loops took 9.9 s together, 10 s are needed: --min-time"),
        (trace_of(20, 20, gap=(3, 4.2)), [(1, 12)], NOT_READ),  # nobody read for more than a second
        (trace_of(20, 10), [(1, 12)], NOT_READ),  # the counter was gone before the end
        (trace_of(20, 1), [(0, 12)], NOT_READ),
        (Trace(), [(1, 12)], ""),  # no counter at all: nothing to explain
    ],
)
def test_what_the_trace_does_not_carry_is_null(trace, windows, missing):
    """A wrong number is worse than none; why there is none is said where somebody could expect one."""
    assert energy_of(trace, result_with(windows)) == Energy(mj=None, missing=missing)


def test_a_stall_of_100_ms_changes_nothing():
    """The readings around it carry the window."""
    result = result_with([(1, 12)])
    expected = energy_of(trace_of(20, 20), result).mj
    assert energy_of(trace_of(20, 20, gap=(3.0, 3.2)), result).mj == pytest.approx(expected, rel=1e-9)


def test_blocks_count_all_of_their_inferences():
    """A sample of ten inferences is ten."""
    result = result_with([(1, 12)])
    tens = tuple(replace(m, block=10) if isinstance(m, Measurement) else m for m in result.measurements)
    once = energy_of(trace_of(20, 20), result).mj
    assert energy_of(trace_of(20, 20), replace(result, measurements=tens)).mj == pytest.approx(once / 10)


def test_throughput_has_no_energy_of_its_own():
    """Its loops measure levels that the headline is not about."""
    result = replace(result_with([(1, 12)]), settings=make_settings(mode="throughput"))
    assert energy_of(trace_of(20, 20), result) == Energy()


@pytest.mark.parametrize(("mj", "possible"), [(1210.0, True), (1e-3, False), (1e9, False), (-1.0, False)])
def test_an_energy_that_no_machine_draws_is_impossible(mj, possible):
    """B24: 200 inferences in 12.1 s; 1.21 J each are 20 W."""
    result = result_with([(1.02, 7.07), (8.0, 14.05)])
    assert is_possible(mj, result) is possible
    assert not is_possible(mj, result_with([(1, 6)]))
    assert not is_possible(mj, replace(result, settings=make_settings(mode="throughput")))


def test_a_wrap_is_exact():
    """From just below the range to just above zero."""
    assert growth(262_143_000_000, 1_000, 262_143_328_850) == 329_850
    assert growth(5, 9, 100) == 4


def write_package(root, name, energy_uj):
    folder = root / name
    folder.mkdir()
    (folder / "energy_uj").write_text(energy_uj)
    (folder / "max_energy_range_uj").write_text("1000")


def test_only_whole_packages_that_can_be_read_are_found(tmp_path):
    """Cores and DRAM are parts of a package; a file that cannot be read is no counter."""
    write_package(tmp_path, "intel-rapl:0", "17\n")
    write_package(tmp_path, "intel-rapl:0:0", "5\n")
    write_package(tmp_path, "intel-rapl:1", "broken")
    assert [package.counter.parent.name for package in find_packages(tmp_path)] == ["intel-rapl:0"]
    assert find_packages(tmp_path / "nothing") == ()


def test_sampling_reads_until_the_block_ends(tmp_path):
    """A counter that wraps in between keeps growing in the trace."""
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


def test_traces_of_processes_that_lie_apart_are_one():
    """What the packages drew between them is nobody's: each trace begins at 0."""
    later = trace_of(20, 20)
    later = Trace(clock_ns=[one + 100 * S for one in later.clock_ns], energy_uj=later.energy_uj)
    both = result_with([(1.02, 7.07), (101.0, 107.05)])
    apart = trace_of(20, 20).followed_by(later)
    assert energy_of(apart, both).mj == pytest.approx(20 * 12.1 / 200 * 1e3, rel=1e-6)
