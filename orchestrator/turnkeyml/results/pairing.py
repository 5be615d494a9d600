"""Which results are held against one another: the same job of two caches, or jobs of one build within a cache."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from turnkeyml.cache.store import Store
from turnkeyml.devices import all_devices
from turnkeyml.errors import UsageError
from turnkeyml.records import PRECISIONS, UNCONVERTED, StoredResult
from turnkeyml.results.comparability import validity_problems

ResultPair = tuple[StoredResult, StoredResult]
"""The base, and what is held against it."""

_FREE = {"device": {"device", "runtime"}, "runtime": {"runtime"}, "precision": {"precision"}}
"""What may differ within a pair, by the word of `--by`: each device has runtimes of its own."""


@dataclasses.dataclass(kw_only=True)
class CommonJobs:
    """The jobs that two caches have in common, one pair at a time, and how many results only one of them has."""

    base: Store
    new: Store
    only_in_base: int = 0
    only_in_new: int = 0
    """Both are counted while the pairs are taken."""

    def __iter__(self) -> Iterator[ResultPair]:
        self.only_in_base = self.only_in_new = 0
        for name in sorted({*self.base.build_names(), *self.new.build_names()}):
            others = {_identity(stored): stored for stored in _results(self.new, name)}
            for stored in _results(self.base, name):
                other = others.pop(_identity(stored), None)
                if other is None:
                    self.only_in_base += 1
                else:
                    yield stored, other
            self.only_in_new += len(others)


def check_base(by: str, base: str) -> None:
    """Raises `UsageError` for a base that nothing could be held against."""
    devices = all_devices()
    known = {
        "device": list(devices),
        "runtime": list(dict.fromkeys(runtime for device in devices.values() for runtime in device.all_runtimes)),
        "precision": list(PRECISIONS),
    }[by]
    if base not in known:
        raise UsageError(f"unknown {by} {base!r}", remedy=f"choose from: {', '.join(known)}")


def within(store: Store, by: str, base: str = "") -> Iterator[ResultPair]:
    """Pairs of a build's results that differ in one thing: each beside the base, which is named or chosen.

    Chosen is fp32, the device's default runtime, the first device of the table; what failed only where nothing else is.
    """
    for name in store.build_names():
        groups: dict[tuple[str, ...], list[StoredResult]] = defaultdict(list)
        for stored in _results(store, name):
            groups[tuple(word for key, word in _identity(stored) if key not in _FREE[by])].append(stored)
        for alike in groups.values():
            known = [stored for stored in alike if base in ("", _word(stored, by))]
            if known:
                first = min(known, key=lambda stored: (any(validity_problems(stored)), _rank(stored)))
                yield from ((first, other) for other in alike if _word(other, by) != _word(first, by))


def _results(store: Store, name: str) -> Iterator[StoredResult]:
    """The results of a build as it is now; none of one that is not there."""
    if store.has_build(name):
        build = store.load_build(name)
        yield from (stored for stored in store.results(name) if stored.is_of(build))


def _identity(stored: StoredResult) -> tuple[tuple[str, str], ...]:
    """What a result is of, within its build: words by the names that `--by` has for them."""
    job = stored.job
    return (
        ("device", job.device),
        ("runtime", job.runtime),
        ("precision", job.precision),
        ("mode", job.settings.mode),
    )


def _word(stored: StoredResult, by: str) -> str:
    return dict(_identity(stored))[by]


def _rank(stored: StoredResult) -> tuple[int, int, int]:
    """The lower, the likelier what a person compares with."""
    job, devices = stored.job, all_devices()
    device = devices.get(job.device)
    runtimes = (device.default_runtime, *device.all_runtimes) if device else ()
    precisions = (*UNCONVERTED, *(device.precisions if device else ()))
    return _place(job.device, tuple(devices)), _place(job.runtime, runtimes), _place(job.precision, precisions)


def _place(word: str, known: Sequence[str]) -> int:
    return known.index(word) if word in known else len(known)
