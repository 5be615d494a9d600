"""Names and records that came from anyone lead nowhere but into their cache, and are believed only where they lie."""

import dataclasses
import os
import shutil
import sqlite3

import pytest

from factories import add_artifact, example_build, stored_result
from turnkey_runner.contract import FileDigest
from turnkeyml.builds.borrow import copy_build, sibling_caches
from turnkeyml.cache import layout, origin
from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.cache.verify import find_damage
from turnkeyml.errors import CacheError
from turnkeyml.system.hashing import file_sha256
from turnkeyml.system.regular_files import open_below, open_regular

BUILD = example_build()
RESULT = dataclasses.replace(stored_result([[10**6] * 5]), build=BUILD.name)


@pytest.fixture
def victim(tmp_path):
    """A folder beside the cache that is nobody's business."""
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    return folder


@pytest.fixture
def store(tmp_path, victim):
    """A cache with a build, its artifact and a result."""
    created = Store.create(tmp_path / "cache")
    created.save_build(dataclasses.replace(BUILD, artifact=add_artifact(created)))
    created.save_result(RESULT)
    return created


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def is_untouched(victim):
    return [(path.name, path.read_text()) for path in victim.iterdir()] == [("notes.txt", "mine")]


@pytest.mark.parametrize(
    "name", ["../victim", "../../victim", "{victim}", ".", "..", "", "a/b", "a\0b", "\ud800", "-d"]
)
def test_a_name_that_is_no_build_deletes_nothing(store, victim, name):
    """One component of the form that we write, or an error of one line."""
    with pytest.raises(CacheError, match="is not the name of a build"):
        store.delete_build(name.replace("{victim}", str(victim)))
    assert is_untouched(victim)
    assert store.load_build(BUILD.name).name == BUILD.name


@pytest.mark.parametrize("digest", ["../victim", "..", "0" * 63, "A" * 64, "0" * 64 + "\n", "/" + "0" * 63])
def test_a_digest_that_is_none_makes_no_path(store, victim, digest):
    """Neither read from a record, nor in one that is dropped, copied or added."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    hostile = dataclasses.replace(artifact, digest=digest, files=())
    for use in (store.drop_artifact, store.artifact_folder, lambda one: store.add_artifact(victim, one)):
        with pytest.raises(CacheError, match="is not the name of a model"):
            use(hostile)
    store.save_build(dataclasses.replace(BUILD, artifact=hostile))
    with pytest.raises(CacheError, match="is damaged"):
        store.load_build(BUILD.name)
    assert is_untouched(victim)


@pytest.mark.parametrize("name", ["{victim}/notes.txt", "../../../../victim/notes.txt", "a/b", ".tmp-x", ""])
def test_a_file_of_an_artifact_is_only_a_name(store, victim, tmp_path, name):
    """Copying the artifact of another cache opens no other path, for reading or writing."""
    build = store.load_build(BUILD.name)
    file = FileDigest(path=name.replace("{victim}", str(victim)), size_bytes=4, sha256="0" * 64)
    hostile = dataclasses.replace(build, artifact=dataclasses.replace(build.artifact, digest="1" * 64, files=(file,)))
    with pytest.raises(CacheError):
        copy_build(hostile, store, Store.create(tmp_path / "other"))
    assert is_untouched(victim)


def test_what_is_copied_is_what_was_exported(store, tmp_path):
    """A file of another cache that has changed is not taken, and is no link to it where it has not."""
    build, other = store.load_build(BUILD.name), Store.create(tmp_path / "other")
    copy_build(build, store, other)
    assert os.stat(other.artifact_folder(build.artifact) / "model.onnx").st_nlink == 1
    (store.artifact_folder(build.artifact) / "model.onnx").write_bytes(b"MODEL")
    with pytest.raises(CacheError, match="not the file that was exported"):
        copy_build(build, store, Store.create(tmp_path / "third"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f'"build": "{BUILD.name}"', '"build": "../../victim"'),
        (f'"build": "{BUILD.name}"', '"build": "other_b_01234567"'),
        ('"device": "x86"', '"device": "../x86"'),
        ('"device": "x86"', '"device": "nvidia"'),
        ('"precision": "fp32"', '"precision": "fp31"'),
    ],
)
def test_a_result_is_believed_only_about_its_place(store, old, new):
    """The build and the target of a result are those of its path."""
    path = layout.result(store.path, BUILD.name, "x86", "ort", "fp32", "latency")
    rewrite(path, old, new)
    (damaged,) = store.read_results(BUILD.name)
    assert isinstance(damaged, DamagedFile)
    assert store.find_result(BUILD.name, "x86", "ort", "fp32", "latency") is None


def test_a_build_is_believed_only_about_its_place(store):
    """Its name is that of its folder, and its stages are ours."""
    path = layout.build(store.path, BUILD.name) / layout.BUILD
    honest = path.read_text()
    for old, new in ((f'"name": "{BUILD.name}"', '"name": "../x"'), ('"analysis": {', '"\\u001b": {')):
        path.write_text(honest)
        rewrite(path, old, new)
        with pytest.raises(CacheError, match="is damaged"):
            store.load_build(BUILD.name)


@pytest.mark.parametrize("folder", ["builds", "artifacts", "staging"])
def test_a_folder_of_a_cache_that_is_a_link_is_refused(store, victim, folder):
    """What is swept or removed there would be somebody else's."""
    (store.path / folder).rename(store.path.parent / "aside")
    (store.path / folder).symlink_to(victim)
    with pytest.raises(CacheError, match="is a link"):
        Store.create(store.path)
    assert is_untouched(victim)


