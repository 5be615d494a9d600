"""The only way to write plain text to stdout and stderr: control characters in it are escaped."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO, cast

from turnkeyml.system.printable import escape_controls, one_line, to_json_line

_MAX_LINE = 4_000
_KEPT = "\n\t"


class EscapingStream:
    """A text stream that escapes control characters: nothing that prints into it acts on the terminal.

    It stands for `sys.stdout` and `sys.stderr`, so that tracebacks and warnings are escaped too.
    """

    def __init__(self, stream: TextIO) -> None:
        self.unescaped = stream
        """For a writer that escapes by itself."""

    def write(self, text: str) -> int:
        """Write a text, escaped."""
        self.unescaped.write(escape_controls(text, keep=_KEPT))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts, escaped."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own: `flush`, `fileno`, `isatty`; not the bytes below it."""
        if name in ("buffer", "detach", "raw"):
            raise AttributeError(name)
        return getattr(self.unescaped, name)


def escape_streams() -> None:
    """Replace `sys.stdout` and `sys.stderr` of this process; what their encoding cannot express is escaped too."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        if stream is not None and not isinstance(stream, EscapingStream):
            setattr(sys, name, EscapingStream(stream))


def unescaped(*, stderr: bool = False) -> TextIO:
    """The stream itself. Only for the console, which filters what it writes."""
    stream = sys.stderr if stderr else sys.stdout
    if stream is None:  # the caller of this process has closed it
        return io.StringIO()
    return cast("TextIO", getattr(stream, "unescaped", stream))


def write_line(text: object, *, stderr: bool = False, flush: bool = True) -> None:
    """Write one line: to stdout what a command was asked for, to stderr everything else."""
    stream = unescaped(stderr=stderr)
    stream.write(one_line(str(text), _MAX_LINE) + "\n")
    if flush:
        stream.flush()


def write_note(text: object) -> None:
    """Write one line to stderr."""
    write_line(text, stderr=True)


def write_json(value: Mapping[str, Any], *, flush: bool = True) -> None:
    """Write one JSON object to stdout as a line."""
    stream = unescaped()
    stream.write(to_json_line(dict(value)) + "\n")
    if flush:
        stream.flush()


def flush_output() -> None:
    """Write what is buffered for stdout. A pipe that was closed is an error here, and not when Python ends."""
    unescaped().flush()
