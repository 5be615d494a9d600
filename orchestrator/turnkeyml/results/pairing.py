"""Which results are held against one another: the same job of two caches, or jobs of one build within a cache."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from turnkeyml.cache.store import Store
from turnkeyml.devices import all_devices
from turnkeyml.errors import UsageError
from turnkeyml.records import PRECISIONS, UNCONVERTED, FiledResult
from turnkeyml.results.comparability import find_faults

Pairing = tuple[FiledResult, FiledResult]
"""The base, and what is held against it."""

_FREE = {"device": {"device", "runtime"}, "runtime": {"runtime"}, "precision": {"precision"}}
"""What may differ within a pair, by the word of `--by`: each device has runtimes of its own."""


@dataclasses.dataclass(kw_only=True)
class InBoth:
    """The jobs that two caches have in common, one pair at a time, and how many results only one of them has."""

    base: Store
    new: Store
    only_in_base: int = 0
    only_in_new: int = 0
    """Both are counted while the pairs are taken."""

    def __iter__(self) -> Iterator[Pairing]:
        self.only_in_base = self.only_in_new = 0
        for name in sorted({*self.base.build_names(), *self.new.build_names()}):
            others = {_identity(filed): filed for filed in _results(self.new, name)}
            for filed in _results(self.base, name):
                other = others.pop(_identity(filed), None)
                if other is None:
                    self.only_in_base += 1
                else:
                    yield filed, other
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


def within(store: Store, by: str, base: str = "") -> Iterator[Pairing]:
    """Pairs of a build's results that differ in one thing: each beside the base, which is named or chosen.

    Chosen is fp32, the device's default runtime, the first device of the table; what failed only where nothing else is.
    """
    for name in store.build_names():
        groups: dict[tuple[str, ...], list[FiledResult]] = defaultdict(list)
        for filed in _results(store, name):
            groups[tuple(word for key, word in _identity(filed) if key not in _FREE[by])].append(filed)
        for alike in groups.values():
            known = [filed for filed in alike if base in ("", _word(filed, by))]
            if known:
                first = min(known, key=lambda filed: (any(find_faults(filed)), _rank(filed)))
                yield from ((first, other) for other in alike if _word(other, by) != _word(first, by))


def _results(store: Store, name: str) -> Iterator[FiledResult]:
    """The results of a build as it is now; none of one that is not there."""
    if store.has_build(name):
        build = store.load_build(name)
        yield from (filed for filed in store.results(name) if filed.is_of(build))


def _identity(filed: FiledResult) -> tuple[tuple[str, str], ...]:
    """What a result is of, within its build: words by the names that `--by` has for them."""
    job = filed.job
    return (
        ("device", job.device),
        ("runtime", job.runtime),
        ("precision", job.precision),
        ("mode", job.settings.mode),
    )


def _word(filed: FiledResult, by: str) -> str:
    return dict(_identity(filed))[by]


def _rank(filed: FiledResult) -> tuple[int, int, int]:
    """The lower, the likelier what a person compares with."""
    job, devices = filed.job, all_devices()
    device = devices.get(job.device)
    runtimes = (device.default_runtime, *device.all_runtimes) if device else ()
    precisions = (*UNCONVERTED, *(device.precisions if device else ()))
    return _place(job.device, tuple(devices)), _place(job.runtime, runtimes), _place(job.precision, precisions)


def _place(word: str, known: Sequence[str]) -> int:
    return known.index(word) if word in known else len(known)
