"""Gives a fork semaphores of its own: a script that is killed while it holds a shared one would stop all others.

Packages make them when they are imported, as tqdm does. Under plain Python, each script has its own. Conditions, events
and queues keep what they were made with: no package is known that makes one when it is imported.
"""

from __future__ import annotations

import sys
from typing import Any


def renew_semaphores() -> None:
    """Replace the semaphores and locks of `multiprocessing` that this process has inherited."""
    util: Any = sys.modules.get("multiprocessing.util")
    synchronize: Any = sys.modules.get("multiprocessing.synchronize")
    if util is None or synchronize is None:
        return
    for one in list(util._afterfork_registry.values()):  # each of them registers itself
        if isinstance(one, synchronize.SemLock):
            _renew(one)


def _renew(semaphore: Any) -> None:
    shared = semaphore._semlock
    is_lock = shared.maxvalue == 1  # the server holds none when it forks; another fork may
    value = 1 if is_lock else shared._get_value()
    semaphore._semlock = type(shared)(shared.kind, value, shared.maxvalue, semaphore._make_name(), True)
    semaphore._make_methods()
