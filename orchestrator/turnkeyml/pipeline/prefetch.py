"""Making things ahead of their use: several at once, in threads, no further ahead than they are wanted."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class BoundedPrefetcher(Generic[Item, Made]):
    """Makes something of each item with `jobs` threads; iterating gives what is made, as it comes.

    No thread begins while as many are made and not taken as `room` allows, nor before `can_start`
    (told how many are under way) agrees. What `make` raises is raised where the thing would be taken.
    """

    def __init__(
        self,
        items: Iterable[Item],
        make: Callable[[Item], Made],
        *,
        jobs: int,
        room: Callable[[list[Made]], bool] = lambda made: True,
        can_start: Callable[[int], bool] = lambda under_way: True,
        cancel: Callable[[], None] = lambda: None,
    ) -> None:
        """Call `cancel` where the iteration is left early, to end what is under way."""
        self._items = iter(items)
        self._make = make
        self._room = room
        self._may_begin = can_start
        self._cancel = cancel
        self._changed = threading.Condition()
        self._made: deque[Made] = deque()
        self._problem: BaseException | None = None
        self._under_way = 0
        self._stopping = False
        self._threads = [threading.Thread(target=self._work, name=f"ahead-{n}", daemon=True) for n in range(jobs)]
        self._left = jobs

    def __enter__(self) -> BoundedPrefetcher[Item, Made]:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
            left = self._left
        if left:
            self._cancel()
        for thread in self._threads:
            thread.join()

    def __iter__(self) -> Iterator[Made]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._made or self._problem or not self._left)
                if self._made:
                    taken = self._made.popleft()
                    self._changed.notify_all()
                elif self._problem is not None:
                    raise self._problem
                else:
                    return
            yield taken

    def _work(self) -> None:
        try:
            while self._begin():
                try:
                    item = self._next()
                    if item is None:
                        return
                    made = self._make(item[0])
                    with self._changed:
                        self._made.append(made)
                finally:
                    with self._changed:
                        self._under_way -= 1
                        self._changed.notify_all()
        except BaseException as error:
            with self._changed:
                self._problem = self._problem or error
                self._stopping = True
        finally:
            with self._changed:
                self._left -= 1
                self._changed.notify_all()

    def _next(self) -> tuple[Item] | None:
        with self._changed:
            for item in self._items:
                return (item,)
        return None

    def _begin(self) -> bool:
        """Wait until another one may begin; False once none is to."""
        with self._changed:
            while not self._stopping:
                if self._room(list(self._made)) and self._may_begin(self._under_way):
                    self._under_way += 1
                    return True
                self._changed.wait(_LOOK_AGAIN_S)
        return False


_LOOK_AGAIN_S = 0.5
"""Memory comes back without anybody telling."""
