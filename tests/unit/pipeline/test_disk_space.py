"""A disk that is nearly full is told before it stops a run."""

import shutil
from collections import namedtuple

import pytest

from turnkeyml.pipeline.disk_space import DiskSpace

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def warnings(monkeypatch, tmp_path):
    """The messages of several checks on a disk with 3 GB free."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 3 * 10**9, 3 * 10**9))

    def check(*sizes):
        events = []
        space = DiskSpace(tmp_path, events.append)
        for size in sizes:
            space.check(size)
        return [event.message for event in events]

    return check


def test_there_is_room_for_two_artifacts_of_the_size_of_the_last_one(warnings):
    """One that is half as large as what is free still fits."""
    assert warnings(0, 1_500_000_000) == []
    (message,) = warnings(0, 1_500_000_001)
    assert "only 3.0 GB are free" in message
    assert "--lean-cache" in message


def test_one_warning_is_enough(warnings):
    """Each further build would repeat it."""
    assert len(warnings(2_000_000_000, 3_000_000_000)) == 1


def test_a_disk_with_little_space_is_told_at_the_start(monkeypatch, tmp_path):
    """Whatever the models are."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12 - 10**8, 10**8))
    events = []
    DiskSpace(tmp_path, events.append).check()
    assert "only 0.1 GB" in events[0].message
