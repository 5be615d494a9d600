"""The stream that a script's `sys.stderr` is: remembers its last line, which says why the script has ended itself."""

from __future__ import annotations

import io
from typing import Any

_MAX_CHARACTERS = 2000


_latest: RecordedStderr | None = None


def last_stderr_line() -> str:
    """The last line that the script's process has printed to stderr; empty where that is not known."""
    return _latest.last_line if _latest is not None else ""


class RecordedStderr(io.TextIOWrapper):
    """A text stream with its last line."""

    _tail = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        global _latest
        _latest = self

    def write(self, text: str, /) -> int:
        """Write, and remember the end."""
        if isinstance(text, str):
            self._tail = (self._tail + text)[-_MAX_CHARACTERS:]
        return super().write(text)

    @property
    def last_line(self) -> str:
        """The last line that is not blank; empty where there is none."""
        lines = [line.strip() for line in self._tail.splitlines()]
        return next((line for line in reversed(lines) if line), "")
