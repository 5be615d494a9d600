"""Keeps the fork server from initializing a GPU: the driver's state does not survive a fork.

PyTorch refuses to use CUDA in a process whose parent has as much as counted the devices (`torch.cuda._is_in_bad_fork`),
and `torch.cuda.is_available()` counts them. Packages call that when they are imported, and so does the exporter. In the
server, devices are therefore counted in a process of its own, and nothing can initialize them; a script's process gets
PyTorch's own functions back.
"""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from typing import Any, NoReturn

import torch

_BACKENDS = ("cuda", "xpu", "mtia")
_DRIVER_FILES = ("/dev/nvidia-uvm", "/dev/kfd", "/dev/dri/")
"""What the drivers of NVIDIA, AMD and Intel open when they are initialized; NVML, which only counts, does not."""
_originals: dict[str, Any] = {}


def install() -> None:
    """In the server: count devices in a fork, and initialize none."""
    for backend in _BACKENDS:
        _replace(f"_{backend}_getDeviceCount", _count_in_fork)
        _replace(f"_{backend}_init", _refuse)


def remove() -> None:
    """In a script's process: give PyTorch's own functions back."""
    for name, original in _originals.items():
        setattr(torch._C, name, original)
    _originals.clear()


def is_gpu_open() -> bool:
    """Whether this process has initialized a GPU, by whatever library: then no process can be forked that uses one."""
    for descriptor in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):  # the descriptor of this listing
            if os.readlink(f"/proc/self/fd/{descriptor}").startswith(_DRIVER_FILES):
                return True
    return False


def _replace(name: str, wrap: Callable[[Callable[[], int]], Callable[[], int]]) -> None:
    original = getattr(torch._C, name, None)
    if original is not None and name not in _originals:
        _originals[name] = original
        setattr(torch._C, name, wrap(original))


def _count_in_fork(original: Callable[[], int]) -> Callable[[], int]:
    counted: list[int] = []

    def count() -> int:
        if not counted:
            counted.append(_call_in_fork(original))
        return counted[0]

    return count


def _call_in_fork(function: Callable[[], int]) -> int:
    """The number that a function returns in a child of this process; 0 where it fails there."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.write(write_end, struct.pack("q", function()))
        os._exit(0)
    os.close(write_end)
    with open(read_end, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return int(struct.unpack("q", answer)[0]) if len(answer) == struct.calcsize("q") else 0


def _refuse(_original: Callable[[], int]) -> Callable[[], NoReturn]:
    def initialize() -> NoReturn:
        raise RuntimeError("a GPU is not initialized before the fork; the script's own process does it")

    return initialize
