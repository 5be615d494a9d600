"""Where a process's memory is: on which NUMA nodes, and whether at random addresses."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from pathlib import Path

from turnkey_runner.host.cpus import read

_NODES = Path("/sys/devices/system/node")
_RANDOMIZE = "/proc/sys/kernel/randomize_va_space"
_ADDR_NO_RANDOMIZE = 0x0040000
"""linux/personality.h: what `setarch -R` sets."""
_QUERY = 0xFFFFFFFF
_PAGES = re.compile(r" N(\d+)=(\d+)")
_PAGE_KIB = re.compile(r" kernelpagesize_kB=(\d+)")


def is_aslr_enabled() -> bool | None:
    """Whether each started process gets random addresses (ASLR); None if unknown."""
    setting = read(_RANDOMIZE).strip()
    personality: int = ctypes.CDLL(None).personality(_QUERY)
    if not setting or personality < 0:  # a container may forbid the call
        return None
    return setting != "0" and not personality & _ADDR_NO_RANDOMIZE


def remote_fraction(cpus: Iterable[int]) -> float | None:
    """Return the fraction of this process's memory on other nodes than the CPUs'; None on a machine with one node."""
    nodes = nodes_of(cpus)
    if len(list(_NODES.glob("node[0-9]*"))) < 2 or not nodes:
        return None
    return fraction_outside(nodes, read("/proc/self/numa_maps"))


def nodes_of(cpus: Iterable[int], root: Path = _NODES) -> frozenset[int]:
    """Return the nodes that CPUs belong to."""
    wanted = set(cpus)
    found = {folder: _listed(read(f"{folder}/cpulist")) for folder in root.glob("node[0-9]*")}
    return frozenset(int(folder.name.removeprefix("node")) for folder, listed in found.items() if listed & wanted)


def fraction_outside(nodes: frozenset[int], numa_maps: str) -> float | None:
    """Return the fraction of a process's pages, by size, on other nodes; None if the kernel lists no pages."""
    sizes: dict[int, int] = {}
    for line in numa_maps.splitlines():
        page = _PAGE_KIB.search(line)
        for node, pages in _PAGES.findall(line):
            sizes[int(node)] = sizes.get(int(node), 0) + int(pages) * (int(page[1]) if page else 4)
    whole = sum(sizes.values())
    return sum(size for node, size in sizes.items() if node not in nodes) / whole if whole else None


def _listed(ranges: str) -> set[int]:
    """Return the CPUs in a list of the kernel: 0-3,8."""
    found: set[int] = set()
    for part in ranges.strip().split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            found.update(range(int(first), int(last or first) + 1))
    return found
