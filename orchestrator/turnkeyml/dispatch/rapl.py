"""Samples the RAPL energy counters of the CPU packages on the host; containers cannot read them.

A RAPL counter counts the microjoules of a whole package and wraps around. Reading it needs root on most machines,
and virtual machines have none. `results.energy` computes the energy per inference.
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
"""Time between two readings."""


@dataclass(frozen=True, kw_only=True)
class Package:
    """The energy counter of one CPU package (socket)."""

    counter: Path
    range_uj: int
    """Value at which the counter wraps to 0, in microjoules."""


def find_packages(root: Path = POWERCAP) -> tuple[Package, ...]:
    """The packages whose counters this process can read; none in most virtual machines."""
    packages = []
    for folder in sorted(root.glob("intel-rapl:[0-9]*")):
        if folder.name.count(":") != 1:
            continue  # a subdomain of a package, such as its cores
        try:
            int((folder / "energy_uj").read_text())
            packages.append(
                Package(counter=folder / "energy_uj", range_uj=int((folder / "max_energy_range_uj").read_text()))
            )
        except (OSError, ValueError):
            continue
    return tuple(packages)


@contextmanager
def sampling(packages: Sequence[Package]) -> Iterator[Trace]:
    """Read the counters every `PERIOD_S` until the block ends; does nothing without packages."""
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
    """Append readings to the trace until `done` is set; stop early if a counter becomes unreadable."""
    previous: list[int] | None = None
    total = 0
    while True:
        try:
            current = [int(package.counter.read_text()) for package in packages]
        except (OSError, ValueError):
            return
        if previous is not None:
            readings = zip(previous, current, packages, strict=True)
            total += sum(counter_increase(old, new, package.range_uj) for old, new, package in readings)
        previous = current
        trace.clock_ns.append(time.perf_counter_ns())
        trace.energy_uj.append(total)
        if done.wait(PERIOD_S):
            return


def counter_increase(before_uj: int, after_uj: int, range_uj: int) -> int:
    """The increase of a counter between two readings, which may have wrapped once."""
    return after_uj - before_uj if after_uj >= before_uj else after_uj - before_uj + range_uj
