"""The runner opens what was exported, and nothing else."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from turnkey_runner.contract import FileDigest, Kind
from turnkey_runner.harness.artifact import open_artifact
from turnkey_runner.harness.errors import JobError

CONTENT = b"model"
FILE = FileDigest(path="model.onnx", size_bytes=len(CONTENT), sha256=hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def volume(tmp_path):
    """A volume with one artifact, and a secret beside it."""
    (tmp_path / "volume" / "ab" / "abc").mkdir(parents=True)
    (tmp_path / "volume" / "ab" / "abc" / "model.onnx").write_bytes(CONTENT)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "model.onnx").write_bytes(CONTENT)
    return tmp_path / "volume"


def refusal(volume, path, *files):
    with pytest.raises(JobError) as error:
        open_artifact(volume, path, files or (FILE,))
    return error.value


def test_the_right_artifact_is_opened(volume):
    """Its folder comes back."""
    assert open_artifact(volume, "ab/abc", (FILE,)) == volume / "ab" / "abc"


def test_other_bytes_are_refused(volume):
    """Of the same size: only the digest tells."""
    (volume / "ab" / "abc" / "model.onnx").write_bytes(b"MODEL")
    assert refusal(volume, "ab/abc").kind is Kind.DIGEST_MISMATCH


@pytest.mark.parametrize("path", ["", "/etc", "../secret", "ab/../../secret", "ab/\0", "nothing"])
def test_a_path_that_leaves_the_volume_is_refused(volume, path):
    """Absolute, upward, absent."""
    assert refusal(volume, path).kind is Kind.BAD_JOB


def test_links_are_refused(volume):
    """A link to a folder, to a file, and a file with a second name."""
    (volume / "linked").symlink_to(volume.parent / "secret")
    assert "link" in refusal(volume, "linked").message
    model = volume / "ab" / "abc" / "model.onnx"
    model.unlink()
    model.symlink_to(volume.parent / "secret" / "model.onnx")
    assert refusal(volume, "ab/abc").kind is Kind.BAD_JOB
    model.unlink()
    os.link(volume.parent / "secret" / "model.onnx", model)
    assert "plain file" in refusal(volume, "ab/abc").message


def test_a_pipe_does_not_hang_the_runner(volume):
    """Opening it would wait for a writer."""
    model = volume / "ab" / "abc" / "model.onnx"
    model.unlink()
    os.mkfifo(model)
    assert "plain file" in refusal(volume, "ab/abc").message


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", ".."])
def test_a_file_name_is_a_name(volume, name):
    """No folders in it."""
    assert refusal(volume, "ab/abc", FileDigest(path=name, size_bytes=1, sha256="0")).kind is Kind.BAD_JOB


def test_a_runner_that_has_prepared_imports_nothing_at_the_first_archive(tmp_path):
    """Else each process that is forked for a job would import it, within the job's time."""
    np.savez(tmp_path / "inputs.npz", **{"0": np.ones((2, 3), np.float32)})
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from turnkey_runner.harness import artifact\n"
        "from turnkey_runner.contract import TensorSpec\n"
        "artifact.prepare_reading()\n"
        "before = set(sys.modules)\n"
        f"path = Path({str(tmp_path / 'inputs.npz')!r})\n"
        "(x,) = artifact.read_tensors(path, (TensorSpec(name='x', dtype='float32', shape=(2, 3)),))\n"
        "print(x.sum(), set(sys.modules) - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "6.0 set()"
