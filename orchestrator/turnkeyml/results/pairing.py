"""Which results are compared: the same job of two caches, or jobs of one build within a cache."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from turnkeyml.cache.result_files import DamagedFile
from turnkeyml.cache.store import Store
from turnkeyml.devices import all_devices
from turnkeyml.errors import CacheError, UsageError
from turnkeyml.records import PRECISIONS, UNCONVERTED, StoredResult
from turnkeyml.results.comparability import validity_problems
from turnkeyml.results.evaluate import read_evaluated

ResultPair = tuple[StoredResult, StoredResult]
"""The base, and what is compared with it."""

_FREE = {"device": {"device", "runtime"}, "runtime": {"runtime"}, "precision": {"precision"}}
"""What may differ within a pair, by the word of `--by`: each device has its own runtimes."""


class EvaluatedResults:
    """The results of builds of one cache, with their evaluations; damaged files are collected instead of raised."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.damaged: list[str] = []

    def of(self, name: str) -> Iterator[StoredResult]:
        """The results of a build as it is now; none of a build that is not there."""
        if not self.store.has_build(name):
            return
        try:
            build = self.store.load_build(name)
        except CacheError as error:
            self.damaged.append(str(error))
            return
        for found in self.store.read_results(name, samples=False):
            if isinstance(found, DamagedFile):
                self.damaged.append(str(found.error))
            elif found.is_of(build):
                yield read_evaluated(self.store, found)


@dataclasses.dataclass(kw_only=True)
class CommonJobs:
    """The jobs that two caches have in common, one pair at a time, and how many results only one of them has."""

    base: EvaluatedResults
    new: EvaluatedResults
    only_in_base: int = 0
    only_in_new: int = 0
    """Both are counted while the pairs are taken."""

    def __iter__(self) -> Iterator[ResultPair]:
        self.only_in_base = self.only_in_new = 0
        for name in sorted({*self.base.store.build_names(), *self.new.store.build_names()}):
            others = {_identity(stored): stored for stored in self.new.of(name)}
            for stored in self.base.of(name):
                other = others.pop(_identity(stored), None)
                if other is None:
                    self.only_in_base += 1
                else:
                    yield stored, other
            self.only_in_new += len(others)


def check_base(by: str, base: str) -> None:
    """Raises `UsageError` for a base that nothing could be compared with."""
    devices = all_devices()
    known = {
        "device": list(devices),
        "runtime": list(dict.fromkeys(runtime for device in devices.values() for runtime in device.all_runtimes)),
        "precision": list(PRECISIONS),
    }[by]
    if base not in known:
        raise UsageError(f"unknown {by} {base!r}", remedy=f"choose from: {', '.join(known)}")


def pairs_within(results: EvaluatedResults, by: str, base: str = "") -> Iterator[ResultPair]:
    """Pairs of a build's results that differ in one thing: each beside the base.

    Without a name, the base is fp32, the device's default runtime, or the first device of the table; a failed result
    only where there is no other.
    """
    for name in results.store.build_names():
        groups: dict[tuple[str, ...], list[StoredResult]] = defaultdict(list)
        for stored in results.of(name):
            groups[tuple(word for key, word in _identity(stored) if key not in _FREE[by])].append(stored)
        for group in groups.values():
            candidates = [stored for stored in group if base in ("", _key(stored, by))]
            if candidates:
                first = min(candidates, key=lambda stored: (any(validity_problems(stored)), _rank(stored)))
                yield from ((first, other) for other in group if _key(other, by) != _key(first, by))


def _identity(stored: StoredResult) -> tuple[tuple[str, str], ...]:
    """What identifies a result within its build, by the words of `--by`."""
    job = stored.job
    return (
        ("device", job.device),
        ("runtime", job.runtime),
        ("precision", job.precision),
        ("mode", job.settings.mode),
    )


def _key(stored: StoredResult, by: str) -> str:
    return dict(_identity(stored))[by]


def _rank(stored: StoredResult) -> tuple[int, int, int]:
    """The lower, the likelier a person compares with it."""
    job, devices = stored.job, all_devices()
    device = devices.get(job.device)
    runtimes = (device.default_runtime, *device.all_runtimes) if device else ()
    precisions = (*UNCONVERTED, *(device.precisions if device else ()))
    return (
        _position(job.device, tuple(devices)),
        _position(job.runtime, runtimes),
        _position(job.precision, precisions),
    )


def _position(word: str, known: Sequence[str]) -> int:
    return known.index(word) if word in known else len(known)
