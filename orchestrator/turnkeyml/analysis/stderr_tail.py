"""The stream that a script's `sys.stderr` is: remembers its last line, which says why the script has ended itself."""

from __future__ import annotations

import io

_MAX_CHARACTERS = 2000


class RecordedStderr(io.TextIOWrapper):
    """A text stream with its last line."""

    _tail = ""

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
