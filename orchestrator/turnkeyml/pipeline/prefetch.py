"""Makes items ahead of their use: several in parallel, in threads, no further ahead than there is capacity for."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
Product = TypeVar("Product")


class BoundedPrefetcher(Generic[Item, Product]):
    """Makes a product of each item with `jobs` threads; iterating yields the products as they are finished.

    A thread starts an item only while the products that wait leave capacity (`has_capacity`) and the machine has
    resources (`can_start`, called with the number of items in progress). An exception of `make` is raised where its
    product would be taken.
    """

    def __init__(
        self,
        items: Iterable[Item],
        make: Callable[[Item], Product],
        *,
        jobs: int,
        has_capacity: Callable[[list[Product]], bool] = lambda waiting: True,
        can_start: Callable[[int], bool] = lambda in_progress: True,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare the threads; `cancel` ends what is in progress where the iteration is left early."""
        self._items = iter(items)
        self._make = make
        self._has_capacity = has_capacity
        self._can_start = can_start
        self._cancel = cancel
        self._changed = threading.Condition()
        self._waiting: deque[Product] = deque()
        self._error: BaseException | None = None
        self._in_progress = 0
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, name=f"prefetch-{n}", daemon=True) for n in range(jobs)]
        self._running = jobs

    def __enter__(self) -> BoundedPrefetcher[Item, Product]:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End the threads; one that is busy for longer than `_MAX_END_S` is left, and ends with the process."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            running = self._running
        if running:
            self._cancel()
        deadline_s = time.monotonic() + _MAX_END_S
        for thread in self._threads:
            thread.join(max(0.0, deadline_s - time.monotonic()))

    def __iter__(self) -> Iterator[Product]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._error or not self._running)
                if self._waiting:
                    product = self._waiting.popleft()
                    self._changed.notify_all()
                elif self._error is not None:
                    raise self._error
                else:
                    return
            yield product

    def _work(self) -> None:
        try:
            while self._wait_to_start():
                try:
                    item = self._next_item()
                    if item is None:
                        return
                    product = self._make(item[0])
                    with self._changed:
                        self._waiting.append(product)
                finally:
                    with self._changed:
                        self._in_progress -= 1
                        self._changed.notify_all()
        except BaseException as error:
            with self._changed:
                self._error = self._error or error
                self._stopping = True
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _next_item(self) -> tuple[Item] | None:
        with self._changed:
            for item in self._items:
                return (item,)
        return None

    def _wait_to_start(self) -> bool:
        """Wait until another item may be started; False once none is to be."""
        with self._changed:
            while not self._stopping:
                if self._has_capacity(list(self._waiting)) and self._can_start(self._in_progress):
                    self._in_progress += 1
                    return True
                self._changed.wait(_POLL_S)
        return False


_MAX_END_S = 20.0
"""A thread that reads a large file, or hangs on a volume that is gone, must not keep a signal from ending the run."""
_POLL_S = 0.5
"""Freed memory sends no notification."""
