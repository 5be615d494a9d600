"""The summary of a comparison."""

import json
from dataclasses import replace

import pytest

from factories import Campaigns, make_settings, stored_result
from turnkey_runner.contract import METHOD, METHOD_M1
from turnkeyml.cli.output.comparison import print_pairs
from turnkeyml.results.compare import EffectThreshold, compare_pairs


def pairs_of(processes, method=METHOD):
    campaigns = Campaigns(3)
    settings = make_settings(processes=processes, max_processes=processes, method=method)
    both = [stored_result(campaigns.processes(processes, 40), settings=settings) for _ in range(2)]
    return compare_pairs([tuple(both)], EffectThreshold(threshold=0.05))


@pytest.mark.parametrize(("processes", "is_explained"), [(5, False), (10, True)])
def test_a_ratio_of_faster_halves_is_explained(capsys, processes, is_explained):
    """Of method m1: the numbers in its row are not the headlines. stderr explains why, and the JSON has a field."""
    print_pairs(pairs_of(processes, METHOD_M1), "json", "")
    out, err = capsys.readouterr()
    assert json.loads(out)["is_of_faster_half"] is is_explained
    assert ("new/base of 1 pair compares the faster halves" in err) is is_explained


@pytest.mark.parametrize("processes", [5, 10])
def test_a_ratio_is_of_the_numbers_in_its_row(capsys, processes):
    """In the table, and under names of their own in JSON, beside the headlines."""
    (pair,) = pairs_of(processes)
    print_pairs([pair], "json", "")
    found = json.loads(capsys.readouterr().out)
    assert found["ratio"] == pytest.approx(found["ratio_new_ms"] / found["ratio_base_ms"])
    assert found["base_ms"] == pair.base_ms
    base_ms, new_ms = pair.compared_ms
    assert pair.ratio.value == pytest.approx(new_ms / base_ms)
    print_pairs([pair], "table", "")
    assert f"{pair.ratio.value:.3f}" in capsys.readouterr().out


def test_levels_of_throughput_that_are_compared_are_shown(capsys):
    """Four requests in flight beside eight: a ratio of throughputs, and no secret."""
    (pair,) = pairs_of(5)
    print_pairs([pair], "text", "")
    assert "requests" not in capsys.readouterr().out
    print_pairs([replace(pair, mode="throughput", base_requests=4, requests=8)], "text", "")
    assert "4 → 8" in capsys.readouterr().out
