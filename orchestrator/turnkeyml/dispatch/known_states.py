"""What is known of the states of the hosts on which jobs are measured: the readings of their latest probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from turnkey_runner.contract import Conditions
from turnkey_runner.stats.host_states import best_ns, reading_of
from turnkeyml.cache import atomic_files
from turnkeyml.errors import CacheError
from turnkeyml.system import paths

MAX_READINGS = 400
"""Of one host: two for each process. A state that none of them shows is forgotten, as after a move to new hardware."""


@dataclass(frozen=True, kw_only=True)
class HostReadings:
    """Readings by host and CPUs or accelerator, in nanoseconds, the latest last."""

    readings_ns: dict[str, tuple[int, ...]] = field(default_factory=dict)
    schema: Literal["turnkey.host-states/1"] = "turnkey.host-states/1"


def host_key(runner: Mapping[str, str], threads: int | None, accelerator: str = "") -> str:
    """A name for a host and the CPUs that a job is pinned to: as many as it has threads."""
    known = (runner.get("cpu", ""), runner.get("cpus", ""), f"{threads or 'all'} threads", accelerator)
    return "; ".join(filter(None, known))


def find_best_ns(key: str) -> int | None:
    """The reading of the best state that was seen lately; None of an unknown host."""
    return best_ns(_load().readings_ns.get(key, ()))


def add_probes(key: str, conditions: tuple[Conditions, ...]) -> None:
    """Remember the probes of processes. A file that cannot be written costs no result."""
    probes = [probe for one in conditions for probe in (one.probe_before, one.probe_after)]
    found_ns = [found for found in map(reading_of, probes) if found is not None]
    if not found_ns:
        return
    known = _load().readings_ns
    readings_ns = known | {key: (*known.get(key, ()), *found_ns)[-MAX_READINGS:]}
    try:
        atomic_files.write_record(_path(), HostReadings(readings_ns=readings_ns))
    except (CacheError, OSError):
        return


def _load() -> HostReadings:
    try:
        return atomic_files.read_record(_path(), HostReadings) or HostReadings()
    except CacheError:
        return HostReadings()


def _path() -> Path:
    return paths.cache_root() / "host-states.json"
