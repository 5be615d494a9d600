"""What the operating system refuses, in words: the path, the reason, and what to do about it."""

from __future__ import annotations

import errno
import os

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
