"""Identities of processes: whether the process that wrote one still runs, also after a reboot or in a container.

An identity is `machine+boot+namespace+time:pid:start`. Host names are not part of it, because a container gets a new
one at each start. `boot` and `namespace` are the kernel's boot ID and the process's PID namespace: within them, `pid`
and `start` (in ticks since boot) never name another process. `machine` is a hash of /etc/machine-id, and `time` is when
the identity was made, in seconds since 1970.

Whether a process runs is known if it is in our PID namespace; if it is in a container of this machine and we are not in
one; and if it is of an earlier boot of this machine (it does not). It cannot be known of a process in another container
or on another machine: that one counts as running for a day from when its identity was made. Versions before this form
wrote `host:pid:start`, which is still read.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import re
import time
from pathlib import Path

RECENT_S = 24 * 3600
"""How long a process that cannot be seen from here counts as running."""
_PROC = Path("/proc")
_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_MACHINE_ID = "/etc/machine-id"
_PID_NAMESPACE = "/proc/self/ns/pid"
_INITIAL_PID_NAMESPACE = "4026531836"
"""PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h: outside of any container."""
_ENDED = ("Z", "X")
"""States in proc(5) of a process that has ended, but whose parent has not asked for its status."""
_FIELD_SEPARATOR = "+"
"""No host name has one, so that the former form of an identity is recognized."""


def this_process() -> str:
    """The identity of this process, made now."""
    place = (_machine(), _boot(), _pid_namespace(), str(int(time.time())))
    return f"{_FIELD_SEPARATOR.join(place)}:{os.getpid()}:{_start_ticks(os.getpid())}"


def is_alive(identity: str) -> bool:
    """Whether the process with that identity runs, as far as it can be known here (see the module's text)."""
    known = find_running(identity)
    if known is not None:
        return known
    place = identity.rsplit(":", 2)[0]
    if _FIELD_SEPARATOR not in place:
        return True
    made = (place.split(_FIELD_SEPARATOR) + ["", "", ""])[3]
    return _is_number(made) and time.time() - int(made) < RECENT_S


def is_surely_dead(identity: str) -> bool:
    """Whether it is known that the process with that identity has ended; not where it cannot be seen from here."""
    return bool(identity) and find_running(identity) is False


def find_running(identity: str) -> bool | None:
    """Whether the process with that identity runs; None where that cannot be known here. Asks no clock."""
    place, pid, start = (identity.rsplit(":", 2) + ["", ""])[:3]
    if _FIELD_SEPARATOR not in place:
        if place == platform.node():
            return _is_running(pid, start)
        return None if identity else False
    machine, boot, namespace, _ = (place.split(_FIELD_SEPARATOR) + ["", "", ""])[:4]
    if boot and boot == _boot():
        if namespace == _pid_namespace():
            return _is_running(pid, start)
        if _sees_all_processes():
            return _is_running_in_container(pid, start)
    elif boot and machine and machine == _machine():
        return False
    return None


@functools.cache
def _machine() -> str:
    """Which machine this is; empty where it cannot be known, as in a container, whose file is its image's.

    machine-id(5) says that the ID must not be made public, and caches are published: hence a hash.
    """
    machine_id = _read(_MACHINE_ID)
    if not machine_id or _pid_namespace() != _INITIAL_PID_NAMESPACE:
        return ""
    return hashlib.sha256(f"turnkey {machine_id}".encode()).hexdigest()[:12]


@functools.cache
def _boot() -> str:
    """Which boot of which machine this is; the same in all containers of a machine."""
    return _read(_BOOT_ID).replace("-", "")[:12]


@functools.cache
def _pid_namespace() -> str:
    try:
        return os.readlink(_PID_NAMESPACE).strip("pid:[]")
    except OSError:
        return ""


def _sees_all_processes() -> bool:
    """Whether processes of all containers and users are visible: not in a container, nor with hidepid of proc(5)."""
    return _pid_namespace() == _INITIAL_PID_NAMESPACE and bool(_start_ticks(1))


def _is_number(text: str) -> bool:
    """Whether a text from a record is a number of this module's; `str.isdigit` is true of others as well."""
    return len(text) < 20 and re.fullmatch("[0-9]+", text) is not None


def _is_running(pid: str, start: str) -> bool:
    return _is_number(pid) and bool(start) and start == _start_ticks(int(pid))


def _is_running_in_container(pid: str, start: str) -> bool:
    """Whether a process with that start has that PID in a PID namespace below ours."""
    return any(
        _start_ticks(int(folder.name)) == start and _innermost_pid(folder) == pid
        for folder in _PROC.iterdir()
        if folder.name.isdigit()
    )


def _innermost_pid(folder: Path) -> str:
    """The process's PID as it sees it itself: the last one of `NSpid`."""
    lines = _read(folder / "status").splitlines()
    return next((line.split()[-1] for line in lines if line.startswith("NSpid:")), "")


def _start_ticks(pid: int) -> str:
    """When a process started, in ticks since boot; empty where there is none, or nothing but its status is left."""
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] not in _ENDED else ""


def _read(path: str | Path) -> str:
    """The text of a file of the kernel; empty where there is none."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
