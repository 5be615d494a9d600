"""Temporary files of the worker: in one folder, which goes with it, or is swept by the next one."""

import subprocess
import sys
import tempfile

import pytest

from turnkeyml.worker.tempdirs import Scratch


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """The user's temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_it_is_removed_with_all_that_is_in_it(temporary):
    """More than once does no harm."""
    scratch = Scratch()
    (scratch.path / "12").mkdir()
    (scratch.path / "12" / "file").touch()
    (scratch.path / "file").touch()
    scratch.remove_of(12)
    assert [path.name for path in scratch.path.iterdir()] == ["file"]
    scratch.remove()
    scratch.remove()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_swept_and_nothing_else(temporary):
    """What another one holds stays, and so does what is somebody's own."""
    code = (
        "import os, sys, tempfile\n"
        f"tempfile.tempdir = {str(temporary)!r}\n"
        "from turnkeyml.worker.tempdirs import Scratch\n"
        "print(Scratch().path, flush=True)\n"
        "sys.stdin.read()\n"
    )
    (temporary / "mine").mkdir()
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        left = other.stdout.readline().decode().strip()
        mine = Scratch()
        assert {str(path) for path in temporary.iterdir()} == {left, str(mine.path), str(temporary / "mine")}
        other.kill()
    mine.remove()
    Scratch().remove()
    assert [path.name for path in temporary.iterdir()] == ["mine"]
