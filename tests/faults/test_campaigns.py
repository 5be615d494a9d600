"""The short form of the campaigns that `make faults FAULTS=long` runs: some faults of each sort, and what is left."""

import random
import subprocess
import sys
import time

import pytest

from campaigns import kills, soak, syscalls
from campaigns.descendants import descendants
from campaigns.final_rows import final_rows
from turnkeyml.cache.store import Store

EVERY = 11
"""Every how many system calls one is disturbed."""


def wait_until(condition, timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


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


def test_a_soak_disturbs_what_runs_below_a_run_and_what_lies_in_its_cache(tmp_path, monkeypatch):
    """Each sort of fault happens at least once, and the run itself is never its victim."""
    monkeypatch.setattr(soak, "LONGEST_STOP_S", 0.5)
    cache = syscalls.with_something(tmp_path / "cache")
    (cache / "index.sqlite").write_bytes(b"an index")
    command = "import subprocess; [subprocess.Popen(['sleep', '60']) for _ in range(40)]; input()"
    with subprocess.Popen([sys.executable, "-c", command], stdin=subprocess.PIPE) as run:
        try:
            wait_until(lambda: len(descendants(run.pid)) == 41)
            chance = random.Random(0)
            faults = {soak.disturb(run.pid, cache, chance) for _ in range(25)}
            assert {"kill other", "artifact", "index"} <= faults
            assert run.poll() is None
        finally:
            for process in reversed(descendants(run.pid)):
                process.kill()


def test_growth_compares_the_end_with_what_follows_the_start():
    """The first quarter, in which modules are loaded, does not count."""
    assert soak.growth([1, 1, 100, 100, 100, 100, 120, 120]) == 1.2
