"""Temporary folders: removed by their process, or by a later one where it was killed."""

import subprocess
import sys
import tempfile

import pytest

from turnkeyml.system.tempdirs import Scratch, child_folder


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """The user's temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_folder_is_removed_with_its_contents(temporary):
    """A second removal does nothing; the files of one child can be removed alone."""
    scratch = Scratch("worker")
    child_folder(scratch.path, 12).mkdir()
    (child_folder(scratch.path, 12) / "file").touch()
    (scratch.path / "file").touch()
    scratch.remove_child_folder(12)
    assert [path.name for path in scratch.path.iterdir()] == ["file"]
    scratch.remove()
    scratch.remove()
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_killed_process_is_removed_and_no_other(temporary):
    """Folders of running processes and the user's own stay."""
    code = (
        "import os, sys, tempfile\n"
        f"tempfile.tempdir = {str(temporary)!r}\n"
        "from turnkeyml.system.tempdirs import Scratch\n"
        "print(Scratch('worker').path, flush=True)\n"
        "sys.stdin.read()\n"
    )
    (temporary / "mine").mkdir()
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        left = other.stdout.readline().decode().strip()
        mine = Scratch("worker")
        assert {str(path) for path in temporary.iterdir()} == {left, str(mine.path), str(temporary / "mine")}
        other.kill()
    mine.remove()
    Scratch("runner").remove()
    assert [path.name for path in temporary.iterdir()] == ["mine"]
