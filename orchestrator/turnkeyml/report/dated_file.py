"""A report's file: named after the time, never overwritten, whole or not there at all."""

from __future__ import annotations

import datetime
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from turnkeyml.errors import TurnkeyError

_MAX_PER_SECOND = 1000


def write_dated(folder: Path, suffix: str, lines: Iterable[str]) -> Path:
    """Write lines into a new file `DATE_TIME.SUFFIX` and return its path.

    Raises `TurnkeyError` where the folder cannot be written.
    """
    stamp = datetime.datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")
    unfinished = folder / f".{stamp}_{secrets.token_hex(4)}.{suffix}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with open(unfinished, "x", encoding="utf-8", newline="") as file:
                file.writelines(lines)
                file.flush()
                os.fsync(file.fileno())
            return _publish(unfinished, folder, stamp, suffix)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise TurnkeyError(
            f"cannot write a report in {folder}: {error.strerror}", remedy="choose another -r"
        ) from error


def _publish(unfinished: Path, folder: Path, stamp: str, suffix: str) -> Path:
    """Give the finished file the first free name of this second."""
    for number in range(_MAX_PER_SECOND):
        path = folder / (f"{stamp}.{suffix}" if not number else f"{stamp}_{number}.{suffix}")
        if _rename_new(unfinished, path):
            return path
    raise TurnkeyError(f"too many reports of this second in {folder}")


def _rename_new(source: Path, target: Path) -> bool:
    """Rename a file, unless the new name is taken. File systems without hard links reserve the name first."""
    try:
        os.link(source, target)
    except FileExistsError:
        return False
    except OSError:
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o644))
        except FileExistsError:
            return False
        os.replace(source, target)
    return True
