"""Who holds a lock on a file: the kernel knows, whatever the file says (`/proc/locks`)."""

from __future__ import annotations

import contextlib
import os
import pwd
from pathlib import Path

_LOCKS = Path("/proc/locks")
_MAX_COMMAND_CHARS = 80


def describe_holder(descriptor: int) -> str:
    """The process that holds a lock on an open file: ID, user and command; empty where the kernel does not show it."""
    found = os.fstat(descriptor)
    place = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    try:
        lines = _LOCKS.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        fields = line.split()  # 1: FLOCK  ADVISORY  WRITE 4242 fe:01:131 0 EOF; a waiting one has `->` after the number
        if len(fields) > 5 and fields[1] == "FLOCK" and fields[5] == place and fields[4].isdigit() and fields[4] != "0":
            return _describe_process(int(fields[4]))
    return ""


def _describe_process(pid: int) -> str:
    command = user = ""
    with contextlib.suppress(OSError):
        folder = Path("/proc") / str(pid)
        text = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        command = "".join(character for character in text if character.isprintable()).strip()[:_MAX_COMMAND_CHARS]
        user = _user_name(folder.stat().st_uid)
    return f"process {pid}{f' of {user}' if user else ''}{f': {command}' if command else ''}"


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
