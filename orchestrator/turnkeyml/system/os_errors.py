"""Turns what the operating system refuses into an error of one line: what, which path, why, and what to do."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.errors import CacheError, TurnkeyError

_REMEDIES = {
    errno.ENOSPC: "free space, or choose another -d",
    errno.EDQUOT: "free space in your quota, or choose another -d",
    errno.EFBIG: "raise the limit of file sizes (`ulimit -f`), or choose another -d",
    errno.EROFS: "choose a -d that can be written",
    errno.EACCES: "change its permissions, or choose another -d",
    errno.EPERM: "change its permissions, or choose another -d",
    errno.EMFILE: "allow more open files (`ulimit -n 1024`)",
    errno.ENFILE: "close other programs: the machine has too many open files",
    errno.EAGAIN: "allow more processes (`ulimit -u`), or close other programs",
    errno.ENOMEM: "free memory",
    errno.EIO: "check the disk (`dmesg`), or choose another -d",
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.ELOOP: "remove the link",
    errno.ENOTDIR: "remove the file that is in its place",
    errno.ESTALE: "mount the file system again",
}


def remedy_of(error: OSError) -> str:
    """What to do about an error, one line; empty if that is not known."""
    return _REMEDIES.get(error.errno or 0, "")


def describe(error: OSError) -> str:
    """The path of an error and its reason, one line."""
    reason = error.strerror or " ".join(str(error).split()) or type(error).__name__
    path = error.filename2 or error.filename
    return f"{os.fsdecode(path)}: {reason}" if isinstance(path, str | bytes) else reason


def as_cache_error(error: OSError, doing: str, path: Path) -> CacheError:
    """An error of a file of a cache; `doing` is a verb, such as `write`."""
    reason = error.strerror or type(error).__name__
    return CacheError(f"cannot {doing} {path}: {reason}", remedy=remedy_of(error) or "choose another -d")


def as_turnkey_error(error: OSError) -> TurnkeyError:
    """An error that no other code has turned into one of turnkey's."""
    return TurnkeyError(f"the system refuses: {describe(error)}", remedy=remedy_of(error))


@contextmanager
def cache_errors(doing: str, path: Path) -> Iterator[None]:
    """Raise `CacheError` for what the system refuses in the block."""
    try:
        yield
    except OSError as error:
        raise as_cache_error(error, doing, path) from error
