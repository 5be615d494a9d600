"""Tries imports in throw-away forks: one that crashes, hangs or changes settings does so there, not in the server."""

from __future__ import annotations

import contextlib
import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable

from turnkey_runner.host import processes
from turnkeyml.worker.child.preload import Preloader

PROBE_TIMEOUT_S = 60.0
"""A package whose import takes longer is left to the scripts."""
_POLL_S = 1.0
_SUCCEEDED = 93
"""An exit status that no import ends a process with by chance."""


class ImportProbe:
    """Tries groups of names, one at a time, while the server does other work."""

    def __init__(
        self, preloader: Preloader, selector: selectors.BaseSelector, close_inherited_fds: Callable[[], None]
    ) -> None:
        """`selector` reports the end of a probe; each fork first calls `close_inherited_fds`."""
        self._preloader = preloader
        self._selector = selector
        self._close_inherited_fds = close_inherited_fds
        self._queue: deque[tuple[str, ...]] = deque()
        self._names: tuple[str, ...] = ()
        """What the current probe imports; empty while there is none."""
        self._pid = self._pidfd = 0
        self._left_s = self._seen_s = 0.0

    @property
    def poll_s(self) -> float | None:
        """How long to wait before the next `take_succeeded`; None while there is no probe."""
        return _POLL_S if self._names else None

    def add(self, groups: Iterable[tuple[str, ...]]) -> None:
        """Try groups of names, each in its own fork."""
        self._queue.extend(groups)
        self._start_next()

    def take_succeeded(self) -> tuple[str, ...]:
        """The names of a probe that has just succeeded, if any; starts the next probe after one has ended."""
        if not self._names:
            return ()
        now_s = time.monotonic()
        self._left_s -= min(now_s - self._seen_s, _POLL_S)  # this process and the probe may have been suspended
        self._seen_s = now_s
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        if not pid and self._left_s > 0:
            return ()
        if not pid:
            status = processes.end_child(self._pid)
        self._selector.unregister(self._pidfd)
        os.close(self._pidfd)
        names, self._names = self._names, ()
        self._start_next()
        return names if os.waitstatus_to_exitcode(status) == _SUCCEEDED else ()

    def _start_next(self) -> None:
        if self._names or not self._queue:
            return
        self._names = self._queue.popleft()
        server_pid = os.getpid()
        self._pid = os.fork()
        if self._pid == 0:
            self._close_inherited_fds()
            _probe(self._preloader, self._names, server_pid)
        self._pidfd = os.pidfd_open(self._pid)
        self._selector.register(self._pidfd, selectors.EVENT_READ)
        self._left_s, self._seen_s = PROBE_TIMEOUT_S, time.monotonic()


def _probe(preloader: Preloader, names: tuple[str, ...], server_pid: int) -> None:
    """Import names and exit with `_SUCCEEDED` where that left no thread and changed no state. Never returns."""
    with contextlib.suppress(BaseException):
        processes.die_with_parent(server_pid)
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, 1)
        os.dup2(devnull, 2)
        from turnkeyml.worker.child.global_state import GlobalState

        before = GlobalState()
        if not preloader.preload(names) and before.is_unchanged():
            os._exit(_SUCCEEDED)
    os._exit(1)
