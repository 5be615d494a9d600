"""The probe of the host: what it measures, on which CPUs, and what it does where it cannot."""

import os
import signal
import time

from turnkey_runner.host import probe, transfer
from turnkey_runner.host.probe import probing

CPUS = tuple(sorted(os.sched_getaffinity(0)))


def children():
    """Child processes of this one."""
    with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
        return set(file.read().split())


def take_one(prober):
    """A probe; on a busy machine, a CPU may be away in one of them."""
    found = next((one for one in (prober.take() for _ in range(20)) if one is not None), None)
    assert found is not None
    return found


def test_the_host_is_probed_and_nothing_is_left():
    """On two CPUs; the affinity of the thread is what it was, and the probe's process has ended."""
    before, affinity = children(), os.sched_getaffinity(0)
    with probing(CPUS[:2]) as prober:
        found = take_one(prober)
        assert len(children() - before) == 1
    assert len(found.transfer_ns) == 1
    assert 1_000 < found.transfer_ns[0] < 1_000_000
    assert found.arithmetic_ns > 1_000
    assert found.copy_ns > 10_000
    assert os.sched_getaffinity(0) == affinity
    assert children() == before


def test_one_cpu_talks_to_none():
    """What one CPU does alone is measured all the same."""
    with probing(CPUS[:1]) as prober:
        found = take_one(prober)
    assert found.transfer_ns == ()
    assert found.arithmetic_ns > 0


def test_a_slow_way_between_the_cpus_is_seen(monkeypatch):
    """As in the host's other state: what another CPU has written takes several times as long to read."""

    def far():
        search = memchr()
        return lambda *arguments: [search(*arguments) for _ in range(100)]

    memchr = transfer._memchr
    with probing(CPUS[:2]) as prober:
        usual = min(take_one(prober).transfer_ns[0] for _ in range(10))
    monkeypatch.setattr(transfer, "_memchr", far)
    with probing(CPUS[:2]) as prober:
        slow = min(take_one(prober).transfer_ns[0] for _ in range(10))
    assert slow > 2 * usual


def test_a_transfer_that_an_engine_disturbs_is_measured_again(monkeypatch):
    """Its threads look for work on the CPUs for a while: the shortest of a few readings is the host's."""
    monkeypatch.setattr(probe, "_REPEATED_AFTER_S", 0.0)
    with probing(CPUS[:2]) as prober:
        answers = [(1, 2, 90), (1, 2, 80), (1, 2, 20), (1, 2, 10)]
        monkeypatch.setattr(prober, "_ask", lambda: answers.pop(0))
        assert prober.take(usual_ns=20).transfer_ns == (20,)
        assert prober.take().transfer_ns == (10,)
        answers = [(1, 2, 90)] * 5
        assert prober.take(usual_ns=20).transfer_ns == (90,)


def test_a_process_that_has_ended_is_no_probe(capfd):
    """The log says why, and the job goes on."""
    with probing(CPUS[:2]) as prober:
        os.kill(prober._pid, signal.SIGKILL)
        os.waitid(os.P_PID, prober._pid, os.WEXITED | os.WNOWAIT)
        assert prober.take() is None
    assert "the probe's process has ended" in capfd.readouterr().err


def test_a_process_that_stands_still_is_no_probe(monkeypatch, capfd):
    """It is waited for, but not for long."""
    monkeypatch.setattr(probe, "_TIMEOUT_S", 0.2)
    with probing(CPUS[:2]) as prober:
        os.kill(prober._pid, signal.SIGSTOP)
        start = time.monotonic()
        assert prober.take() is None
        assert time.monotonic() - start < 5
        assert prober.take() is None
    assert "does not answer" in (said := capfd.readouterr().err)
    assert "has ended" in said  # it is killed, so that it does not go on in a timed loop


def test_a_cpu_that_may_not_be_used_is_no_probe(capfd):
    """It was taken away since the process was pinned."""
    with probing((CPUS[0], 4095)) as prober:
        assert prober.take() is None
        assert prober.take() is None
    assert capfd.readouterr().err.count("a CPU does not answer") >= 2
