"""Learns which models a script calls in child processes, where nothing is recorded."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

from turnkeyml.analysis.own_file import OwnFile

_MAX_REPORT_BYTES = 1 << 20
_MIN_CPU_S = 0.2
"""Children that used less did not import torch."""


class ChildReports:
    """A file that forked children inherit: each writes the class of a model that it calls."""

    def __init__(self) -> None:
        self._file: OwnFile | None = None
        self._cpu_s = _children_cpu_s()
        self.model_classes: tuple[str, ...] = ()
        """The classes that children have called; known once the script has ended."""

    @contextmanager
    def open(self) -> Iterator[None]:
        """Take reports inside the block."""
        file = self._file = OwnFile()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):  # a script that closes all descriptors has no reports
                text = os.pread(file.descriptor, _MAX_REPORT_BYTES, 0).decode(errors="replace")
                self.model_classes = tuple(sorted(set(text.split())))
            file.close()
            self._file = None

    def report(self, model_class: str) -> None:
        """In a child: tell the parent of a call."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                os.write(self._file.descriptor, f"{model_class}\n".encode())

    def describe(self) -> str:
        """What children did, in a sentence; empty where they called no model as far as one can know."""
        classes = ", ".join(self.model_classes)
        if classes:
            return f"child processes of the script called {classes}: only calls in its own process are recorded"
        cpu_s = _children_cpu_s() - self._cpu_s
        if cpu_s < _MIN_CPU_S:
            return ""
        return f"child processes of the script ran for {cpu_s:.1f} s: models that they call are not recorded"


def _children_cpu_s() -> float:
    """The CPU time of all children that have ended and were waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
