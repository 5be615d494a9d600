"""Total and available memory, with the limits of the control groups (containers) that this process is in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from turnkey_runner.host.cgroups import group_folders
from turnkey_runner.host.cpus import read

_MEMINFO = "/proc/meminfo"


def total_bytes() -> int:
    """The memory that this process may use: the machine's, or the smallest limit of its control groups."""
    physical_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([physical_bytes, *(limit_bytes for limit_bytes, _ in _group_limits())])


def available_bytes() -> int:
    """The memory that is available without swapping: by the kernel's estimate, and below each group's limit."""
    free_bytes = [limit_bytes - used_bytes for limit_bytes, used_bytes in _group_limits()]
    return max(0, min([_machine_available_bytes(), *free_bytes]))


def _machine_available_bytes() -> int:
    lines = (line.split() for line in read(_MEMINFO).splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[0] == "MemAvailable:"), total_bytes())


def _group_limits() -> Iterator[tuple[int, int]]:
    """The limit of each control group, and how much of it is used.

    `limit_in_bytes` of a group of version 1 without a limit is larger than any machine's memory, and so does no harm
    in a minimum; version 2 has the word `max` there.
    """
    for folder in group_folders("memory"):
        for limit_file, used_file, cache_name in (
            ("memory.max", "memory.current", "inactive_file"),
            ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
        ):
            limit, used = read(f"{folder}/{limit_file}").strip(), read(f"{folder}/{used_file}").strip()
            if limit.isdigit():
                used_bytes = int(used) if used.isdigit() else 0
                yield int(limit), max(0, used_bytes - _reclaimable_bytes(folder, cache_name))


def _reclaimable_bytes(folder: Path, name: str) -> int:
    """Pages of files that the kernel drops before it refuses memory; a group's usage counts them."""
    words = (line.split() for line in read(f"{folder}/memory.stat").splitlines())
    return next((int(value) for key, value in words if key == name), 0)
