"""The table of builds: it caches their files, and any fault of it is answered from the files."""

import contextlib
import dataclasses
import sqlite3
import subprocess
import sys

import pytest

from factories import example_artifact, example_build
from turnkey_runner.contract import Status
from turnkeyml.cache import layout, origin, sqlite_file
from turnkeyml.cache.index import Index
from turnkeyml.cache.store import Store
from turnkeyml.records import Conversion, StageRecord

DIGESTS = [letter * 64 for letter in "123"]
ARTIFACT = example_artifact(digest=DIGESTS[0], structure="s1")
BUILD = example_build(
    "a_b_00000001",
    labels={"author": ("b",), "task": ("x", "y")},
    artifact=ARTIFACT,
    conversions={
        "int8": Conversion(
            record=StageRecord(status=Status.SUCCESSFUL),
            artifact=dataclasses.replace(ARTIFACT, digest=DIGESTS[1], structure="s2"),
        )
    },
)


def table_of(cache):
    """The file of this user's table."""
    return origin.table_path(cache, layout.INDEX)


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
    assert index.builds_with_structure("s2") == [BUILD.name]
    assert index.builds_with_structure("s3") == []
    assert store.select_builds({"task": ["Y"]}) == [BUILD.name]
    assert store.select_builds({"task": ["z"]}) == []


def test_what_has_changed_is_read_again_and_what_is_gone_forgotten(store, index):
    """Nothing else is."""
    other = dataclasses.replace(
        BUILD, name="a_b_00000002", artifact=dataclasses.replace(ARTIFACT, digest=DIGESTS[2]), conversions={}
    )
    store.save_build(other)
    store.save_build(dataclasses.replace(BUILD, labels={"author": ("c",)}))
    index.refresh()
    assert labels_of(index)[BUILD.name] == {"author": ["c"]}
    assert index.builds_with_structure("s1") == [BUILD.name, "a_b_00000002"]
    store.delete_build(BUILD.name)
    index.refresh()
    assert list(labels_of(index)) == ["a_b_00000002"]
    assert index.builds_with_structure("s1") == ["a_b_00000002"]


@pytest.mark.parametrize("content", [b"no database at all", b""])
def test_a_damaged_table_is_answered_from_the_files(store, content):
    """The table is a cache of them."""
    table_of(store.path).write_bytes(content)
    opened = Index(store.path)
    opened.refresh()
    assert opened.builds_with_structure("s2") == [BUILD.name]
    opened.close()


def test_cleaning_the_cache_removes_a_damaged_table(store):
    """The next index writes a new file, and needs no memory."""
    path = table_of(store.path)
    path.write_bytes(b"no database at all")
    store.clean()
    assert not path.exists()
    opened = Index(store.path)
    opened.refresh()
    opened.close()
    with contextlib.closing(sqlite3.connect(path)) as table:
        assert table.execute("SELECT name FROM builds").fetchall() == [(BUILD.name,)]


def test_cleaning_the_cache_leaves_a_table_that_is_whole(store, index):
    """Reading all builds again is expensive."""
    inode = table_of(store.path).stat().st_ino
    store.clean()
    assert table_of(store.path).stat().st_ino == inode


def test_a_table_of_another_version_is_replaced_in_its_file(store):
    """An upgrade needs no cleaning: the tables of the former version are dropped."""
    path = table_of(store.path)
    former = sqlite_file.Table(path, ("CREATE TABLE builds (name TEXT)", "INSERT INTO builds VALUES ('x')"), 99)
    former.close()
    opened = Index(store.path)
    opened.refresh()
    assert labels_of(opened) == {BUILD.name: {"author": ["b"], "task": ["x", "y"]}}
    opened.close()
    with contextlib.closing(sqlite3.connect(path)) as table:
        assert table.execute("SELECT name FROM builds").fetchall() == [(BUILD.name,)]


def test_a_cache_that_cannot_be_written_is_read_all_the_same(store, monkeypatch):
    """As on a volume that is mounted read-only."""
    connect = sqlite3.connect

    def refuse(place, **options):
        if place != ":memory:":
            raise sqlite3.OperationalError("unable to open database file")
        return connect(place, **options)

    monkeypatch.setattr(sqlite3, "connect", refuse)
    opened = Index(store.path)
    opened.refresh()
    assert opened.builds_with_structure("s2") == [BUILD.name]
    opened.close()


def fill(store, count):
    """So many builds that the table has more pages than two."""
    for number in range(count):
        artifact = dataclasses.replace(ARTIFACT, digest=f"{number:064x}", structure=f"{number:064x}")
        store.save_build(dataclasses.replace(BUILD, name=f"a_b_{number:08x}", artifact=artifact, conversions={}))
    index = Index(store.path)
    index.refresh()
    index.close()


@pytest.mark.parametrize("page", range(1, 12))
def test_a_table_that_is_damaged_anywhere_is_answered_from_the_files(store, page):
    """Opening a file does not read all of its pages: a later query may be the first one that fails."""
    store.delete_build(BUILD.name)
    fill(store, 100)
    with open(table_of(store.path), "r+b") as file:
        file.seek(page * 4096)
        file.write(b"\xa5" * 4096)
    ask = {
        "select": lambda index: len(index.select(lambda labels: labels["author"] == ["b"])) == 100,
        "builds_with_structure": lambda index: index.builds_with_structure(f"{7:064x}") == ["a_b_00000007"],
    }
    content = table_of(store.path).read_bytes()
    for question, is_right in ask.items():
        table_of(store.path).write_bytes(content)
        opened = Index(store.path)
        opened.refresh()
        assert is_right(opened), question
        opened.close()
    again = Index(store.path)
    assert again.builds_with_structure(f"{7:064x}") == ["a_b_00000007"]
    again.close()


def test_a_damaged_table_stays_while_the_cache_is_read(store, index):
    """Another process may have the file open; this one uses a table in memory."""
    with open(table_of(store.path), "r+b") as file:
        file.write(b"no database at all")
    inode = table_of(store.path).stat().st_ino
    opened = Index(store.path)
    opened.refresh()
    assert opened.builds_with_structure("s2") == [BUILD.name]
    opened.close()
    assert table_of(store.path).stat().st_ino == inode


def test_a_table_that_is_locked_for_long_stays(store, index, monkeypatch):
    """It is not damaged, so cleaning does not remove it; the answer comes from the files."""
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_S", 0.1)
    owner = sqlite3.connect(table_of(store.path), isolation_level=None)
    owner.execute("BEGIN EXCLUSIVE")
    inode = table_of(store.path).stat().st_ino
    opened = Index(store.path)
    opened.refresh()
    assert opened.builds_with_structure("s2") == [BUILD.name]
    opened.remove_damaged()
    owner.close()
    assert table_of(store.path).stat().st_ino == inode


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
    assert index.builds_with_structure("s2") == ["a_b_00000001"]
    index.close()
"""


@pytest.mark.parametrize("content", [None, b"no database at all"])
def test_several_processes_create_the_table_at_once(tmp_path, content):
    """Each one gets its answer, sixty times."""
    caches = [tmp_path / str(number) for number in range(60)]
    for cache in caches:
        Store.create(cache).save_build(BUILD)
        if content:
            table_of(cache).write_bytes(content)
    command = [sys.executable, "-c", OPENING, "4"]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    paths = "\n".join(map(str, caches))
    for process in processes:
        process.stdin.write(paths)
        process.stdin.close()
    ends = [(process.wait(), process.stderr.read()) for process in processes]
    for process in processes:
        process.stderr.close()
    assert ends == [(0, "")] * 4
