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
        """Everything else is the stream's own: `flush`, `fileno`, `isatty`."""
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
    return cast("TextIO", getattr(stream, "unescaped", stream))


def write_line(text: object, *, stderr: bool = False) -> None:
    """Write one line: to stdout what a command was asked for, to stderr everything else."""
    stream = unescaped(stderr=stderr)
    stream.write(one_line(str(text), _MAX_LINE) + "\n")
    if stderr:
        stream.flush()


def write_note(text: object) -> None:
    """Write one line to stderr."""
    write_line(text, stderr=True)


def write_json(value: Mapping[str, Any], *, flush: bool = False) -> None:
    """Write one JSON object to stdout as a line; `flush` for programs that follow a run."""
    stream = unescaped()
    stream.write(to_json_line(dict(value)) + "\n")
    if flush:
        stream.flush()
