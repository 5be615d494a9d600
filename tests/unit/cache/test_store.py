"""The cache: whole files or none, shared, copied, cleaned."""

import dataclasses
import os
import shutil
import subprocess
import sys
import time

import pytest

from factories import add_artifact, example_build, stored_result
from turnkey_runner.contract import Kind, Stage, Status
from turnkeyml.cache import atomic_files, layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import StageRecord
from turnkeyml.system.processes import is_alive, this_process

BUILD = example_build()


@pytest.fixture
def store(tmp_path):
    """An empty cache."""
    return Store.create(tmp_path / "cache")


def test_a_build_comes_back_as_it_was(store):
    """Through JSON and back, with its enums and tuples."""
    store.save_build(BUILD)
    assert store.load_build(BUILD.name) == BUILD
    assert list(store.build_names()) == [BUILD.name]


def test_a_cache_is_recognized_by_its_marker(tmp_path, store):
    """Opened where it is, refused where it is not."""
    assert Store.open(store.path).path == store.path
    with pytest.raises(CacheError, match="there is no cache at"):
        Store.open(tmp_path / "nothing")


def test_a_cache_that_another_process_creates_meanwhile_is_used(tmp_path, monkeypatch):
    """Between two looks at the folder: what the other process puts into it is no strange thing."""
    path = tmp_path / "cache"
    listdir = os.listdir

    def create_first(folder):
        monkeypatch.setattr(os, "listdir", listdir)
        Store.create(path)
        return listdir(folder)

    monkeypatch.setattr(os, "listdir", create_first)
    assert list(Store.create(path).build_names()) == []


def test_a_folder_with_other_things_is_no_cache(tmp_path):
    """Nothing is written into it."""
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(CacheError, match="is a folder with other things in it; choose an empty or new -d"):
        Store.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_result_replaces_an_earlier_one(store):
    """One file for device, runtime and precision."""
    stored = dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name)
    store.save_build(BUILD)
    store.save_result(stored)
    later = dataclasses.replace(stored, measured_at="later")
    store.save_result(later)
    assert list(store.results(BUILD.name)) == [later]
    assert store.find_result(BUILD.name, "x86", "ort", "fp32", "latency") == later
    assert store.find_result(BUILD.name, "x86", "openvino", "fp32", "latency") is None
    assert store.find_result(BUILD.name, "x86", "ort", "fp32", "throughput") is None


def test_an_artifact_is_stored_once_at_its_content_address(store):
    """The second one with the same content is dropped."""
    artifact = add_artifact(store)
    add_artifact(store)
    folder = store.volume / layout.artifact_path(artifact.digest)
    assert sorted(path.name for path in folder.iterdir()) == ["artifact.json", "model.onnx"]
    assert store.has_artifact(artifact)
    assert list((store.path / "staging").iterdir()) == []


def test_another_user_may_read_an_artifact_whatever_the_umask(store):
    """A runner container has another user."""
    previous = os.umask(0o077)
    try:
        artifact = add_artifact(store, b"private?")
    finally:
        os.umask(previous)
    folder = store.artifact_folder(artifact)
    assert [oct(path.stat().st_mode)[-3:] for path in (folder.parent, folder, folder / "model.onnx")] == [
        "755",
        "755",
        "644",
    ]


def test_clean_removes_what_no_build_uses(store):
    """And nothing else."""
    used, unused = add_artifact(store, b"used"), add_artifact(store, b"unused")
    store.save_build(dataclasses.replace(BUILD, artifact=used))
    removed, freed_bytes = store.clean()
    assert removed == 1
    assert freed_bytes > 0
    assert (store.has_artifact(used), store.has_artifact(unused)) == (True, False)


def test_a_running_stage_of_a_dead_process_reads_as_killed(store):
    """With the reason; one of a live process stays running."""
    running = dataclasses.replace(BUILD, stages={"analysis": StageRecord(status=Status.RUNNING)})
    store.save_build(dataclasses.replace(running, owner=this_process()))
    assert store.load_build(BUILD.name).status(Stage.ANALYSIS) is Status.RUNNING
    child = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    host, _, start = this_process().rsplit(":", 2)
    store.save_build(dataclasses.replace(running, owner=f"{host}:{int(child.stdout)}:{start}"))
    settled = store.load_build(BUILD.name)
    assert settled.status(Stage.ANALYSIS) is Status.KILLED
    assert settled.failure.kind is Kind.KILLED


def test_a_process_is_known_by_its_start_as_well(store):
    """A recycled process id is another process."""
    host, pid, start = this_process().rsplit(":", 2)
    assert is_alive(f"{host}:{pid}:{start}")
    assert not is_alive(f"{host}:{pid}:{int(start) + 1}")
    assert not is_alive("")
    assert is_alive(f"elsewhere:{pid}:{start}")


def test_staging_folders_of_dead_runs_are_removed_and_of_live_ones_stay(store):
    """By the process that created it. The age counts where that cannot be seen: the clock may have been set."""
    staging = store.path / "staging"
    with store.staging() as live:
        _, began, owner = live.name.split(".", 2)
        host, pid, start = owner.rsplit("~", 2)
        elsewhere, days_ago = f"elsewhere~{pid}~{start}", int(began) - 90000
        for name in (f"x.{began}.{host}~{pid}~1{start}", f"x.{days_ago}.{elsewhere}", f"{began}-{pid}-x"):
            (staging / name).mkdir()
        there, old = staging / f"x.{began}.{elsewhere}", staging / f"x.{days_ago}.{owner}"
        there.mkdir()
        old.mkdir()
        Store.create(store.path)
        assert set(staging.iterdir()) == {live, there, old}


