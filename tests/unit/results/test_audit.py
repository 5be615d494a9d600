"""`turnkey check` finds forged results and accuses no honest ones."""

import dataclasses

import pytest

from factories import Campaigns, add_artifact, example_build, stored_result
from turnkeyml.cache.store import Store
from turnkeyml.results.audit import find_inconsistencies
from turnkeyml.results.evaluate import with_evaluation

MADE_AGAIN = "2030-01-01T00:00:00+00:00"


@pytest.fixture
def cache(tmp_path):
    """A build that was exported again after its result was measured (`--rebuild always`, `--lean-cache`)."""
    store = Store.create(tmp_path / "cache")
    build = dataclasses.replace(example_build(), artifact=add_artifact(store), created_at=MADE_AGAIN)
    store.save_build(build)
    known = stored_result(Campaigns(1).processes())
    job = dataclasses.replace(known.job, files=build.artifact.files)
    return store, with_evaluation(dataclasses.replace(known, build=build.name, job=job))


def age_problems(store):
    return [line for line in find_inconsistencies(store) if "measured" in line or "took" in line]


def test_a_rebuilt_build_does_not_make_its_result_a_problem(cache):
    """If the files are equal, their order in time does not matter."""
    store, stored = cache
    store.save_result(stored)
    assert age_problems(store) == []


def test_a_result_measured_with_other_files_is_found(cache):
    """Even if its build is newer."""
    store, stored = cache
    other = tuple(dataclasses.replace(one, sha256="0" * 64) for one in stored.job.files)
    store.save_result(dataclasses.replace(stored, job=dataclasses.replace(stored.job, files=other)))
    assert len(age_problems(store)) == 1


def test_a_metric_that_contradicts_the_samples_is_found(cache):
    """Even if the headline is right: reports show the stored metrics."""
    store, stored = cache
    forged = dataclasses.replace(stored.evaluation, metrics=stored.evaluation.metrics | {"load_ms": 1e-3})
    store.save_result(dataclasses.replace(stored, evaluation=forged))
    assert any("is not what its samples say" in line for line in find_inconsistencies(store))