def test_nothing_is_written_or_removed_through_a_link(store, victim):
    """In the place of a build's folder, of its results, or of the folder of artifacts."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    shutil.rmtree(layout.results(store.path, BUILD.name))
    layout.results(store.path, BUILD.name).symlink_to(victim)
    assert "is a link" in "\n".join(find_damage(store))
    with pytest.raises(CacheError, match="is a link"):
        store.save_result(RESULT)
    layout.build(store.path, "x_y_00000000").symlink_to(victim)
    with pytest.raises(CacheError, match="is a link"):
        store.save_build(dataclasses.replace(BUILD, name="x_y_00000000"))
    store.delete_build("x_y_00000000")
    (store.volume / "zz").symlink_to(victim)
    (store.path / ".tmp-x").symlink_to(victim)
    parent = store.artifact_folder(artifact).parent
    parent.rename(store.path.parent / "aside")
    parent.symlink_to(victim)
    with pytest.raises(CacheError, match="is a link"):
        store.drop_artifact(artifact)
    store.clean()
    assert is_untouched(victim)


def test_a_table_that_came_with_a_cache_is_never_opened(store, victim, tmp_path):
    """SQLite would follow a link, wait for a pipe, and remove what a journal names."""
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE bookmarks (name TEXT)")
    (store.path / layout.INDEX).symlink_to(other)
    os.mkfifo(store.path / layout.DERIVED)
    table = origin.table_path(store.path, layout.INDEX)
    table.unlink(missing_ok=True)
    table.symlink_to(other)
    assert Store.open(store.path).select_builds({"author": ["b"]}) == [BUILD.name]
    with sqlite3.connect(other) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    store.clean()
    assert other.exists()
    assert not os.path.lexists(store.path / layout.DERIVED)


def test_cleaning_believes_the_builds_and_not_the_table(store):
    """A table that has forgotten an artifact costs nothing."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    store.select_builds({"author": ["b"]})
    with sqlite3.connect(origin.table_path(store.path, layout.INDEX)) as connection:
        connection.execute("UPDATE artifacts SET digest = ?", ("0" * 64,))
    assert Store.open(store.path).clean() == (0, 0)
    assert store.has_artifact(artifact)


@pytest.fixture
def named(tmp_path, monkeypatch):
    """A named cache of this user, and its folder of named caches."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path / "root"))
    mine = Store.create(tmp_path / "root" / "caches" / "mine")
    Store.create(tmp_path / "root" / "caches" / "second")
    return mine


def borrowed_from(store):
    return [sibling.path.name for sibling in sibling_caches(store)]


def test_builds_are_borrowed_only_from_caches_that_were_made_here(named, tmp_path):
    """A copy of one has another marker; a link leads elsewhere; a damaged neighbour is left out."""
    folder = named.path.parent
    elsewhere = Store.create(tmp_path / "elsewhere")
    shutil.copytree(folder / "second", folder / "copied")
    shutil.copytree(elsewhere.path, folder / "downloaded")
    (folder / "linked").symlink_to(elsewhere.path)
    (folder / "file").write_text("x")
    Store.create(folder / "damaged")
    (folder / "damaged" / "CACHE.json").write_bytes(b"\xff\xfe")
    assert borrowed_from(named) == ["second"]
    (folder / "second").rename(folder / "third")
    assert borrowed_from(named) == []


def test_a_missing_model_is_damage_unless_it_was_dropped(store):
    """`--lean-cache` says what it drops."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    assert list(find_damage(store)) == []
    assert store.drop_artifact(artifact)
    assert list(find_damage(store)) == []
    add_artifact(store)
    shutil.rmtree(store.artifact_folder(artifact))
    (problem,) = find_damage(store)
    assert "is missing" in problem


