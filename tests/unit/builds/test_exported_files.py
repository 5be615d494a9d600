"""What an export leaves is looked at before it goes into the cache."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from turnkeyml.builds.exported_files import find_problem

LEFT: dict[str, Callable[[Path], object]] = {
    "link": lambda folder: (folder / "model.onnx").symlink_to("/etc/passwd"),
    "hard link": lambda folder: os.link(folder.parent / "other", folder / "model.onnx"),
    "FIFO": lambda folder: os.mkfifo(folder / "model.onnx"),
    "folder": lambda folder: (folder / "model.onnx").mkdir(),
    "many files": lambda folder: [(folder / str(index)).write_text("") for index in range(65)],
}


@pytest.mark.parametrize("case", LEFT)
def test_only_a_few_regular_files_are_taken(case: str, tmp_path: Path):
    """Links would show the runner, or the next copy of the cache, another file."""
    (tmp_path / "other").write_text("")
    (tmp_path / "own").mkdir()
    LEFT[case](tmp_path / "own")
    assert find_problem(tmp_path / "own", tmp_path / "own").startswith("the export left")


def test_only_its_own_folder_is_taken(tmp_path: Path):
    """Not another one that the message names, nor a link in its place."""
    (tmp_path / "other").mkdir()
    (tmp_path / "own").symlink_to("other")
    assert "instead of its own" in find_problem(tmp_path / "other", tmp_path / "own")
    assert find_problem(tmp_path / "own", tmp_path / "own") == "the export left no folder"
    assert find_problem(tmp_path / "other", tmp_path / "other") == ""
