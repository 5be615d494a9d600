"""Results that cannot be compared."""

from dataclasses import replace

from factories import stored_result
from turnkeyml.results.comparability import validity_problems


def test_thermally_throttled_results_are_not_compared():
    """Nor those throttled by a CPU quota or a GPU."""
    quiet = stored_result([[10**6] * 40] * 2)
    assert list(validity_problems(quiet)) == []
    hot = tuple(replace(one, thermal_throttles=one.process) for one in quiet.result.conditions)
    found = validity_problems(replace(quiet, result=replace(quiet.result, conditions=hot)))
    assert list(found) == ["was throttled by the heat of its CPUs"]
