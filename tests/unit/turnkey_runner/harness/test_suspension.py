"""A stopped process is told from a busy machine."""

import os
import signal
import time

import pytest

from turnkey_runner.harness.suspension import SuspensionWatch


class Machine:
    """A clock, and a wait for a CPU, that the test sets."""

    def __init__(self):
        self.now_ns = 1_000_000_000
        self.waited_ns = 0

    def sleep(self, late_s, waited_s):
        """A `select` that comes back late, after waiting for a CPU for some of that time."""

        def select(sleep_s):
            self.now_ns += round((sleep_s + late_s) * 1e9)
            self.waited_ns += round(waited_s * 1e9)
            return []

        return select


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def child():
    """A process to watch."""
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    yield pid
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@pytest.mark.parametrize(
    ("late_s", "waited_s", "stopped_s"),
    [
        (0.0, 0.0, 0),  # on time
        (0.2, 0.0, 0),  # a timer is not exact
        (3.0, 3.0, 0),  # busy: it could have run, and waited
        (3.0, 2.9, 0),
        (3.0, 0.0, 3),  # frozen
        (5.0, 2.0, 3),  # both
    ],
)
def test_a_late_wakeup_is_a_stop_only_if_no_cpu_was_waited_for(machine, child, late_s, waited_s, stopped_s):
    """A process that is frozen does not wait for a CPU."""
    watch = SuspensionWatch(child, clock=lambda: machine.now_ns, waited=lambda: machine.waited_ns)
    begin_ns = machine.now_ns
    watch.sleep(machine.sleep(late_s, waited_s), 0.5)
    assert watch.stopped_ns(begin_ns, 100_000_000) == stopped_s * 10**9
    assert watch.stopped_ns(machine.now_ns + 1, 10) == 0
    assert watch.stopped_ns(begin_ns - 10, 10) == 0


def test_without_the_kernels_count_of_waiting_nothing_is_claimed(machine, child):
    """Rather a stop that is not seen than a busy machine that is accused."""
    watch = SuspensionWatch(child, clock=lambda: machine.now_ns, waited=lambda: None)
    watch.sleep(machine.sleep(3.0, 0.0), 0.5)
    assert watch.stopped_ns(0, machine.now_ns) == 0


def test_a_process_that_a_signal_stops_is_seen_by_its_parent(child):
    """For as long as it was stopped, to half a second; a stop shorter than that as well."""
    watch = SuspensionWatch(child)
    begin_ns = time.monotonic_ns()
    os.kill(child, signal.SIGSTOP)
    for _ in range(3):
        watch.sleep(time.sleep, 0.1)
    os.kill(child, signal.SIGCONT)
    watch.sleep(time.sleep, 0.1)
    stopped_ns = watch.stopped_ns(begin_ns, time.monotonic_ns() - begin_ns)
    assert 0.2e9 < stopped_ns <= time.monotonic_ns() - begin_ns
    assert watch.stopped_ns(time.monotonic_ns() + 1, 10) == 0
