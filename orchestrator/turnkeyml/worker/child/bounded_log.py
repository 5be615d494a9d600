"""A stage's log, of bounded size while it is written: its beginning and its end, with a note of what was cut."""

from __future__ import annotations

import os
from pathlib import Path

HEAD_BYTES = 256 << 10
TAIL_BYTES = 512 << 10
"""Together less than what the store keeps of a log."""
_NOTE = "\n[turnkey: {} bytes of output were cut here]\n"


class BoundedLog:
    """Writes the first bytes to the file at once, and the last ones at each `sync`."""

    def __init__(self, path: Path) -> None:
        """Create or continue the file."""
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        self._head_bytes = min(os.fstat(self._file).st_size, HEAD_BYTES)
        os.lseek(self._file, self._head_bytes, os.SEEK_SET)
        self._tail = bytearray()
        self._cut_bytes = 0
        self.is_synced = True

    def write(self, chunk: bytes) -> None:
        """Add output."""
        head = chunk[: HEAD_BYTES - self._head_bytes]
        if head:
            write_all(self._file, head)
            self._head_bytes += len(head)
        self._tail += chunk[len(head) :]
        if len(self._tail) > 2 * TAIL_BYTES:  # cut seldom: each cut moves the tail
            self._cut()
        self.is_synced = self.is_synced and len(head) == len(chunk)

    def sync(self) -> None:
        """Write the end of the output, in the place of an earlier end."""
        if self.is_synced:
            return
        self._cut()
        os.lseek(self._file, self._head_bytes, os.SEEK_SET)
        os.ftruncate(self._file, self._head_bytes)
        if self._cut_bytes:
            write_all(self._file, _NOTE.format(self._cut_bytes).encode())
        write_all(self._file, bytes(self._tail))
        self.is_synced = True

    def close(self) -> None:
        """Write what is left, and close the file."""
        self.sync()
        os.close(self._file)

    def _cut(self) -> None:
        excess = len(self._tail) - TAIL_BYTES
        if excess > 0:
            del self._tail[:excess]
            self._cut_bytes += excess


def write_all(descriptor: int, content: bytes) -> None:
    """`os.write` writes only a part where the process is suspended while it writes more than a pipe holds."""
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
