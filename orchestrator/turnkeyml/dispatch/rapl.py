"""Energy of the CPU packages while a job's loops run: read on the host, where containers may not.

RAPL counts microjoules of a whole package, wraps around, and needs root on most machines; virtual
machines have none. Below `MIN_WINDOW_S` of measured time its steps and the reader's own delays are
too large a part of it, and no number is given.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.results.energy import Trace

POWERCAP = Path("/sys/class/powercap")
PERIOD_S = 0.1


@dataclass(frozen=True, kw_only=True)
class Package:
    """One counter: a whole socket."""

    counter: Path
    range_uj: int
    """At which it begins again from 0."""


def find_packages(root: Path = POWERCAP) -> tuple[Package, ...]:
    """The packages whose counters this process may read; none in most virtual machines."""
    found = []
    for folder in sorted(root.glob("intel-rapl:[0-9]*")):
        if folder.name.count(":") != 1:
            continue  # a part of a package
        try:
            int((folder / "energy_uj").read_text())
            found.append(
                Package(counter=folder / "energy_uj", range_uj=int((folder / "max_energy_range_uj").read_text()))
            )
        except (OSError, ValueError):
            continue
    return tuple(found)


@contextmanager
def sampling(packages: Sequence[Package]) -> Iterator[Trace]:
    """Read the counters ten times a second until the block ends; does nothing where there are none."""
    trace = Trace()
    if not packages:
        yield trace
        return
    done = threading.Event()
    thread = threading.Thread(target=_sample, args=(packages, trace, done), daemon=True)
    thread.start()
    try:
        yield trace
    finally:
        done.set()
        thread.join()


def _sample(packages: Sequence[Package], trace: Trace, done: threading.Event) -> None:
    before: list[int] | None = None
    total = 0
    while True:
        try:
            now = [int(package.counter.read_text()) for package in packages]
        except (OSError, ValueError):
            return
        if before is not None:
            total += sum(
                growth(old, new, package.range_uj) for old, new, package in zip(before, now, packages, strict=True)
            )
        before = now
        trace.clock_ns.append(time.perf_counter_ns())
        trace.energy_uj.append(total)
        if done.wait(PERIOD_S):
            return


def growth(before_uj: int, after_uj: int, range_uj: int) -> int:
    """How much a counter has grown, though it may have begun again from 0 once."""
    return after_uj - before_uj if after_uj >= before_uj else after_uj - before_uj + range_uj
