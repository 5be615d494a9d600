"""What makes a result one that nothing is compared with."""

from dataclasses import replace

from turnkeyml.results.comparability import find_faults
from unit.results.test_compare import filed


def test_what_heat_slowed_down_is_not_compared():
    """As what a quota or a card did."""
    quiet = filed([[10**6] * 40] * 2)
    assert list(find_faults(quiet)) == []
    hot = tuple(replace(one, heat_throttles=one.process) for one in quiet.result.conditions)
    found = find_faults(replace(quiet, result=replace(quiet.result, conditions=hot)))
    assert list(found) == ["was throttled by the heat of its CPUs"]
