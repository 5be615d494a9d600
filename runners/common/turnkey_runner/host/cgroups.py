"""The control groups that limit this process's CPU time: its own and their parents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from turnkey_runner.host.cpus import read

_MOUNTS = Path("/sys/fs/cgroup")
_OWN = "/proc/self/cgroup"


def quota(mounts: Path = _MOUNTS, own: str = _OWN) -> float | None:
    """Return the number of CPUs that a CFS quota allows, the smallest of all groups; None without a quota."""
    return min((found for folder in group_folders("cpu", mounts, own) for found in _quotas(folder)), default=None)


def throttled_periods(mounts: Path = _MOUNTS, own: str = _OWN) -> int | None:
    """Return the number of periods in which a quota stopped one of the groups so far; None if no group counts them."""
    folders = group_folders("cpu", mounts, own)
    words = [line.split() for folder in folders for line in read(f"{folder}/cpu.stat").splitlines()]
    counted = [int(line[1]) for line in words if line[:1] == ["nr_throttled"]]
    return sum(counted) if counted else None


def group_folders(controller: str, mounts: Path = _MOUNTS, own: str = _OWN) -> Iterator[Path]:
    """Yield the folders of a controller for this process: its group and every parent, of cgroup versions 1 and 2.

    In a container the path may be the host's: then its folders do not exist, and the root is the container's group.
    """
    for line in read(own).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and controller not in controllers.split(","):
            continue
        roots = (mounts / controllers, mounts / controller) if controllers else (mounts / "unified", mounts)
        root = next((one for one in roots if one.is_dir()), None)
        if root is not None:
            group = PurePosixPath(path.lstrip("/"))
            yield from (root / part for part in (group, *group.parents) if ".." not in part.parts)


def _quotas(folder: Path) -> Iterator[float]:
    """Yield the quota of version 2 (both numbers in one file) and that of version 1."""
    for text in (
        read(f"{folder}/cpu.max"),
        read(f"{folder}/cpu.cfs_quota_us") + " " + read(f"{folder}/cpu.cfs_period_us"),
    ):
        words = text.split()
        if len(words) == 2 and all(word.isdigit() for word in words) and int(words[1]):
            yield int(words[0]) / int(words[1])
