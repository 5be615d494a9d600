"""A fork that is killed holds no lock of another one."""

import multiprocessing
import os
import signal

import pytest

from turnkeyml.worker.child.own_semaphores import renew_semaphores

MAKE = {
    "lock": multiprocessing.Lock,
    "recursive lock": multiprocessing.RLock,
    "semaphore": multiprocessing.Semaphore,
}


def kill_holder(lock, prepare):
    """Fork, take the lock there, and die."""
    child = os.fork()
    if child == 0:
        prepare()
        lock.acquire()
        os.kill(os.getpid(), signal.SIGKILL)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL


@pytest.mark.parametrize("name", MAKE)
def test_a_fork_that_is_killed_holds_no_lock_of_another_one(name):
    """Without locks of its own, it holds that of the others for ever."""
    lock = MAKE[name]()
    kill_holder(lock, renew_semaphores)
    assert lock.acquire(timeout=0)
    lock.release()
    kill_holder(lock, lambda: None)
    assert not lock.acquire(timeout=0)


def test_tqdms_lock_is_one_of_them():
    """It is made when tqdm is imported, and taken by each progress bar."""
    tqdm = pytest.importorskip("tqdm")
    lock = tqdm.tqdm.get_lock()
    kill_holder(lock, renew_semaphores)
    assert lock.acquire(timeout=0) is not False
    lock.release()
