"""One measurement at a time on a device, whoever on this machine asks for it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import filelock

from turnkeyml.system import paths

_PATIENCE_S = 0.5
_SMI_TIMEOUT_S = 10.0
_ALL_MAY_WRITE = 0o666


@contextmanager
def device_lock(device: str, notify: Callable[[str], None]) -> Iterator[None]:
    """Hold the device; waits for another turnkey that holds it, and says so. The kernel frees it with the process."""
    path = paths.lock_folder() / f"turnkey-{device}.lock"
    lock = filelock.FileLock(path, mode=_ALL_MAY_WRITE)
    try:
        lock.acquire(timeout=_PATIENCE_S)
    except filelock.Timeout:
        notify(f"waiting for another measurement on {device} to end ({path})")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def default_gpu(asked: str) -> str:
    """The card that is asked for, or else the first that CUDA_VISIBLE_DEVICES leaves to this process; "" for the first.

    What a cluster's scheduler gave is so in the job, in the lock, and in what the runner is told, with any launcher.
    """
    first = os.environ.get("CUDA_VISIBLE_DEVICES", "").partition(",")[0].strip()
    return asked or (first if re.fullmatch(r"\d+|(GPU|MIG)-.+", first) else "")


def physical_gpu(asked: str) -> str:
    """One name for a card, whether it was asked for by its index, its UUID or that of a slice (MIG) of it.

    Slices share the card's power and clocks, so that one measurement at a time runs on all of them. The word itself
    where nobody can tell: without `nvidia-smi`, or for a slice that the listing does not show.
    """
    try:
        listed = subprocess.run(
            ["nvidia-smi", "-L"], capture_output=True, text=True, timeout=_SMI_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return asked or "0"
    card = ""
    for line in listed.stdout.splitlines():  # a card's slices are listed below it
        found = re.match(r"(?:GPU (\d+)|\s+MIG).*\(UUID: ((?:GPU|MIG)-[^)]+)\)", line)
        if found is None:
            continue
        card = found[2] if found[1] else card
        if (asked or "0") in found.groups():
            return card
    return asked or "0"
