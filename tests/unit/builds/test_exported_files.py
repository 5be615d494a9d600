"""What an export leaves is looked at before it goes into the cache."""

import dataclasses
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from turnkey_runner.contract import FileDigest
from turnkeyml.builds.exported_files import find_problem
from turnkeyml.records import Artifact

LEFT: dict[str, Callable[[Path], object]] = {
    "link": lambda folder: (folder / "model.onnx").symlink_to("/etc/passwd"),
    "hard link": lambda folder: os.link(folder.parent / "other", folder / "model.onnx"),
    "FIFO": lambda folder: os.mkfifo(folder / "model.onnx"),
    "folder": lambda folder: (folder / "model.onnx").mkdir(),
    "many files": lambda folder: [(folder / str(index)).write_text("") for index in range(65)],
}


ARTIFACT = Artifact(
    digest="0" * 64,
    files=(),
    inputs=(),
    outputs=(),
    exporter="onnx",
    opset=18,
    ir_version=9,
    model_bytes=0,
    operators={},
)


@pytest.mark.parametrize("case", LEFT)
def test_only_a_few_regular_files_are_taken(case: str, tmp_path: Path):
    """Links would show the runner, or the next copy of the cache, another file."""
    (tmp_path / "other").write_text("")
    (tmp_path / "own").mkdir()
    LEFT[case](tmp_path / "own")
    assert find_problem(tmp_path / "own", ARTIFACT).startswith("the export left")


def test_a_link_in_the_place_of_the_folder_is_not_taken(tmp_path: Path):
    """It may lead to any folder of this host."""
    (tmp_path / "other").mkdir()
    (tmp_path / "own").symlink_to("other")
    assert find_problem(tmp_path / "own", ARTIFACT) == "the export left no folder"
    assert find_problem(tmp_path / "other", ARTIFACT) == ""


def test_every_file_of_the_artifact_has_its_size(tmp_path: Path):
    """A script that is still running may remove or cut what was exported."""
    file = FileDigest(path="model.onnx", size_bytes=3, sha256="0" * 64)
    artifact = dataclasses.replace(ARTIFACT, files=(file,))
    assert "missing" in find_problem(tmp_path, artifact)
    (tmp_path / "model.onnx").write_text("ab")
    assert "another size" in find_problem(tmp_path, artifact)
    (tmp_path / "model.onnx").write_text("abc")
    assert find_problem(tmp_path, artifact) == ""
