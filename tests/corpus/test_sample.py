"""A fixed sample of the collection, each script under plain python and through the whole line.

Only of models with up to 15 million parameters: larger ones take a minute each. `make corpus-sample` runs
larger samples.
"""

import json

import pytest

from corpus.census import read_census
from corpus.forked import call_each
from corpus.local_hub import make_local_hub
from corpus.plain import run_alone
from turnkeyml.collection import scripts
from turnkeyml.collection.sample import draw_sample

SEED = 0
SCRIPTS = 20
MOST_PARAMETERS = 15_000_000


def draw(seed):
    """Of the models that are small by the census."""
    known = read_census()
    return draw_sample(*(seed, SCRIPTS, scripts.corpora()), lambda one: known[one.name].parameters <= MOST_PARAMETERS)


@pytest.fixture(scope="module")
def sample():
    """Names of scripts of all corpora."""
    return draw(SEED)


def test_the_sample_is_of_all_corpora(sample):
    """As many as requested; the same seed draws the same sample, another seed another one."""
    assert len(sample) == SCRIPTS
    assert {name.partition("/")[0] for name in sample} == set(scripts.corpora())
    assert sample == draw(SEED) != draw(SEED + 1)


@pytest.mark.parametrize("count", [1, 3, 11])
def test_as_many_are_drawn_as_are_asked_for(count):
    """Also of fewer scripts than there are corpora."""
    assert len(draw_sample(SEED, count, scripts.corpora())) == count


@pytest.mark.timeout(1800)
def test_the_sample_runs_alone_and_through_the_whole_line(sample, turnkey, tmp_path, monkeypatch):
    """Offline: under plain python; and analysis, export, ONNX Runtime, parity."""
    make_local_hub(tmp_path / "torch")
    offline = {"TORCH_HOME": str(tmp_path / "torch"), "HF_HUB_OFFLINE": "1"}
    for name, value in offline.items():
        monkeypatch.setenv(name, value)
    paths = [str(path) for name in sample for path in scripts.find_scripts(name)]
    assert {path: failure for path, failure in call_each(run_alone, paths) if failure} == {}

    cache = tmp_path / "c"
    turnkey("run", *sample, "-d", cache, "--iterations", "3", "--lean-cache", env=offline, timeout_s=1500)
    rows = [json.loads(line) for line in turnkey("report", "-d", cache, "--json").out.splitlines()]
    ended = [(row["script"], row["export_status"], row["benchmark_status"], row["parity"]) for row in rows]
    assert [one for one in ended if set(one[1:]) != {"successful"}] == []
    assert {script for script, *_ in ended} == set(paths)
