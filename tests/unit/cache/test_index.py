"""The table beside the builds: made from the files, and made again whenever it is not what it should be."""

import dataclasses
import sqlite3
import subprocess
import sys

import pytest

from turnkey_runner.contract import FileDigest
from turnkeyml.cache import layout, sqlite_file
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


def labels_of(index):
    labels = []
    names = index.select(lambda found: labels.append(found) or True)
    return dict(zip(names, labels, strict=True))


def test_builds_are_found_by_labels_structures_and_artifacts(store, index):
    """Conversions have artifacts, too."""
    assert labels_of(index) == {BUILD.name: {"author": ["b"], "task": ["x", "y"]}}
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
    assert labels_of(index)[BUILD.name] == {"author": ["c"]}
    assert index.digests() == {"d1", "d2", "d3"}
    store.delete_build(BUILD.name)
    index.refresh()
    assert list(labels_of(index)) == ["a_b_00000002"]
    assert index.digests() == {"d3"}


@pytest.mark.parametrize("content", [b"no database at all", b""])
def test_a_table_that_is_damaged_is_made_again(store, content):
    """It is never the truth."""
    (store.path / layout.INDEX).write_bytes(content)
    opened = Index(store.path)
    opened.refresh()
    assert opened.digests() == {"d1", "d2"}
    opened.close()


def fill(store, count):
    """So many builds that the table has more pages than two."""
    for number in range(count):
        artifact = dataclasses.replace(ARTIFACT, digest=f"{number:064x}", structure=f"{number:064x}")
        store.save_build(dataclasses.replace(BUILD, name=f"a_b_{number:08x}", artifact=artifact, conversions={}))
    sqlite_file = Index(store.path)
    sqlite_file.refresh()
    sqlite_file.close()
    return {f"{number:064x}" for number in range(count)}


@pytest.mark.parametrize("page", range(1, 12))
def test_a_table_that_is_damaged_anywhere_is_made_again(store, page):
    """Of a page's bytes the opening tells nothing: whatever is asked then is answered from the files."""
    store.delete_build(BUILD.name)
    digests = fill(store, 100)
    with open(store.path / layout.INDEX, "r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    ask = {
        "select": lambda index: len(index.select(lambda labels: labels["author"] == ["b"])) == 100,
        "damaged": lambda index: index.damaged() == [],
        "digests": lambda index: index.digests() == digests,
        "twins": lambda index: index.twins(f"{7:064x}") == ["a_b_00000007"],
    }
    content = (store.path / layout.INDEX).read_bytes()
    for question, is_right in ask.items():
        (store.path / layout.INDEX).write_bytes(content)
        opened = Index(store.path)
        opened.refresh()
        assert is_right(opened), question
        opened.close()
    again = Index(store.path)
    assert again.digests() == digests
    again.close()


def test_a_table_that_another_has_open_is_left_to_it(store, index):
    """Who finds it damaged has one in memory."""
    with open(store.path / layout.INDEX, "r+b") as file:
        file.write(b"no database at all")
    inode = (store.path / layout.INDEX).stat().st_ino
    opened = Index(store.path)
    opened.refresh()
    assert opened.digests() == {"d1", "d2"}
    opened.close()
    assert (store.path / layout.INDEX).stat().st_ino == inode


def test_a_table_that_is_locked_for_long_is_left_to_its_owner(store, index, monkeypatch):
    """It is not damaged; the answer is the files'."""
    monkeypatch.setattr(sqlite_file, "_PATIENCE_S", 0.1)
    owner = sqlite3.connect(store.path / layout.INDEX, isolation_level=None)
    owner.execute("BEGIN EXCLUSIVE")
    inode = (store.path / layout.INDEX).stat().st_ino
    opened = Index(store.path)
    opened.refresh()
    assert opened.digests() == {"d1", "d2"}
    opened.close()
    owner.close()
    assert (store.path / layout.INDEX).stat().st_ino == inode


OPENING = """
import sys
from pathlib import Path
from turnkeyml.cache.index import Index

for cache in map(Path, sys.stdin.read().split()):
    barrier = cache / "barrier"
    with open(barrier, "ab") as file:
        file.write(b".")
    while barrier.stat().st_size < int(sys.argv[1]):
        pass
    index = Index(cache)
    index.refresh()
    assert index.digests() == {"d1", "d2"}
    index.close()
"""


@pytest.mark.parametrize("content", [None, b"no database at all"])
def test_several_processes_make_the_table_at_once(tmp_path, content):
    """Each gets its answer, sixty times."""
    caches = [tmp_path / str(number) for number in range(60)]
    for cache in caches:
        Store.create(cache).save_build(BUILD)
        if content:
            (cache / layout.INDEX).write_bytes(content)
    command = [sys.executable, "-c", OPENING, "4"]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    words = "\n".join(map(str, caches))
    for process in processes:
        process.stdin.write(words)
        process.stdin.close()
    ends = [(process.wait(), process.stderr.read()) for process in processes]
    for process in processes:
        process.stderr.close()
    assert ends == [(0, "")] * 4
