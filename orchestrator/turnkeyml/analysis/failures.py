"""Recognizes exceptions that the host causes, and not the script or the model."""

from __future__ import annotations

import errno
import sys
import traceback
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


def describe_exception(error: BaseException) -> str:
    """The type and the message of an exception, in one line; a message that cannot be made is left out."""
    message = text_of(error)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def text_of(value: object) -> str:
    """`str(value)` in one line, cut where it is very long; empty where foreign code raises instead."""
    try:
        text = str(value)
        return " ".join(text[:_MAX_CHARACTERS].split()) + (" ..." if len(text) > _MAX_CHARACTERS else "")
    except BaseException:
        return ""


def traceback_of(error: BaseException) -> str:
    """The traceback of an exception, cut where it is very long; empty where foreign code raises instead."""
    try:
        text = "".join(traceback.format_exception(error))
    except BaseException:
        return ""
    left_out = len(text) - 2 * _MAX_CHARACTERS
    if left_out <= 0:
        return text
    return f"{text[:_MAX_CHARACTERS]}\n... {left_out} more characters ...\n{text[-_MAX_CHARACTERS:]}"


_MAX_CHARACTERS = 20_000


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
    return next((kind for base, text, kind in _MESSAGES if isinstance(error, base) and text in text_of(error)), None)


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
