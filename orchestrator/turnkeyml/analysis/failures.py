"""Recognizes exceptions that the host causes, and not the script or the model."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator

from turnkey_runner.contract import Kind

_REMEDIES = {Kind.OUT_OF_MEMORY: "allow more with --memory"}
_MESSAGES: tuple[tuple[type[Exception], str, Kind], ...] = (
    # c10/core/impl/alloc_cpu.cpp has no exception type of its own.
    (RuntimeError, "DefaultCPUAllocator: can't allocate memory", Kind.OUT_OF_MEMORY),
    # ONNX Runtime's exceptions derive from Exception, whatever the C++ error was; BFCArena is its allocator.
    (Exception, "std::bad_alloc", Kind.OUT_OF_MEMORY),
    (Exception, "BFCArena::", Kind.OUT_OF_MEMORY),
)
"""Exceptions that only their message identifies: the library raises the same type for other errors, too."""


def host_failure(error: BaseException) -> tuple[Kind, str] | None:
    """The kind and the remedy of a failure that the host causes; None for any other.

    The causes of an exception count, too: its `__cause__`, and the list `causes` of an `ExportError`.
    """
    kind = next(filter(None, map(_host_kind, _with_causes(error))), None)
    return (kind, _REMEDIES[kind]) if kind else None


def _host_kind(error: BaseException) -> Kind | None:
    torch = sys.modules.get("torch")  # its errors are raised only where it is imported; converting does without it
    if isinstance(error, MemoryError) or (torch is not None and isinstance(error, torch.OutOfMemoryError)):
        return Kind.OUT_OF_MEMORY
    if isinstance(error, OSError) and error.errno == errno.ENOMEM:
        return Kind.OUT_OF_MEMORY
    return next((kind for base, text, kind in _MESSAGES if isinstance(error, base) and text in str(error)), None)


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that led to it, each once."""
    pending, seen = [error], set[int]()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [cause for cause in (current.__cause__, *getattr(current, "causes", ())) if cause is not None]
