"""Finds the files and folders that a script reads or looks for: a build depends on them as it does on the script."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from turnkeyml.analysis import source_digests
from turnkeyml.analysis.frame_owner import (
    Owner,
    caller,
    find_owner,
    is_being_imported,
    is_import_system,
    is_installed,
    stable_folders,
)
from turnkeyml.records import SourceFile
from turnkeyml.system import path_state

MAX_FILES = 20_000
"""A script that reads more is built at each run: a record of all of them would be larger than its artifact."""
_COMPILED = (".pyc", ".so")
"""What Python makes of sources, and native modules, which are installed."""
_SEARCHES_FOR_CODE = {"importlib.metadata", "inspect", "linecache", "pkgutil"}
"""Modules that go through the folders of `sys.path`, and look for the source of any code."""
_OF_THE_KERNEL = ("/proc/", "/sys/", "/dev/", "/run/")
_OF_THE_SYSTEM = (*_OF_THE_KERNEL, "/bin/", "/etc/", "/lib/", "/lib64/", "/opt/", "/usr/", "/var/")
"""Where packages look for what the machine is: no part of a model."""


@dataclass(kw_only=True)
class _Access:
    """A path that was read or looked for, as it was at the first time."""

    kind: str
    listing: str | None
    """The digest of the names in a folder that was listed."""
    is_relative: bool
    """Whether it was found from the working folder that the script was started in."""
    is_read: bool = False
    """Whether more was asked for than whether it is there."""


@dataclass(kw_only=True)
class _Recorder:
    """What the script's process has done since it was started."""

    working: str = ""
    scripts_folder: str = ""
    """The real one: paths are recorded relative to it."""
    roots: tuple[str, ...] = ()
    """Where what a package reads is the script's: the folder of the script, and the working folder."""
    temporary: str = ""
    accesses: dict[str, _Access] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    is_active: bool = False


_recorder = _Recorder()


def start(script: Path) -> None:
    """Record from now on. `script` is an absolute path."""
    global _recorder
    working, folder = _cwd() or os.sep, os.path.realpath(script.parent)
    _recorder = _Recorder(
        working=working,
        scripts_folder=folder,
        roots=tuple({root + os.sep for root in (folder, str(script.parent), working) if root != os.sep}),
        temporary=os.path.realpath(tempfile.gettempdir()) + os.sep,
        is_active=True,
    )
    if os.stat.__module__ != __name__:
        _replace_stat(os.stat)


def stop() -> None:
    """Record no more: what follows is turnkey's own work."""
    _recorder.is_active = False


def record_open(path: object, mode: object, flags: object) -> None:
    """Record a file that is opened, with the arguments of CPython's audit event `open`."""
    if not _recorder.is_active or not isinstance(path, str | bytes):
        return  # a descriptor of a file that was opened before
    if isinstance(mode, str):
        reads = not set(mode) & set("wax+")
    else:
        reads = isinstance(flags, int) and flags & os.O_ACCMODE == os.O_RDONLY
    name = os.fsdecode(path)
    if name.endswith(_COMPILED):
        return
    if reads:
        _record(name, caller(2), is_read=True)
    else:
        _recorder.written.add(os.path.join(_cwd(), name))


def record_listing(path: object) -> None:
    """Record a folder whose names are read, with the argument of the audit events `os.listdir` and `os.scandir`."""
    if _recorder.is_active and (path is None or isinstance(path, str | bytes | os.PathLike)):
        _record(os.fsdecode(path) if path is not None else ".", caller(2), is_read=True, is_listing=True)


