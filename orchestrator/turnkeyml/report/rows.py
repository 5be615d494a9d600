"""The rows of whole caches: kept while the files are unchanged; those of many builds are made by a process per CPU."""

from __future__ import annotations

import collections
import dataclasses
import functools
import itertools
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from turnkeyml.cache.derived import Derived, DerivedTexts, derive, keep
from turnkeyml.cache.store import Store
from turnkeyml.errors import TurnkeyError
from turnkeyml.report.build_rows import derive_rows, row_rules
from turnkeyml.report.kept_row import KeptRow, Row, decode_rows

T = TypeVar("T")

MAX_FIRST_ROWS = 200
_MIN_FOR_POOL = 100
"""Fewer builds are done before a pool of processes has started."""
_MAX_CHUNK = 500
_CHUNKS_PER_PROCESS = 4


class Rows:
    """The rows of caches, ordered by cache and build. A damaged file is a row too."""

    def __init__(self, stores: Iterable[Store], noise_floors: Mapping[str, float]) -> None:
        self._stores = tuple(stores)
        self._floors = noise_floors
        self.count = 0
        """The rows that were read so far."""
        self.first: list[KeptRow] = []
        """The first `MAX_FIRST_ROWS` of them."""

    def __iter__(self) -> Iterator[KeptRow]:
        """Read the rows one by one."""
        return itertools.chain.from_iterable(self.encode(list))

    def encode(self, encode: Callable[[Iterable[KeptRow]], T]) -> Iterator[T]:
        """Encode the rows, some at a time and in their order.

        `encode` is a function of a module: many rows are encoded by other processes.
        """
        self.count, self.first = 0, []
        for task, done in _work(self._tasks(encode)):
            keep(task.cache, done.differences)
            self.count += done.count
            self.first += done.first[: MAX_FIRST_ROWS - len(self.first)]
            yield done.encoded

    def _tasks(self, encode: Callable[[Iterable[KeptRow]], T]) -> list[_Task[T]]:
        names = [sorted(store.build_names()) for store in self._stores]
        size = min(_MAX_CHUNK, max(1, sum(map(len, names)) // (_CHUNKS_PER_PROCESS * _cpus())))
        chunks = [
            (store, some[begin : begin + size])
            for store, some in zip(self._stores, names, strict=True)
            for begin in range(0, len(some), size)
        ]
        tasks, first = [], MAX_FIRST_ROWS
        for store, some in chunks:
            tasks.append(_Task(cache=store.path, names=some, floors=self._floors, encode=encode, first=first))
            first = max(0, first - len(some))  # a build has at least one row
        return tasks


def rows_of(stores: Iterable[Store], *, noise_floors: Mapping[str, float] | None = None) -> Rows:
    """The rows of caches. `noise_floors` holds, by CPU, the share by which two runs on it differ for no reason."""
    return Rows(stores, noise_floors or {})


def keep_rows(store: Store, builds: Iterable[str]) -> None:
    """Compute and keep the rows of some builds, so that a report of the whole cache need not."""
    names = sorted(set(builds))
    compute = functools.partial(derive_rows, store)
    keep(store.path, derive(store.path, names, row_rules(), compute), is_all=False)


@dataclass(frozen=True, kw_only=True)
class _Task(Generic[T]):
    """Builds whose rows are to be encoded."""

    cache: Path
    """Not a `Store`: one that has listed a large cache is long to send to another process."""
    names: Sequence[str]
    floors: Mapping[str, float]
    encode: Callable[[Iterable[KeptRow]], T]
    first: int
    """How many of the rows are returned as they are."""

    def run(self) -> _Done[T]:
        """Read or compute the rows, and encode them."""
        derived = derive(self.cache, self.names, row_rules(), self._derive)
        rows = [row for text in derived.texts for row in decode_rows(text)]
        cache = str(self.cache)
        for row in rows:
            row.set("cache", cache)
            if self.floors:
                row.set("noise_floor", self.floors.get(_cpu(row)))
        differences = dataclasses.replace(derived, texts=())  # the texts are in the rows, and long
        return _Done(encoded=self.encode(rows), count=len(rows), first=rows[: self.first], differences=differences)

    def _derive(self, name: str) -> Derived:
        return derive_rows(Store(self.cache), name)


@dataclass(frozen=True, kw_only=True)
class _Done(Generic[T]):
    encoded: T
    count: int
    first: Sequence[KeptRow]
    differences: DerivedTexts


def _work(tasks: Sequence[_Task[T]]) -> Iterator[tuple[_Task[T], _Done[T]]]:
    """Run tasks, in their order: few builds in this process, many with a process per CPU."""
    if sum(len(task.names) for task in tasks) < _MIN_FOR_POOL:
        yield from ((task, task.run()) for task in tasks)
        return
    context = multiprocessing.get_context("fork")  # a report has no threads, and has imported everything
    pool = ProcessPoolExecutor(_cpus(), mp_context=context, initializer=_ignore_interrupts)
    waiting, ahead = iter(tasks), collections.deque[tuple[_Task[T], Future[_Done[T]]]]()
    try:
        while True:
            for task in itertools.islice(waiting, 2 * _cpus() - len(ahead)):
                ahead.append((task, pool.submit(task.run)))
            if not ahead:
                return
            task, future = ahead.popleft()
            yield task, future.result()
    except BrokenProcessPool as error:
        message = "a process that reads results was killed, perhaps for want of memory"
        raise TurnkeyError(message, remedy="free memory, then run the command again") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C, which a terminal sends to every process, to the one that waits for this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _cpus() -> int:
    return len(os.sched_getaffinity(0))


def _cpu(row: Row) -> str:
    """The CPU that a row was measured on."""
    pairs = (word.partition("=") for word in str(row["runner"] or "").split("; "))
    return next((value for name, _, value in pairs if name == "cpu"), "")
