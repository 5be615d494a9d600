"""Landlock: a process gives up access to files, TCP and other processes for itself and what it starts, for ever.

https://docs.kernel.org/userspace-api/landlock.html. Needs no privilege. Standard library and Linux only.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
"""System calls; their numbers are the same on every architecture."""
_VERSION_FLAG = 1
_PATH_BENEATH = 1
_PR_SET_NO_NEW_PRIVS = 38

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_TRUNCATE, _IOCTL_DEVICE = 1 << 14, 1 << 15
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEVICE
"""The rights that a rule for a single file may name."""
READ = _EXECUTE | _READ_FILE | _READ_DIR
USE_DEVICES = READ | _WRITE_FILE | _TRUNCATE | _IOCTL_DEVICE
WRITE = (1 << 16) - 1
"""Everything, below a folder."""
_REMOVE_DIR, _REMOVE_FILE = 1 << 4, 1 << 5
_MAKE_DIR, _MAKE_REG, _REFER = 1 << 7, 1 << 8, 1 << 13
READ_FILES = _READ_FILE | _READ_DIR
WRITE_FILES = READ_FILES | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _REFER | _TRUNCATE
"""Regular files and folders: no links, sockets, pipes or devices, and no programs."""

_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""The rights over files that each ABI knows; later ones know those of 5."""
_TCP_ABI, _SCOPE_ABI = 4, 6
_TCP = 0b11
"""To bind and to connect."""
_SCOPE_SOCKETS, _SCOPE_SIGNALS = 0b01, 0b10
"""Abstract Unix sockets and signals: only those of processes with the same restrictions."""


def abi() -> int:
    """Return the kernel's ABI of Landlock; 0 where it has none."""
    found = _call(_CREATE_RULESET, None, 0, _VERSION_FLAG)
    return max(0, found)


def abilities() -> tuple[str, ...]:
    """Return what this kernel can restrict: files, tcp, signals."""
    version = abi()
    known = (("files", 1), ("tcp", _TCP_ABI), ("signals", _SCOPE_ABI))
    return tuple(name for name, since in known if version >= since)


def restrict(allowed: Iterable[tuple[Path, int]]) -> tuple[str, ...]:
    """Restrict this thread, and the threads and processes that it starts; return what is restricted.

    The process can then neither trace a process outside nor open its memory. It goes on without restrictions where the
    kernel has no Landlock, or refuses: then nothing is returned.

    Args:
        allowed: files and folders with the rights to them, which are constants of this module. What does not exist is
            skipped.
    """
    version = abi()
    if version < 1:
        return ()
    rights = _FILE_RIGHTS[min(version, max(_FILE_RIGHTS))]
    return abilities() if _restrict(version, rights, _TCP, _SCOPE_SOCKETS | _SCOPE_SIGNALS, allowed) else ()


def restrict_signals() -> bool:
    """Restrict signals and ptrace to this process and what it starts, and nothing else; return whether that is so."""
    version = abi()
    return version >= _SCOPE_ABI and _restrict(version, 0, 0, _SCOPE_SIGNALS, ())


def _restrict(version: int, files: int, tcp: int, scopes: int, allowed: Iterable[tuple[Path, int]]) -> bool:
    words = (files, tcp if version >= _TCP_ABI else 0, scopes if version >= _SCOPE_ABI else 0)
    known_words = 3 if version >= _SCOPE_ABI else 2 if version >= _TCP_ABI else 1
    ruleset = _call(_CREATE_RULESET, struct.pack(f"={known_words}Q", *words[:known_words]), 8 * known_words, 0)
    if ruleset < 0:
        return False
    try:
        for path, wanted in allowed:
            _allow(ruleset, path, wanted & files)
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return _call(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            rights &= _OF_FILES
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call; -1 is an error. The C library has no functions for these."""
    converted = [
        ctypes.c_char_p(one) if isinstance(one, bytes) else one if one is None else ctypes.c_long(one)
        for one in arguments
    ]
    return int(ctypes.CDLL(None, use_errno=True).syscall(ctypes.c_long(number), *converted))
