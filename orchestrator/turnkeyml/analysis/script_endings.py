"""How a script may end its process, and what it leaves behind that would end the process later."""

from __future__ import annotations

import faulthandler
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_TIMERS = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
_ENDING = frozenset({signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGABRT, signal.SIGCHLD})
"""Their default action stays possible: the orchestrator ends a process by signals."""


class HardExit(BaseException):
    """The script has called `os._exit(0)`: it has ended, as by `sys.exit(0)` without what follows that."""


class HardExits:
    """Whether the script has ended itself by `os._exit(0)`."""

    happened = False


@contextmanager
def raised_hard_exits() -> Iterator[HardExits]:
    """Raise `HardExit` where the script calls `os._exit(0)`: what it has called before is exported.

    Any other status ends the process, as does a call in another thread or process. A script cannot take it back: after
    the first call, each further one raises as well.
    """
    original, process, thread = os._exit, os.getpid(), threading.get_ident()
    exits = HardExits()

    def hard_exit(status: int) -> None:
        if os.getpid() != process or threading.get_ident() != thread or (status != 0 and not exits.happened):
            original(status)
        exits.happened = True
        raise HardExit

    os._exit = hard_exit  # type: ignore[assignment]
    try:
        yield exits
    finally:
        os._exit = original


def disarm() -> None:
    """Stop the alarms and watchdogs of a script that has ended, which would fire in the exporter."""
    for timer in _TIMERS:
        signal.setitimer(timer, 0)
    faulthandler.cancel_dump_traceback_later()
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
    if threading.current_thread() is threading.main_thread():
        for number in signal.valid_signals():
            if callable(signal.getsignal(number)):
                signal.signal(number, signal.SIG_DFL if number in _ENDING else signal.SIG_IGN)


def keep_other_threads_from_exiting() -> None:
    """Let `os._exit` in a thread that the script has left end that thread's work, and not the process."""
    original, process, thread = os._exit, os.getpid(), threading.get_ident()

    def hard_exit(status: int) -> None:
        if os.getpid() != process or threading.get_ident() == thread:
            original(status)
        threading.Event().wait()

    os._exit = hard_exit  # type: ignore[assignment]
