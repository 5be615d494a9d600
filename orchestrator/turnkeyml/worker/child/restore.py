"""Undoes what a script may leave behind in its process that would end or disturb the exporters."""

from __future__ import annotations

import os
import sys

from turnkeyml.analysis.script_endings import keep_other_threads_from_exiting
from turnkeyml.worker.child.script_limits import lift_file_limit

_RECURSION_LIMIT = sys.getrecursionlimit()


def restore_process() -> None:
    """Open the standard descriptors that it has closed, keep its threads from ending it, leave a lost folder."""
    while True:  # no other file may get one of these numbers: native code prints there
        descriptor = os.open(os.devnull, os.O_RDWR)
        if descriptor > 2:
            os.close(descriptor)
            break
        os.set_inheritable(descriptor, True)
    keep_other_threads_from_exiting()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _RECURSION_LIMIT))
    lift_file_limit()
    try:
        os.getcwd()
    except OSError:
        os.chdir(os.sep)
