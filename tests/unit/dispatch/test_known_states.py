"""What is remembered of the states of hosts, from one run to the next."""

from dataclasses import replace

import pytest

from factories import result_of
from turnkey_runner.contract import HostProbe
from turnkeyml.dispatch import known_states
from turnkeyml.dispatch.known_states import MAX_READINGS, add_probes, find_best_ns, host_key
from turnkeyml.system import paths

FAST, SLOW = 8_000, 24_000
KEY = host_key({"cpu": "AMD EPYC", "cpus": "0,1"}, None)


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    return tmp_path


def probed(*readings, device_ns=None):
    (conditions,) = result_of([[1]]).conditions
    probe = HostProbe(transfer_ns=tuple(readings), device_ns=device_ns)
    return (replace(conditions, probe_before=probe, probe_after=None),)


def test_the_best_state_is_known_to_the_next_run():
    """Whatever the latest processes saw; of other CPUs, nothing is known."""
    assert find_best_ns(KEY) is None
    for reading in (FAST, FAST, SLOW, SLOW, SLOW):
        add_probes(KEY, probed(reading))
    assert find_best_ns(KEY) == FAST
    assert find_best_ns(host_key({"cpu": "AMD EPYC", "cpus": "0,1"}, 1)) is None


def test_of_several_ways_the_slowest_is_kept_and_of_an_accelerator_its_round_trip():
    """It has a key of its own: the same CPUs serve both."""
    add_probes(KEY, probed(FAST, SLOW))
    assert find_best_ns(KEY) == SLOW
    gpu = host_key({"cpu": "AMD EPYC", "cpus": "0,1"}, None, "nvidia 0")
    add_probes(gpu, probed(FAST, SLOW, device_ns=5_000))
    assert (find_best_ns(gpu), find_best_ns(KEY)) == (5_000, SLOW)


def test_a_state_that_is_not_seen_any_more_is_forgotten():
    """The machine was moved to another host, which may be a slower one for good."""
    add_probes(KEY, probed(FAST))
    for _ in range(MAX_READINGS):
        add_probes(KEY, probed(SLOW))
    assert find_best_ns(KEY) == SLOW


@pytest.mark.parametrize("content", ["", "{}", '{"schema": "turnkey.host-states/9"}', "[1, 2"])
def test_a_damaged_file_is_no_knowledge_and_no_failure(content):
    """It is written anew."""
    (paths.cache_root() / "host-states.json").write_text(content)
    assert find_best_ns(KEY) is None
    add_probes(KEY, probed(FAST))
    assert find_best_ns(KEY) == FAST


def test_a_file_that_cannot_be_written_costs_no_result(monkeypatch):
    """As on a full disk."""

    def refuse(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(known_states.atomic_files, "write_record", refuse)
    add_probes(KEY, probed(FAST))
    assert find_best_ns(KEY) is None
