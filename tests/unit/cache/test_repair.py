"""What `turnkey cache verify --repair` does about each damaged file."""

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from conftest import Turnkey
from factories import example_artifact, example_build, stored_result
from turnkey_runner.contract import FileDigest, Status
from turnkeyml.cache import damaged, layout
from turnkeyml.cache.repair import repair
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.records import Conversion, StageRecord
from turnkeyml.system.hashing import file_sha256

BUILD = example_build()


def add(store, **contents):
    """An artifact with these files."""
    with store.staging() as staging:
        folder = staging / "x"
        folder.mkdir()
        for name, content in contents.items():
            (folder / f"{name}.npz").write_bytes(content)
        files = tuple(
            FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=file_sha256(path))
            for path in sorted(folder.iterdir())
        )
        artifact = example_artifact(b"".join(contents.values()), files=files)
        store.add_artifact(folder, artifact)
    return artifact


@pytest.fixture
def store(tmp_path):
    """A cache with a build, its conversion, which shares the inputs, and a result."""
    store = Store.create(tmp_path / "cache")
    exported, converted = add(store, inputs=b"inputs", model=b"fp32"), add(store, inputs=b"inputs", model=b"fp16")
    record = StageRecord(status=Status.SUCCESSFUL)
    conversions = {"fp16": Conversion(record=record, artifact=converted)}
    store.save_build(dataclasses.replace(BUILD, artifact=exported, conversions=conversions))
    store.save_result(dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name))
    return store


def flip(path: Path) -> bytes:
    """Change one bit; return the former content."""
    before = path.read_bytes()
    path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
    return before


def files_of(store, number):
    return store.artifact_folder(store.load_build(BUILD.name).artifacts[number])


def test_a_file_that_another_artifact_has_is_copied(store, turnkey: Turnkey):
    """The bytes are equal afterwards, and the exit statuses say so: 1, 0, 0."""
    path = files_of(store, 0) / "inputs.npz"
    before = flip(path)
    assert turnkey("cache", "verify", "-d", store.path).status == 1
    done = turnkey("cache", "verify", "--repair", "-d", store.path)
    assert (done.status, done.err) == (0, "1 mended, 0 not mended\n")
    assert f"{path} is mended" in done.out
    assert path.read_bytes() == before
    assert path.stat().st_nlink == 1
    assert turnkey("cache", "verify", "-d", store.path).status == 0


def test_what_only_a_run_can_make_is_moved_aside_and_named(store):
    """An exported model and a converted one: the line says what to type."""
    flip(files_of(store, 0) / "model.npz")
    flip(files_of(store, 1) / "model.npz")
    lines = [one.text for one in repair(store)]
    assert len(lines) == 2
    assert f"`turnkey run /a.py -d {store.path}` makes it again" in lines[0]
    assert "the next run converts it again" in lines[1]
    assert all("is missing; run again" in line for line in find_damage(store))
    assert not any(store.has_artifact(artifact) for artifact in store.load_build(BUILD.name).artifacts)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda store, folder: shutil.rmtree(folder),
        lambda store, folder: (layout.builds(store.path) / "no build").mkdir(),
        lambda store, folder: os.link(folder / "model.npz", store.path / "another name"),
        lambda store, folder: (folder / layout.ARTIFACT).write_text("{}"),
    ],
    ids=["missing artifact", "no build", "hard link", "record of an artifact"],
)
def test_nothing_is_called_intact_that_verify_objects_to(store, spoil):
    """What cannot be mended is named, each time."""
    spoil(store, files_of(store, 0))
    assert [one.is_mended for one in repair(store)] == [False]
    expected = list(find_damage(store))
    assert [one.text for one in repair(store)] == expected != []


def test_a_damaged_record_is_moved_aside_alone(store):
    """A result, a build: the results of a damaged build stay where a run of its script finds them."""
    (result,) = layout.results(store.path, BUILD.name).glob("*.json")
    content = result.read_bytes()
    result.write_bytes(content[:50])
    assert [one.is_mended for one in repair(store)] == [False]
    assert not result.exists()
    result.write_bytes(content)
    build = layout.build(store.path, BUILD.name) / layout.BUILD
    build.write_text("{")
    (moved,) = repair(store)
    assert "run its script again" in moved.text
    assert result.read_bytes() == content
    assert len(list(layout.damaged(store.path).iterdir())) == 2
    assert list(repair(store)) == []


def test_nothing_is_repaired_beside_a_run(store):
    """The run may be about to replace it."""
    with store.in_use(), pytest.raises(CacheError, match="a run is using the cache"):
        list(repair(Store.open(store.path)))


def test_what_is_moved_aside_has_a_limit(store, monkeypatch):
    """The oldest go: by number, and by size."""
    monkeypatch.setattr(damaged, "MAX_ENTRIES", 3)
    for number in range(5):
        (store.path / f"f{number}").write_bytes(b"x" * 10)
        damaged.move_aside(store.path, store.path / f"f{number}")
    assert sorted(path.name.split(".")[1] for path in layout.damaged(store.path).iterdir()) == ["f2", "f3", "f4"]
    monkeypatch.setattr(damaged, "MAX_BYTES", 25)
    (store.path / "f5").write_bytes(b"x" * 10)
    damaged.move_aside(store.path, store.path / "f5")
    assert sorted(path.name.split(".")[1] for path in layout.damaged(store.path).iterdir()) == ["f4", "f5"]