@pytest.mark.slow
def test_a_file_is_never_half_there(tmp_path):
    """A writer that is killed again and again: readers see the old text or the new one, whole."""
    target = tmp_path / "record.json"
    atomic_files.write_atomically(target, b"a" * 100_000)
    code = (
        "import sys; from pathlib import Path; from turnkeyml.cache import atomic_files\n"
        "while True:\n"
        "    for letter in (b'a', b'b'): atomic_files.write_atomically(Path(sys.argv[1]), letter * 100_000)\n"
    )
    for _ in range(5):
        written = target.stat().st_ino
        writer = subprocess.Popen([sys.executable, "-c", code, str(target)])
        deadline = time.monotonic() + 0.6
        while time.monotonic() < deadline or target.stat().st_ino == written:
            assert target.read_bytes() in (b"a" * 100_000, b"b" * 100_000)
            assert writer.poll() is None
        writer.kill()
        writer.wait()
        assert target.read_bytes() in (b"a" * 100_000, b"b" * 100_000)


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    """And leaves no temporary file."""

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CacheError, match="No space left on device; free space"):
        atomic_files.write_atomically(tmp_path / "x.json", b"x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("stem", "author", "name"),
    [
        ("bert", ["google"], "bert_google_01234567"),
        ("two_layers", [], "two-layers_01234567"),
        ("../evil", ["a/b"], "evil_a-b_01234567"),
        ("ünï", ["x y"], "n_x-y_01234567"),
    ],
)
def test_names_of_builds_are_names_of_files(stem, author, name):
    """`{script}_{author}_{hash}`; whatever a script is called."""
    assert layout.build_name(stem, {"author": author} if author else {}, "01234567") == name


def test_nothing_is_cleaned_while_a_run_uses_the_cache(store):
    """Its newest artifacts belong to no build yet; afterwards they go."""
    artifact = add_artifact(store)
    with store.in_use(), Store.open(store.path).in_use(), pytest.raises(CacheError, match="a run is using the cache"):
        store.clean()
    assert store.has_artifact(artifact)
    assert store.clean()[0] == 1


def test_nothing_is_dropped_while_another_run_uses_the_cache(store):
    """That run may be about to measure it. The same if this run holds the lock as well."""
    artifact = add_artifact(store)
    with Store.open(store.path).in_use():
        assert not store.drop_artifact(artifact)
        with store.in_use():
            assert not store.drop_artifact(artifact)
    assert store.has_artifact(artifact)
    with store.in_use():
        assert store.drop_artifact(artifact)
    assert not store.has_artifact(artifact)
    assert list((store.path / "staging").iterdir()) == []


def test_a_killed_run_does_not_use_the_cache_any_more(store):
    """The kernel releases its lock."""
    artifact = add_artifact(store)
    code = (
        "import sys; from pathlib import Path; from turnkeyml.cache.store import Store\n"
        "with Store.open(Path(sys.argv[1])).in_use(): print('here', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(store.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"here\n"
        assert not store.drop_artifact(artifact)
        other.kill()
        other.wait()
        assert store.drop_artifact(artifact)


@pytest.mark.parametrize("damage", ["missing", "bit"])
def test_a_damaged_artifact_is_replaced_when_it_is_exported_again(store, damage):
    """It has the same address, and the right files again."""
    artifact = add_artifact(store)
    model = store.artifact_folder(artifact) / artifact.files[0].path
    content = model.read_bytes()
    model.unlink() if damage == "missing" else model.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    assert add_artifact(store) == artifact
    assert model.read_bytes() == content
    assert list((store.path / "staging").iterdir()) == []


def test_a_build_that_is_being_removed_is_not_found(store):
    """Its folder is renamed first; selecting by labels does not find it."""
    store.save_build(BUILD)
    folder = layout.build(store.path, BUILD.name)
    folder.rename(folder.with_name(f"{atomic_files.TEMPORARY}x"))
    assert Store.open(store.path).select_builds({"author": ["b"]}) == []


def test_a_folder_that_another_run_removes_is_created_again(tmp_path, monkeypatch):
    """Between its creation and the renaming of the file."""
    replace, target = os.replace, tmp_path / "build" / "record.json"

    def removed_meanwhile(source, path):
        monkeypatch.setattr(os, "replace", replace)
        shutil.rmtree(target.parent)
        replace(source, path)

    monkeypatch.setattr(os, "replace", removed_meanwhile)
    atomic_files.write_atomically(target, b"x")
    assert [path.name for path in target.parent.iterdir()] == ["record.json"]


def test_nothing_is_cleaned_while_a_build_is_damaged(store):
    """Its artifacts are unknown."""
    add_artifact(store)
    store.save_build(BUILD)
    (layout.build(store.path, BUILD.name) / layout.BUILD).write_text("{")
    with pytest.raises(CacheError, match="is damaged, so its artifacts are unknown"):
        store.clean()


def test_builds_of_other_processes_are_seen(store):
    """A name that another process has added since the folder was listed."""
    for number in range(5):
        assert len(list(store.build_names())) == number
        Store.open(store.path).save_build(dataclasses.replace(BUILD, name=f"a_b_{number:08x}"))
    assert list(store.build_names("a_b_00000003")) == ["a_b_00000003"]
    assert list(store.build_names("b")) == []
