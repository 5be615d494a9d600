"""A file whose descriptor the script may close."""

import os

import pytest

from turnkeyml.analysis.own_file import OwnFile


def test_what_is_written_is_read():
    """By its descriptor."""
    file = OwnFile()
    os.pwrite(file.descriptor, b"weights", 0)
    assert os.pread(file.descriptor, 7, 0) == b"weights"
    descriptor = file.descriptor
    file.close()
    with pytest.raises(OSError, match=r"descriptor|closed"):
        os.fstat(descriptor)


@pytest.mark.parametrize("is_reused", [False, True])
def test_a_descriptor_that_the_script_closes_is_used_no_more(is_reused, tmp_path):
    """Nor if another file has it now: it is neither written nor closed."""
    file = OwnFile()
    descriptor = file.descriptor
    os.close(descriptor)
    other = os.open(tmp_path / "other", os.O_RDWR | os.O_CREAT)
    if is_reused and other != descriptor:
        os.dup2(other, descriptor)
    if not is_reused and other == descriptor:
        other = os.dup(other)
        os.close(descriptor)
    with pytest.raises(OSError, match=r"descriptor|closed"):
        _ = file.descriptor
    file.close()
    os.write(other, b"still open")
    if is_reused:
        os.write(descriptor, b"still open")
