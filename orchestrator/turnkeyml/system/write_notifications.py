"""Notifies another process of each system call by which a process is about to change a file, before it does.

https://docs.kernel.org/userspace-api/seccomp_filter.html#userspace-notification. What libraries write without Python is
seen as well. This protects from accidents, not from a process that hides what it writes.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import platform
import struct
from dataclasses import dataclass

from turnkeyml.system.seccomp import (
    ALLOW,
    ANY_BIT,
    ARCHITECTURE_AT,
    ARCHITECTURES,
    AUDIT_NUMBERS,
    EQUALS,
    FIRST_ARGUMENT_AT,
    LOAD,
    NUMBER_AT,
    RETURN,
    Program,
    forbid_new_privileges,
    instruction,
)

_SECCOMP = (317, 277)
_SET_MODE_FILTER, _NEW_LISTENER, _NOTIFY = 1, 8, 0x7FC00000
_RECEIVE, _SEND, _CONTINUE = 0xC0502100, 0xC0182101, 1
_NOTIFICATION, _ANSWER = struct.Struct("QIIiIQ6Q"), struct.Struct("QqiI")
"""struct seccomp_notif and struct seccomp_notif_resp."""
_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_AT_FDCWD = -100
_MAX_PATH_BYTES = 4096
_NO_FOLDER = None


@dataclass(frozen=True, kw_only=True)
class _Call:
    """A system call: its numbers by architecture, and which of its arguments are what."""

    numbers: tuple[int | None, int | None]
    paths: tuple[tuple[int | None, int], ...]
    """A folder's descriptor, or None, and the path from there."""
    flags: int | None = None
    """The flags of opening a file; None: the call always changes something."""


_CALLS = (
    _Call(numbers=(257, 56), paths=((0, 1),), flags=2),  # openat
    _Call(numbers=(2, None), paths=((_NO_FOLDER, 0),), flags=1),  # open
    _Call(numbers=(85, None), paths=((_NO_FOLDER, 0),)),  # creat
    _Call(numbers=(82, None), paths=((_NO_FOLDER, 0), (_NO_FOLDER, 1))),  # rename
    _Call(numbers=(264, 38), paths=((0, 1), (2, 3))),  # renameat
    _Call(numbers=(316, 276), paths=((0, 1), (2, 3))),  # renameat2
    _Call(numbers=(87, None), paths=((_NO_FOLDER, 0),)),  # unlink
    _Call(numbers=(263, 35), paths=((0, 1),)),  # unlinkat
    _Call(numbers=(84, None), paths=((_NO_FOLDER, 0),)),  # rmdir
    _Call(numbers=(83, None), paths=((_NO_FOLDER, 0),)),  # mkdir
    _Call(numbers=(258, 34), paths=((0, 1),)),  # mkdirat
    _Call(numbers=(76, 45), paths=((_NO_FOLDER, 0),)),  # truncate
    _Call(numbers=(86, None), paths=((_NO_FOLDER, 1),)),  # link
    _Call(numbers=(265, 37), paths=((2, 3),)),  # linkat
    _Call(numbers=(88, None), paths=((_NO_FOLDER, 1),)),  # symlink
    _Call(numbers=(266, 36), paths=((1, 2),)),  # symlinkat
)


@dataclass(frozen=True, kw_only=True)
class Write:
    """A process waits to change these paths."""

    id: int
    paths: tuple[str, ...]
    """Absolute, without links; empty where they cannot be read."""


def install() -> int | None:
    """Have this process, which has no other thread, and what it starts wait at each such call, for ever.

    Returns the descriptor that the calls are received from; None where the kernel does not offer this.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return None
    architecture = ARCHITECTURES.index(machine)
    forbid_new_privileges()
    program = b"".join(_instructions(architecture))
    filter_program = Program(len(program) // 8, program)
    descriptor = ctypes.CDLL(None, use_errno=True).syscall(
        ctypes.c_long(_SECCOMP[architecture]), _SET_MODE_FILTER, _NEW_LISTENER, ctypes.byref(filter_program)
    )
    return int(descriptor) if descriptor >= 0 else None


def receive(listener: int) -> Write | None:
    """The next call that waits; None where the process has ended or was interrupted meanwhile."""
    buffer = bytearray(_NOTIFICATION.size)
    try:
        fcntl.ioctl(listener, _RECEIVE, buffer)
    except OSError:
        return None
    identity, pid, _, number, _, _, *arguments = _NOTIFICATION.unpack(buffer)
    architecture = ARCHITECTURES.index(platform.machine())
    call = next(one for one in _CALLS if one.numbers[architecture] == number)
    paths: list[str] = []
    with contextlib.suppress(OSError):
        for folder, path in call.paths:
            base = _AT_FDCWD if folder is None else ctypes.c_int(arguments[folder] & 0xFFFFFFFF).value
            paths.append(_absolute(pid, base, arguments[path]))
        return Write(id=identity, paths=tuple(paths))
    return Write(id=identity, paths=())


def allow(listener: int, write: Write) -> None:
    """Let the process go on."""
    with contextlib.suppress(OSError):  # it has ended meanwhile
        fcntl.ioctl(listener, _SEND, _ANSWER.pack(write.id, 0, 0, _CONTINUE))


def _absolute(pid: int, folder: int, address: int) -> str:
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(address)
        path = os.fsdecode(memory.read(_MAX_PATH_BYTES).partition(b"\0")[0])
    base = f"/proc/{pid}/cwd" if folder == _AT_FDCWD else f"/proc/{pid}/fd/{folder}"
    return os.path.realpath(path if os.path.isabs(path) else os.path.join(os.readlink(base), path))


def _instructions(architecture: int) -> list[bytes]:
    allow_call, notify = instruction(RETURN, ALLOW), instruction(RETURN, _NOTIFY)
    program = [
        instruction(LOAD, ARCHITECTURE_AT),
        instruction(EQUALS, AUDIT_NUMBERS[architecture], 1, 0),
        allow_call,
        instruction(LOAD, NUMBER_AT),
    ]
    for call in _CALLS:
        number = call.numbers[architecture]
        if number is None:
            continue
        if call.flags is None:
            program += [instruction(EQUALS, number, 0, 1), notify]
        else:
            program += [
                instruction(EQUALS, number, 0, 4),
                instruction(LOAD, FIRST_ARGUMENT_AT + 8 * call.flags),
                instruction(ANY_BIT, _WRITING_FLAGS, 0, 1),
                notify,
                allow_call,
            ]
    return [*program, allow_call]
