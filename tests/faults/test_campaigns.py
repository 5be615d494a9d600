"""The short form of the campaigns that `make faults FAULTS=long` runs: some faults of each sort, and what is left."""

import time

import pytest

from campaigns import kills, syscalls
from campaigns.final_rows import final_rows
from turnkeyml.cache.store import Store

EVERY = 11
"""Every how many system calls one is disturbed."""


def test_a_commit_that_is_disturbed_at_a_system_call_loses_nothing(tmp_path, strace):
    """A01: killed, or the disk is full or broken, or no descriptor is left."""
    found = list(syscalls.trials(syscalls.commit_program(), tmp_path, step=EVERY, done=set()))
    assert [one for one in found if one["wrong"]] == []
    assert len(found) >= 2 * len(syscalls.FAULTS)


@pytest.mark.timeout(600)
def test_runs_that_are_killed_again_and_again_end_with_the_same_rows(tmp_path):
    """A02: by another seed each day."""
    undisturbed = tmp_path / "undisturbed"
    start_s = time.monotonic()
    kills.finish(undisturbed, "process")
    longest_s = time.monotonic() - start_s
    seed = int(time.time() // 86400)
    found = kills.campaign(tmp_path, "process", seed, final_rows(Store.open(undisturbed)), longest_s)
    assert found["wrong"] == [], f"with the seed {seed}"