def _replace_stat(original: Callable[..., os.stat_result]) -> None:
    """Record the paths that are looked for: `os.path.exists`, `Path.is_file` and native code ask `os.stat` first."""

    def stat(path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        if _recorder.is_active and dir_fd is None and isinstance(path, str | bytes | os.PathLike):
            _record(os.fsdecode(path), caller(1), is_read=False)
        return original(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    stat.__doc__ = original.__doc__
    for functions in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
        if original in functions:
            functions.add(stat)
    os.stat = stat


def _record(name: str, frame: FrameType | None, *, is_read: bool, is_listing: bool = False) -> None:
    folder = _cwd()
    path = os.path.normpath(os.path.join(folder, name))
    known = _recorder.accesses.get(path)
    if known is not None and known.is_read >= is_read and (known.listing is not None or not is_listing):
        return
    if path in _recorder.written or not folder or _is_ignored(path):
        return
    if is_import_system(frame) and (is_listing or path.endswith(".py")):
        return  # the modules that it finds are known from what was executed
    owner, frames = find_owner(frame)
    if owner is Owner.PACKAGE and not _counts_for_packages(path, is_read):
        return
    if (is_listing or not is_read) and _is_search_for_code(owner, frames):
        return
    if known is None:
        known = _recorder.accesses[path] = _Access(
            kind=path_state.kind_of(path),
            listing=None,
            is_relative=not os.path.isabs(name) and folder == _recorder.working,
        )
        source_digests.record_opened(path)
    known.is_read |= is_read or owner is Owner.PACKAGE  # native code reads what a package looks for
    if is_listing and known.listing is None:
        known.listing = path_state.MISSING  # listing it here is such an event, too
        known.listing = path_state.listing_digest(path)


def _is_search_for_code(owner: Owner, frames: list[FrameType]) -> bool:
    """Whether a folder or file is looked at for what could be imported or printed in a traceback, or by an import."""
    names = {str(frame.f_globals.get("__name__")) for frame in frames}
    return bool(names & _SEARCHES_FOR_CODE) or (owner is Owner.PACKAGE and is_being_imported(frames))


def _is_ignored(path: str) -> bool:
    """Whether a path is not the user's: of the kernel, of this process, or of an installed package."""
    if path.startswith((*_OF_THE_KERNEL, _recorder.temporary)) or is_installed(path):
        return True
    return (path + os.sep).startswith(stable_folders()) or "__pycache__" in path.split(os.sep)


def _counts_for_packages(path: str, is_read: bool) -> bool:
    """Whether a package that reads this path does so for the script.

    Hidden folders hold caches of models that are downloaded by name, and settings of tools.
    """
    for root in _recorder.roots:
        if (path + os.sep).startswith(root):
            return not _has_hidden_folder(path[len(root) :])
    return is_read and not path.startswith(_OF_THE_SYSTEM) and not _has_hidden_folder(path)


def _has_hidden_folder(path: str) -> bool:
    return any(part.startswith(".") for part in path.split(os.sep)[:-1])


def dependencies() -> list[SourceFile]:
    """What was read and looked for, in the state that it had then."""
    found = {
        dependency.base + dependency.path: dependency
        for path, access in _recorder.accesses.items()
        for dependency in _dependencies_of(path, access)
    }
    if len(found) > MAX_FILES:
        return [SourceFile(path=".", sha256=source_digests.CHANGED)]
    return [found[key] for key in sorted(found)]


def _dependencies_of(path: str, access: _Access) -> list[SourceFile]:
    base: Literal["script", "working"] = "script"
    shown = relative_to_script(path)
    if access.is_relative or _is_only_below_working_folder(path):
        base, shown = "working", os.path.relpath(path, _recorder.working)
    found = [SourceFile(path=shown, sha256=_digest(path, access), base=base)]
    if access.listing is not None:
        found.append(SourceFile(path=shown + os.sep, sha256=access.listing, base=base))
    return found


def _is_only_below_working_folder(path: str) -> bool:
    """Whether an absolute path was made from the working folder, as far as one can see."""
    working = _recorder.working + os.sep
    return working != 2 * os.sep and path.startswith(working) and not path.startswith(_recorder.scripts_folder + os.sep)


def from_working_folder(path: str) -> str:
    """An absolute path, of one that may be relative to the working folder that the script was started in."""
    return os.path.join(_recorder.working, path)


def relative_to_script(path: str) -> str:
    """A path as a record has it: relative to the real folder of the script."""
    return os.path.relpath(path, _recorder.scripts_folder)


def _digest(path: str, access: _Access) -> str:
    kind = path_state.kind_of(path)
    if kind != access.kind:
        return source_digests.CHANGED
    if kind != path_state.FILE:
        return kind
    digest = source_digests.recorded_digest(path)
    is_only_looked_for = digest == source_digests.CHANGED and not access.is_read
    return path_state.FILE if is_only_looked_for else digest


def _cwd() -> str:
    """The working folder; empty where it was removed, so that nothing is found there."""
    try:
        return os.getcwd()
    except OSError:
        return ""