def test_a_file_of_a_model_with_two_names_is_named(store, tmp_path):
    """Runners refuse it: whoever has the other name can change it."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    (tmp_path / "other").hardlink_to(store.artifact_folder(artifact) / "model.onnx")
    (problem,) = find_damage(store)
    assert "model.onnx is a hard link" in problem


def test_every_damaged_file_of_a_build_is_named(store):
    """Not only the first one."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    folder = store.artifact_folder(artifact)
    (folder / "model.onnx").unlink()
    os.mkfifo(folder / "model.onnx")
    (folder / layout.ARTIFACT).write_text("{")
    layout.result(store.path, BUILD.name, "x86", "ort", "fp32", "latency").write_text("{")
    (layout.builds(store.path) / "no build").mkdir()
    problems = "\n".join(find_damage(store))
    names = ("model.onnx: it is not a regular file", layout.ARTIFACT, "x86.ort.fp32.json", "no build is not a build")
    for name in names:
        assert name in problems


def test_a_name_among_results_is_one_line_and_hides_no_result(store):
    """It may clear a terminal, or be a folder."""
    folder = layout.results(store.path, BUILD.name)
    (folder / "x\x1b[2J.json").write_text("{}")
    (folder / "a.b.c.json").mkdir()
    found = list(store.read_results(BUILD.name))
    assert [str(one.error).isprintable() for one in found if isinstance(one, DamagedFile)] == [True, True]
    assert RESULT in found


def test_a_build_that_is_no_file_keeps_what_others_use(store):
    """Which models a pipe in the place of a build refers to is unknown, so none is removed."""
    path = layout.build(store.path, BUILD.name) / layout.BUILD
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(CacheError, match="is damaged, so its artifacts are unknown"):
        store.clean()


@pytest.mark.parametrize("owner", ["a+b+c+²:²:²", "a+b+c+" + "9" * 5000 + ":1:1", "::", "\\ud800:1:2", "+:+:+"])
def test_the_owner_of_a_build_may_be_any_text(store, owner):
    """A stage that runs is read as killed, or as running, and never ends a command."""
    store.save_build(dataclasses.replace(BUILD, owner=owner))
    assert store.load_build(BUILD.name).owner in ("", owner)
    (layout.staging(store.path) / "x.²²").mkdir()
    Store.create(store.path)


def test_what_was_dropped_is_not_noted_through_a_link(store, victim):
    """The folder of notes may lead elsewhere, where a file has the digest as its name."""
    (artifact,) = store.load_build(BUILD.name).artifacts
    (victim / artifact.digest).write_text("mine")
    shutil.rmtree(store.path / "dropped")
    (store.path / "dropped").symlink_to(victim)
    assert store.drop_artifact(artifact)
    add_artifact(store)
    assert (victim / artifact.digest).read_text() == "mine"


@pytest.mark.parametrize("place", ["/dev/zero", "/dev/tty", "fifo", "folder", "link"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path, place):
    """It is neither waited for nor read without end."""
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/dev/zero")
    with pytest.raises(OSError, match=r"it is|No such device"):
        open_regular(tmp_path / place)
    assert file_sha256(tmp_path / place) == ""


def test_a_file_below_a_folder_is_reached_through_no_link(tmp_path, victim):
    """The folder's own path may have links."""
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "inner").symlink_to(victim)
    (tmp_path / "linked").symlink_to(victim)
    with pytest.raises(OSError):  # noqa: PT011 (ENOTDIR or ELOOP, as the kernel likes)
        open_below(tmp_path / "cache", tmp_path / "cache" / "inner" / "notes.txt")
    with open_below(tmp_path / "linked", tmp_path / "linked" / "notes.txt") as file:
        assert file.read() == b"mine"
