"""Lets several scripts run at the same time, or one of them alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MustRunAloneError(Exception):
    """A script was about to write what others that run at the same time may read."""


class Turns:
    """A lock that many threads hold together, or one alone. One that waits to be alone is not overtaken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._together = 0
        self._waiting = 0
        self._is_taken = False

    @contextmanager
    def together(self) -> Iterator[None]:
        """Hold it with others."""
        with self._changed:
            self._changed.wait_for(lambda: not (self._is_taken or self._waiting))
            self._together += 1
        try:
            yield
        finally:
            with self._changed:
                self._together -= 1
                self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold it while nobody else does."""
        with self._changed:
            self._waiting += 1
            try:
                self._changed.wait_for(lambda: not (self._is_taken or self._together))
                self._is_taken = True
            finally:
                self._waiting -= 1
        try:
            yield
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()
