"""Forbids system calls that reading a model never needs: sockets, new processes and programs, other processes' memory.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
LOAD, EQUALS, ANY_BIT, _AT_LEAST, RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
"""BPF instructions: BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, …|BPF_JSET|…, …|BPF_JGE|…, BPF_RET|BPF_K."""
ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER_AT, ARCHITECTURE_AT, FIRST_ARGUMENT_AT = 0, 4, 16
"""Offsets in struct seccomp_data."""
_CLONE_THREAD = 0x00010000
_X32_NUMBERS = 0x40000000
ARCHITECTURES = ("x86_64", "aarch64")
AUDIT_NUMBERS = (0xC000003E, 0xC00000B7)
"""How the kernel names the architectures, in the same order; so are the numbers of system calls below."""
_FORBIDDEN = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "userfaultfd": (323, 282),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "link": (86, None),
    "linkat": (265, 37),
    "memfd_create": (319, 279),
}
"""Answered with EPERM."""
_OF_THIS_PROCESS = {"tgkill": (234, 131), "prlimit64": (302, 261)}
"""Answered with EPERM where the first argument, a process id, is neither this process nor 0."""
_CLONE = (56, 220)
_CLONE3 = 435


class Program(ctypes.Structure):
    """`struct sock_fprog`: a filter."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def forbid_new_privileges() -> None:
    """No program that this process starts may have more rights than it."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1, 0)


def restrict() -> bool:
    """Install the filter for this process, which has no other thread, for ever; False on an unknown architecture.

    `PR_SET_NO_NEW_PRIVS` must be set. Raises `OSError`.
    """
    machine = platform.machine()
    if machine not in ARCHITECTURES:
        return False
    program = b"".join(_instructions(ARCHITECTURES.index(machine), os.getpid()))
    _prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(Program(len(program) // 8, program)))
    return True


def _instructions(architecture: int, pid: int) -> list[bytes]:
    program = [
        instruction(LOAD, ARCHITECTURE_AT),
        instruction(EQUALS, AUDIT_NUMBERS[architecture], 1, 0),
        _RETURN_KILL,
        instruction(LOAD, NUMBER_AT),
        instruction(_AT_LEAST, _X32_NUMBERS, 0, 1),
        _RETURN_EPERM,
        # The C library calls clone instead, whose flags can be seen here.
        instruction(EQUALS, _CLONE3, 0, 1),
        instruction(RETURN, _ERRNO | errno.ENOSYS),
    ]
    for numbers in _FORBIDDEN.values():
        number = numbers[architecture]
        if number is not None:
            program += [instruction(EQUALS, number, 0, 1), _RETURN_EPERM]
    for numbers in _OF_THIS_PROCESS.values():
        program += [
            instruction(EQUALS, numbers[architecture], 0, 5),
            instruction(LOAD, FIRST_ARGUMENT_AT),
            instruction(EQUALS, pid, 2, 0),
            instruction(EQUALS, 0, 1, 0),
            _RETURN_EPERM,
            _RETURN_ALLOW,
        ]
    return [
        *program,
        instruction(EQUALS, _CLONE[architecture], 1, 0),
        _RETURN_ALLOW,
        instruction(LOAD, FIRST_ARGUMENT_AT),
        instruction(ANY_BIT, _CLONE_THREAD, 0, 1),
        _RETURN_ALLOW,
        _RETURN_EPERM,
    ]


def instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """An instruction of a filter; the jumps are over this many instructions."""
    return struct.pack("HBBI", code, if_true, if_false, value)


_RETURN_ALLOW = instruction(RETURN, ALLOW)
_RETURN_EPERM = instruction(RETURN, _ERRNO | errno.EPERM)
_RETURN_KILL = instruction(RETURN, _KILL)


def _prctl(option: int, value: int, argument: object) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(option, ctypes.c_ulong(value), argument, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
