"""The table beside the builds: made from the files, and made again whenever it is not what it should be."""

import dataclasses

import pytest

from turnkey_runner.contract import FileDigest
from turnkeyml.cache import layout
from turnkeyml.cache.index import Index
from turnkeyml.cache.store import Store
from turnkeyml.records import AnalysisOptions, Artifact, Build, Conversion, Source, StageRecord, Status

ARTIFACT = Artifact(
    digest="d1",
    files=(FileDigest(path="model.onnx", size_bytes=1, sha256="0"),),
    inputs=(),
    outputs=(),
    exporter="onnx",
    opset=18,
    ir_version=9,
    model_bytes=1,
    operators={},
    structure="s1",
)
BUILD = Build(
    name="a_b_00000001",
    source=Source(path="/a.py", sha256="0", options=AnalysisOptions()),
    labels={"author": ("b",), "task": ("x", "y")},
    stages={},
    artifact=ARTIFACT,
    conversions={
        "int8": Conversion(
            record=StageRecord(status=Status.SUCCESSFUL),
            artifact=dataclasses.replace(ARTIFACT, digest="d2", structure="s2"),
        )
    },
)


@pytest.fixture
def store(tmp_path):
    """A cache with one build."""
    created = Store.create(tmp_path / "cache")
    created.save_build(BUILD)
    return created


@pytest.fixture
def index(store):
    """Its table, up to date."""
    opened = Index(store.path)
    opened.refresh()
    yield opened
    opened.close()


def test_builds_are_found_by_labels_structures_and_artifacts(store, index):
    """Conversions have artifacts, too."""
    assert list(index.labels()) == [(BUILD.name, {"author": ["b"], "task": ["x", "y"]})]
    assert index.digests() == {"d1", "d2"}
    assert index.twins("s2") == [BUILD.name]
    assert index.twins("s3") == []
    assert store.select_builds({"task": ["Y"]}) == [BUILD.name]
    assert store.select_builds({"task": ["z"]}) == []


def test_what_has_changed_is_read_again_and_what_is_gone_forgotten(store, index):
    """Nothing else is."""
    other = dataclasses.replace(
        BUILD, name="a_b_00000002", artifact=dataclasses.replace(ARTIFACT, digest="d3"), conversions={}
    )
    store.save_build(other)
    store.save_build(dataclasses.replace(BUILD, labels={"author": ("c",)}))
    index.refresh()
    assert dict(index.labels())[BUILD.name] == {"author": ["c"]}
    assert index.digests() == {"d1", "d2", "d3"}
    store.delete_build(BUILD.name)
    index.refresh()
    assert [name for name, _ in index.labels()] == ["a_b_00000002"]
    assert index.digests() == {"d3"}


@pytest.mark.parametrize("content", [b"no database at all", b""])
def test_a_table_that_is_damaged_is_made_again(store, content):
    """It is never the truth."""
    (store.path / layout.INDEX).write_bytes(content)
    opened = Index(store.path)
    opened.refresh()
    assert opened.digests() == {"d1", "d2"}
    opened.close()
