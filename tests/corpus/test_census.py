"""What the scripts of the collection call: models that differ, of the size that their sources publish."""

import pytest

from corpus.census import Counted, digest, read_census, take_census
from corpus.local_hub import make_local_hub
from turnkeyml.collection import scripts
from turnkeyml.collection.catalog import corpora, read_corpus
from turnkeyml.collection.sample import is_foreign
from turnkeyml.system import paths

SCRIPTS = {one.name: one for one in scripts.read_scripts(scripts.corpora())}
COUNTED_AGAIN = 5
"""Every how many scripts."""
PUBLISHED = {
    f"{corpus}/{entry.name}": entry.published_parameters
    for corpus in corpora(paths.models_folder())
    for entry in read_corpus(paths.models_folder(), corpus)
    if entry.published_parameters is not None
}


def test_the_census_is_up_to_date():
    """Of every script that runs offline, as it is now: `make corpus-census` updates it."""
    known = read_census()
    own = [one for one in SCRIPTS.values() if not is_foreign(one)]
    stale = [one.name for one in own if one.name not in known or known[one.name].sha256 != digest(one.path)]
    assert stale == []
    assert set(known) <= set(SCRIPTS)


def test_no_two_scripts_of_a_corpus_call_the_same_model_with_the_same_inputs():
    """By the hash of the invocation."""
    seen = {}
    for name, counted in read_census().items():
        seen.setdefault((SCRIPTS[name].corpus, counted.hash), []).append(name)
    assert [names for names in seen.values() if len(names) > 1] == []


def test_models_have_the_published_number_of_parameters():
    """By the census; the URLs of the sources are in the catalogue."""
    known = read_census()
    wrong = [
        (name, known[name].parameters if name in known else None, published)
        for name, published in PUBLISHED.items()
        if name not in known or known[name].parameters != published
    ]
    assert wrong == []
    assert len(PUBLISHED) >= 150


@pytest.mark.timeout(900)
def test_the_census_counts_the_same_again(tmp_path, monkeypatch):
    """Of every fifth script with a published number, on torch's device meta; `make corpus-census` counts all."""
    make_local_hub(tmp_path)
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    drawn = sorted(PUBLISHED)[::COUNTED_AGAIN]
    counted = {one.script: one for one in take_census(SCRIPTS[name] for name in drawn) if isinstance(one, Counted)}
    known = read_census()
    assert counted == {name: known[name] for name in drawn}
