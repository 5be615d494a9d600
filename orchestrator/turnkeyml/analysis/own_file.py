"""A temporary file of turnkey's in a script's process, where any descriptor may be closed or become another file's."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile


class OwnFile:
    """A file without a name, for the life of this object; forked children share it."""

    def __init__(self) -> None:
        with tempfile.TemporaryFile() as file:
            self._descriptor = os.dup(file.fileno())
        self._identity = _identity(self._descriptor)

    @property
    def descriptor(self) -> int:
        """Its descriptor. Raises `OSError` where the script has closed it, or another file has it now."""
        if _identity(self._descriptor) != self._identity:
            raise OSError(errno.EBADF, "the script has closed a file of turnkey's")
        return self._descriptor

    def close(self) -> None:
        """Close it, and no other one."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)


def _identity(descriptor: int) -> tuple[int, int]:
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino
