"""Opens files that someone else may have put there: regular files only, without waiting, and through no link."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_FLAGS = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_FOLDER_FLAGS = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def open_regular(path: Path | str, *, follow_links: bool = False) -> BufferedReader:
    """Open a file for reading. Raises `OSError` at once for a link, a FIFO, a socket, a device and a folder."""
    return _open_checked(os.fspath(path), None, 0 if follow_links else os.O_NOFOLLOW)


def open_below(root: Path, path: Path) -> BufferedReader:
    """Open a file below a folder, whose own path may have links; none below it is followed. Raises `OSError`."""
    *folders, name = path.relative_to(root).parts
    parent = open_folder(root, folders)
    try:
        return _open_checked(name, parent, os.O_NOFOLLOW)
    finally:
        os.close(parent)


def open_folder(root: Path, folders: list[str]) -> int:
    """A descriptor of a folder below another one, reached through no link. Raises `OSError`."""
    descriptor = os.open(root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    for folder in folders:
        parent = descriptor
        try:
            descriptor = os.open(folder, _FOLDER_FLAGS, dir_fd=parent)
        finally:
            os.close(parent)
    return descriptor


def find_link(root: Path, path: Path) -> Path | None:
    """The first link on the way from a folder to a path below it; the path itself counts, too."""
    place = root
    for part in path.relative_to(root).parts:
        place = place / part
        try:
            if stat.S_ISLNK(os.lstat(place).st_mode):
                return place
        except OSError:
            return None  # nothing is there yet
    return None


def read_at_most(file: BufferedReader, most_bytes: int) -> bytes:
    """Read a whole file. Raises `OSError` for a longer one, before it is read."""
    size_bytes = os.fstat(file.fileno()).st_size
    content = b"" if size_bytes > most_bytes else file.read(most_bytes + 1)
    if max(size_bytes, len(content)) > most_bytes:
        raise OSError(errno.EFBIG, f"it has {max(size_bytes, len(content))} bytes; at most {most_bytes} are read")
    return content


def _open_checked(name: str, folder: int | None, more_flags: int) -> BufferedReader:
    try:
        descriptor = os.open(name, _FLAGS | more_flags, dir_fd=folder)
    except ValueError as error:  # NUL, or a surrogate that stands for no byte
        raise OSError(errno.EINVAL, "it is not a file name") from error
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise OSError(errno.ELOOP, "it is a link") from error
        if error.errno == errno.ENXIO:
            raise OSError(errno.ENXIO, "it is not a regular file") from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is not a regular file")
    return os.fdopen(descriptor, "rb")


def has_size(path: str, size_bytes: int) -> bool:
    """Whether a path is a regular file of that size, and no link."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == size_bytes
