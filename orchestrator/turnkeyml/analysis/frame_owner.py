"""Whose code runs: the script's own, that of an installed package, or Python's import system."""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
from enum import Enum, auto
from pathlib import Path
from types import FrameType

import turnkey_runner
import turnkeyml


class Owner(Enum):
    """Who has asked for something."""

    SCRIPT = auto()
    """The script, or a module of its own."""
    PACKAGE = auto()
    """An installed package, for its own purposes or with a name that the script gave it."""


def find_owner(frame: FrameType | None) -> tuple[Owner, list[FrameType]]:
    """Who asks in `frame`, with the frames from there to the owner's.

    The standard library and turnkey's own functions act for their callers; so does code without a file, which
    `dataclasses` and `namedtuple` generate.
    """
    passed: list[FrameType] = []
    while frame is not None:
        passed.append(frame)
        owner = _owner_of_file(frame.f_code.co_filename)
        if owner is not None:
            return owner, passed
        frame = frame.f_back
    return Owner.PACKAGE, passed


def is_import_system(frame: FrameType | None) -> bool:
    """Whether Python's import system asks."""
    return frame is not None and frame.f_code.co_filename.startswith("<frozen importlib")


def is_being_imported(passed: list[FrameType]) -> bool:
    """Whether the package of these frames is only just imported: then it reads its own settings."""
    frame = passed[-1] if passed else None
    while frame is not None and _owner_of_file(frame.f_code.co_filename) is not Owner.SCRIPT:
        if is_import_system(frame):
            return True
        frame = frame.f_back
    return False


@functools.cache
def _owner_of_file(file: str) -> Owner | None:
    """None for code that acts for its caller."""
    if file.startswith("<"):
        return None
    if is_installed(file):
        return Owner.PACKAGE
    return None if os.path.realpath(file).startswith(stable_folders()) else Owner.SCRIPT


def is_installed(file: str) -> bool:
    """Whether a file belongs to an installed package, in whatever environment."""
    return "site-packages" in file or "dist-packages" in file


@functools.cache
def stable_folders() -> tuple[str, ...]:
    """The folders of the standard library, of installed packages and of turnkey.

    `sys.prefix` as a whole is not one of them: below /usr, a user may have files in /usr/src.
    """
    packages = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    turnkey = {str(Path(module.__file__ or "").parent) for module in (turnkeyml, turnkey_runner)}
    return tuple(os.path.realpath(folder) + os.sep for folder in packages | turnkey)


def is_stable(file: str) -> bool:
    """Whether a file is of the standard library, of an installed package or of turnkey: versions stand for it."""
    return is_installed(file) or os.path.realpath(file).startswith(stable_folders())


def caller(depth: int) -> FrameType | None:
    """The frame `depth` levels above the caller of this function; None where there is none."""
    try:
        return sys._getframe(depth + 1)
    except ValueError:
        return None
