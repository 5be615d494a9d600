"""Making things ahead of their use."""

import threading
import time

import pytest

from turnkeyml.pipeline.prefetch import BoundedPrefetcher


def test_everything_is_made_once():
    """By several threads, in whatever order."""
    with BoundedPrefetcher(range(50), lambda n: n * n, jobs=4) as ahead:
        assert sorted(ahead) == [n * n for n in range(50)]


def test_several_are_under_way_at_once():
    """Each waits for the other: alone none would end."""
    meeting = threading.Barrier(3, timeout=20)
    with BoundedPrefetcher(range(3), lambda n: meeting.wait() and n, jobs=3) as ahead:
        assert len(list(ahead)) == 3


def test_what_is_made_comes_before_the_rest_is():
    """A slow item holds up nobody."""
    release = threading.Event()
    with BoundedPrefetcher(
        ["slow", "quick"], lambda name: name if name == "quick" else release.wait(20) and name, jobs=2
    ) as ahead:
        coming = iter(ahead)
        assert next(coming) == "quick"
        release.set()
        assert next(coming) == "slow"


def test_nothing_begins_where_there_is_no_room():
    """Two wait to be taken: the third begins once one was."""
    begun = []
    with BoundedPrefetcher(
        range(5), lambda n: begun.append(n) or n, jobs=1, has_capacity=lambda made: len(made) < 2
    ) as ahead:
        deadline = time.monotonic() + 20
        while len(begun) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        assert begun == [0, 1]
        assert list(ahead) == [0, 1, 2, 3, 4]


def test_a_problem_is_raised_where_the_thing_would_be_taken():
    """And ends the others."""

    def make(n):
        if n == 3:
            raise ValueError("three")
        return n

    with pytest.raises(ValueError, match="three"), BoundedPrefetcher(range(1000), make, jobs=2) as ahead:
        list(ahead)


def test_leaving_early_cancels_what_is_under_way():
    """Whoever waits for a process would wait for ever."""
    cancelled = threading.Event()
    with BoundedPrefetcher(range(3), lambda n: n == 0 or cancelled.wait(20), jobs=2, cancel=cancelled.set) as ahead:
        next(iter(ahead))
    assert cancelled.is_set()


def test_the_first_may_begin_and_the_others_are_asked_for():
    """Memory may be short for two at once, never for one."""
    requested = []

    def can_start(under_way):
        requested.append(under_way)
        return under_way == 0

    with BoundedPrefetcher(range(4), lambda n: time.sleep(0.02) or n, jobs=3, can_start=can_start) as ahead:
        assert sorted(ahead) == [0, 1, 2, 3]
    assert max(requested) >= 1
