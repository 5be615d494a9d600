"""A good build stays until the new one of its name is finished."""

import dataclasses

import pytest

from factories import example_artifact, example_build
from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.builds.standing import StandingBuilds
from turnkeyml.cache.store import Store
from turnkeyml.records import StageRecord

ANALYZED = example_build()
DONE = {"analysis": ANALYZED.stages["analysis"], "export": StageRecord(status=Status.SUCCESSFUL)}
GOOD = dataclasses.replace(ANALYZED, stages=DONE, artifact=example_artifact())
CHANGED = dataclasses.replace(ANALYZED.source, sha256="1")
RUNNING = {"analysis": ANALYZED.stages["analysis"], "export": StageRecord(status=Status.RUNNING)}


def failed(kind, **changes):
    """A build whose export failed."""
    stages = {"analysis": ANALYZED.stages["analysis"], "export": StageRecord(status=Status.FAILED)}
    failure = Failure(stage=Stage.EXPORT, kind=kind, message="it failed")
    return dataclasses.replace(ANALYZED, stages=stages, failure=failure, **changes)


@pytest.mark.parametrize(
    ("new", "stays"),
    [
        (dataclasses.replace(ANALYZED, source=CHANGED), True),
        (dataclasses.replace(ANALYZED, source=CHANGED, stages=RUNNING), True),
        (failed(Kind.EXPORT_ERROR), True),
        (failed(Kind.KILLED, source=CHANGED), True),
        (failed(Kind.EXPORT_ERROR, source=CHANGED), False),
        (dataclasses.replace(GOOD, source=CHANGED), False),
    ],
    ids=["analyzed", "exporting", "same-script", "killed", "at-fault", "finished"],
)
def test_a_good_build_stays_until_the_new_one_is_finished(tmp_path, new, stays):
    """Whatever ends turnkey, or the export: its model is not lost, and `cache clean` does not remove it."""
    store = Store.create(tmp_path / "cache")
    store.save_build(GOOD)
    StandingBuilds(store, exports=True).save(new)
    assert store.load_build(GOOD.name) == (GOOD if stays else new)


def test_a_changed_script_that_is_only_analyzed_replaces_the_build(tmp_path):
    """Nothing follows; an unchanged one keeps its model."""
    store = Store.create(tmp_path / "cache")
    store.save_build(GOOD)
    StandingBuilds(store, exports=False).save(ANALYZED)
    assert store.load_build(GOOD.name) == GOOD
    changed = dataclasses.replace(ANALYZED, source=CHANGED)
    StandingBuilds(store, exports=False).save(changed)
    assert store.load_build(GOOD.name) == changed


def test_a_failed_build_is_replaced_at_once(tmp_path):
    """There is nothing to keep."""
    store = Store.create(tmp_path / "cache")
    store.save_build(failed(Kind.KILLED))
    StandingBuilds(store, exports=True).save(ANALYZED)
    assert store.load_build(GOOD.name) == ANALYZED
