"""What is said of a comparison as a whole."""

import json

import pytest

from factories import Campaigns, stored_result
from turnkeyml.cli.output.comparison import print_pairs
from turnkeyml.results.compare import EffectThreshold, compare_pairs


def pairs_of(processes):
    campaigns = Campaigns(3)
    both = [stored_result(campaigns.processes(processes, 40)) for _ in range(2)]
    return compare_pairs([tuple(both)], EffectThreshold(threshold=0.05))


@pytest.mark.parametrize(("processes", "told"), [(5, False), (10, True)])
def test_a_ratio_that_is_not_of_the_figures_beside_it_says_so(capsys, processes, told):
    """A reader who divides new ms by base ms is told why that is something else; a program has a field."""
    print_pairs(pairs_of(processes), "json", "")
    out, err = capsys.readouterr()
    assert json.loads(out)["is_of_faster_half"] is told
    assert ("new/base of 1 is of the faster halves" in err) is told
