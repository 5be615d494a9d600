"""Trying imports in forks that are thrown away: what crashes, hangs or changes settings does so there, not here."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable

from turnkeyml.worker.child.global_state import GlobalState
from turnkeyml.worker.child.preload import Preloader
from turnkeyml.worker.parent_death import die_with_parent

TRIAL_S = 60.0
"""How long an import may take; what takes longer is left to the scripts."""
_LOOK_AGAIN_S = 1.0
_PASSED = 93
"""The exit status that no import ends a process with by chance."""


class ImportProbe:
    """Groups of names that wait to be tried, and the one under way: one at a time, beside the server's other work."""

    def __init__(self, preloader: Preloader, ready: selectors.BaseSelector, leave: Callable[[], None]) -> None:
        """Have `ready` tell when a trial has ended; `leave` is called in each fork first."""
        self._preloader = preloader
        self._ready = ready
        self._leave = leave
        self._waiting: deque[tuple[str, ...]] = deque()
        self._names: tuple[str, ...] = ()
        self._pid = self._ended = 0
        self._left_s = self._seen_s = 0.0

    @property
    def wait_s(self) -> float | None:
        """How long to wait before asking again; None where nothing is under way."""
        return _LOOK_AGAIN_S if self._names else None

    def add(self, groups: Iterable[tuple[str, ...]]) -> None:
        """Have groups tried, each by itself."""
        self._waiting.extend(groups)
        self._begin()

    def succeeded(self) -> tuple[str, ...]:
        """The names whose trial has ended well, told once; the next trial begins."""
        if not self._names:
            return ()
        now_s = time.monotonic()
        self._left_s -= min(now_s - self._seen_s, _LOOK_AGAIN_S)  # this process and the trial may both be held between
        self._seen_s = now_s
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        if not pid and self._left_s > 0:
            return ()
        if not pid:
            os.kill(self._pid, signal.SIGKILL)
            _, status = os.waitpid(self._pid, 0)
        self._ready.unregister(self._ended)
        os.close(self._ended)
        names, self._names = self._names, ()
        self._begin()
        return names if os.waitstatus_to_exitcode(status) == _PASSED else ()

    def _begin(self) -> None:
        if self._names or not self._waiting:
            return
        self._names = self._waiting.popleft()
        server = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            self._leave()
            _try(self._preloader, self._names, server)
        self._ended = os.pidfd_open(self._pid)
        self._ready.register(self._ended, selectors.EVENT_READ)
        self._left_s, self._seen_s = TRIAL_S, time.monotonic()


def _try(preloader: Preloader, names: tuple[str, ...], server: int) -> None:
    """Import names and never return: the status is `_PASSED` where that left no thread and changed nothing."""
    with contextlib.suppress(BaseException):
        die_with_parent(server)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        before = GlobalState()
        if not preloader.preload(names) and before.is_unchanged():
            os._exit(_PASSED)
    os._exit(1)
