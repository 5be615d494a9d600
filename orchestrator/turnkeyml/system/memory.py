"""Total and available memory, with the limits of the control groups (containers) that this process is in."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.host.cgroups import group_folders
from turnkey_runner.host.cpus import read

_MEMINFO = "/proc/meminfo"
_FILES = (
    ("memory.max", "memory.current", "inactive_file"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)
"""Of cgroup version 2 and 1: the files of the limit and the use, and the name of the reclaimable part of the use."""


@dataclass(frozen=True, kw_only=True)
class _LimitedGroup:
    """A control group that may use less than the machine's memory."""

    folder: Path
    limit_bytes: int
    used_file: str
    reclaimable_name: str

    def free_bytes(self) -> int:
        """The memory below the limit. Pages of files that the kernel drops before it refuses memory are free."""
        used = read(f"{self.folder}/{self.used_file}").strip()
        words = (line.split() for line in read(f"{self.folder}/memory.stat").splitlines())
        reclaimable_bytes = next((int(value) for key, value in words if key == self.reclaimable_name), 0)
        return self.limit_bytes - max(0, (int(used) if used.isdigit() else 0) - reclaimable_bytes)


def total_bytes() -> int:
    """The memory that this process may use: the machine's, or the smallest limit of its control groups."""
    return min([_physical_bytes(), *(group.limit_bytes for group in _limited_groups())])


def available_bytes() -> int:
    """The memory that is available without swapping: by the kernel's estimate, and below each group's limit."""
    return max(0, min([_machine_available_bytes(), *(group.free_bytes() for group in _limited_groups())]))


def _physical_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _machine_available_bytes() -> int:
    lines = (line.split() for line in read(_MEMINFO).splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:"), total_bytes())


@functools.cache
def _limited_groups() -> tuple[_LimitedGroup, ...]:
    """The groups of this process with a limit. Cached: a run asks once per script, and there are ten files to read.

    Version 2 has the word `max` where there is no limit, version 1 a number that is larger than any machine's memory.
    """
    found = [
        _LimitedGroup(folder=folder, limit_bytes=int(limit), used_file=used_file, reclaimable_name=name)
        for folder in group_folders("memory")
        for limit_file, used_file, name in _FILES
        if (limit := read(f"{folder}/{limit_file}").strip()).isdigit()
    ]
    return tuple(group for group in found if group.limit_bytes < _physical_bytes())
