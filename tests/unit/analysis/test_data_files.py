"""Which data files a script reads."""

import os

import pytest

from turnkeyml.analysis import data_files


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A script's folder, of which nothing is noted yet."""
    for name in ("config.json", "own.txt", "module.py", ".cache/blob", "large.bin", "data/labels.txt"):
        (tmp_path / "s" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "s" / name).write_text("x")
    (tmp_path / "elsewhere").write_text("x")
    os.truncate(tmp_path / "s" / "large.bin", data_files.MAX_BYTES + 1)
    # Last: where another test of this process has begun to listen, the writes above are noted too.
    monkeypatch.setattr(data_files, "_paths_read", set())
    monkeypatch.setattr(data_files, "_paths_written", set())
    return tmp_path / "s"


def test_what_is_read_beside_the_script_and_below_counts(folder):
    """However it is opened; not what it writes, what is hidden or large, and what is elsewhere."""
    for name in ("config.json", "own.txt", "module.py", ".cache/blob", "large.bin", "../elsewhere", "missing"):
        data_files.record_open(str(folder / name), "r", 0)
    data_files.record_open(os.fsencode(folder / "data" / "labels.txt"), None, os.O_RDONLY | os.O_CLOEXEC)
    data_files.record_open(str(folder / "own.txt"), "a", os.O_WRONLY)
    data_files.record_open(3, "r", 0)
    found = data_files.files_read(folder / "model.py")
    assert {os.path.relpath(path, folder) for path in found} == {"config.json", "data/labels.txt"}


def test_what_is_read_below_the_working_folder_counts(folder, monkeypatch):
    """By a path that is relative to it."""
    monkeypatch.chdir(folder / "data")
    data_files.record_open("labels.txt", "rb", 0)
    assert data_files.files_read(folder.parent / "other" / "model.py") == {str(folder / "data" / "labels.txt")}
