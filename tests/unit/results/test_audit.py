"""What `turnkey check` finds, and what it must not accuse."""

import dataclasses

import pytest

from factories import Campaigns, add_artifact, example_build, stored_result
from turnkeyml.cache.store import Store
from turnkeyml.results.audit import find_inconsistencies
from turnkeyml.results.evaluate import with_evaluation

MADE_AGAIN = "2030-01-01T00:00:00+00:00"


@pytest.fixture
def cache(tmp_path):
    """A build that was made again after its result was measured (`--rebuild always`, `--lean-cache`)."""
    store = Store.create(tmp_path / "cache")
    build = dataclasses.replace(example_build(), artifact=add_artifact(store), created_at=MADE_AGAIN)
    store.save_build(build)
    known = stored_result(Campaigns(1).processes())
    job = dataclasses.replace(known.job, files=build.artifact.files)
    return store, with_evaluation(dataclasses.replace(known, build=build.name, job=job))


def age_problems(store):
    return [line for line in find_inconsistencies(store) if "measured" in line or "took" in line]


def test_a_build_that_was_made_again_accuses_no_honest_result(cache):
    """B8: where the files are the same, the order of the two says nothing."""
    store, stored = cache
    store.save_result(stored)
    assert age_problems(store) == []


def test_a_result_of_other_files_is_found(cache):
    """Also where its build is younger."""
    store, stored = cache
    other = tuple(dataclasses.replace(one, sha256="0" * 64) for one in stored.job.files)
    store.save_result(dataclasses.replace(stored, job=dataclasses.replace(stored.job, files=other)))
    assert len(age_problems(store)) == 1


def test_a_metric_that_its_samples_do_not_say_is_found(cache):
    """Also where the headline is right: reports read the metrics."""
    store, stored = cache
    forged = dataclasses.replace(stored.evaluation, metrics=stored.evaluation.metrics | {"load_ms": 1e-3})
    store.save_result(dataclasses.replace(stored, evaluation=forged))
    assert any("is not what its samples say" in line for line in find_inconsistencies(store))
