"""Runs a command in a pseudo terminal, and finds what in its output would act on that terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Mapping, Sequence

_OWN = re.compile(
    r"\x1b\[(?:[0-9]{1,3}(?:;[0-9]{1,3})*)?m|\x1b\[2K|\x1b\[1A|\x1b\[\?25[lh]|\r+(?=\n)|\r(?=\x1b\[(?:2K|1A))|\n"
)
"""What Rich writes: styles, and the moves of the live view."""
_ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def run_in_terminal(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bytes]:
    """The exit status, and the bytes that reached the terminal from stdout and stderr."""
    ours, theirs = pty.openpty()
    known = {name: value for name, value in environment.items() if name not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=known | {"TERM": "xterm-256color", "COLUMNS": "200"}
    )
    os.close(theirs)
    received = b""
    while True:
        try:
            some = os.read(ours, 65536)
        except OSError:  # EIO: every process has closed the terminal
            break
        if not some:
            break
        received += some
    os.close(ours)
    return process.wait(), received


def acting(output: bytes) -> list[str]:
    """What is in the output beyond text and the console's own sequences."""
    return [ascii(found) for found in _ACTING.findall(_OWN.sub("", output.decode(errors="surrogateescape")))]
