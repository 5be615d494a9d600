"""Writes and reads files so that no reader ever sees a partly written one, not even after a `kill -9`."""

from __future__ import annotations

import contextlib
import fcntl
import filecmp
import json
import os
import re
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from turnkey_runner.contract import codec
from turnkeyml.cache.record_text import MAX_FILE_BYTES, check_size, decode_record
from turnkeyml.cache.refusals import as_cache_error, cache_errors
from turnkeyml.errors import CacheError
from turnkeyml.system.regular_files import find_link, open_below, open_regular, read_at_most

T = TypeVar("T")

TEMPORARY = ".tmp-"
_FICLONE = 0x40049409
"""From linux/fs.h; Python's fcntl module does not define it."""
_COPY_BYTES = 8 << 20
_MIN_FOLDED_ITEMS = 16
_MAX_REASON = 500
"""Characters of an error that may quote a record."""
_PLACEHOLDER = secrets.token_hex(16)
"""Stands for a list of numbers in the JSON text; random, so that no record contains it."""


def write_atomically(path: Path, content: bytes, *, cache: Path | None = None) -> None:
    """Write to a temporary file in the same folder, flush it to the disk, rename it. Raises `CacheError`.

    Nothing is written through a link below the folder `cache`.
    """
    refuse_links(cache or path.parent, path.parent)
    temporary = path.with_name(f"{TEMPORARY}{secrets.token_hex(6)}")
    try:
        try:
            _write(temporary, path, content)
        except FileNotFoundError:  # another run has removed the folder that this one has just created
            _write(temporary, path, content)
    except OSError as error:
        raise as_cache_error(error, "write", path) from error
    finally:
        with contextlib.suppress(OSError):  # a later run sweeps it
            temporary.unlink()


def _write(temporary: Path, path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(temporary, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync_folder(path.parent)


def refuse_links(cache: Path, path: Path) -> None:
    """Raise `CacheError` if a path below the folder `cache` leads through a link: it could lead anywhere."""
    link = find_link(cache, path)
    if link is not None:
        raise CacheError(f"{link} is a link", remedy="remove it: a cache has no links")


def write_record(path: Path, record: Any, *, cache: Path | None = None) -> None:
    """Write a dataclass as readable JSON, atomically. Raises `CacheError`, also for a record too long to be read."""
    content = _readable(codec.to_plain(record)).encode() + b"\n"
    remedy = "measure less: --min-time, --profile"
    if len(content) > MAX_FILE_BYTES:
        message = f"{path} would have {len(content)} bytes; at most {MAX_FILE_BYTES} are read"
        raise CacheError(message, remedy=remedy)
    try:
        check_size(content)
    except codec.ContractError as error:
        raise CacheError(f"{path} could not be read again: {error}", remedy=remedy) from error
    write_atomically(path, content, cache=cache)


def read_record(
    path: Path, kind: type[T], trim: Callable[[bytes], bytes] = lambda text: text, *, cache: Path | None = None
) -> T:
    """Read a dataclass from a file, after `trim` has shortened its text; no link below the folder `cache` is followed.

    Raises `CacheError` for a file that is missing, damaged, no regular file, or of another version.
    """
    try:
        with open_below(cache or path.parent, path) as file:
            text = read_at_most(file, MAX_FILE_BYTES)
        return decode_record(text, kind, trim)
    except OSError as error:
        raise CacheError(f"cannot read {path}: {error.strerror}") from error
    except codec.ContractError as error:
        raise CacheError(
            f"{path} is damaged or of another version: {str(error)[:_MAX_REASON]}", remedy="run again to replace it"
        ) from error


def _readable(plain: Any) -> str:
    """JSON with one line per field, and one line for all samples of a measurement."""
    lines: list[str] = []

    def fold(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: fold(item) for key, item in value.items()}
        if not isinstance(value, list):
            return value
        if len(value) < _MIN_FOLDED_ITEMS or not set(map(type, value)) <= {int}:
            return [fold(item) for item in value]
        lines.append(json.dumps(value))
        return f"{_PLACEHOLDER}{len(lines) - 1}"

    text = json.dumps(fold(plain), indent=1, allow_nan=False)
    return re.sub(rf'"{_PLACEHOLDER}(\d+)"', lambda match: lines[int(match[1])], text)


def move_into_place(source: Path, target: Path) -> None:
    """Move a finished folder to `target`; if that exists with the same files, keep it and remove `source`.

    Everyone may read the files afterwards, whatever the umask: a runner container has another user. Raises
    `CacheError`.
    """
    with cache_errors("write", target):
        _move_into_place(source, target)


def _move_into_place(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for folder in (target.parent.parent, target.parent, source):
        folder.chmod(folder.stat().st_mode | 0o555)
    for file in source.iterdir():
        file.chmod(0o644)
        with open(file, "rb") as descriptor:
            os.fsync(descriptor)
    while True:
        try:
            os.rename(source, target)
            break
        except OSError:
            if not target.is_dir():
                raise
        if _has_same_files(source, target):
            shutil.rmtree(source, ignore_errors=True)
            break
        remove_tree(target)
    sync_folder(target.parent)


def _has_same_files(source: Path, target: Path) -> bool:
    """Whether `target` has every file of `source`, byte by byte."""
    try:
        return all(
            not (target / file.name).is_symlink() and filecmp.cmp(file, target / file.name, shallow=False)
            for file in source.iterdir()
        )
    except OSError:
        return False


def move_file(source: Path, target: Path) -> None:
    """Move a finished file to `target`, in place of what is there, and make that durable. Raises `CacheError`."""
    with cache_errors("write", target):
        with open_regular(source) as file:
            os.fsync(file.fileno())
        os.replace(source, target)
        sync_folder(target.parent)


def copy_file(source: Path, target: Path, *, size_bytes: int) -> None:
    """Copy a regular file to a new one, as a reflink if the file system supports it. Raises `CacheError`."""
    try:
        with open_regular(source) as read, open(target, "xb") as written:
            if os.fstat(read.fileno()).st_size != size_bytes:
                raise CacheError(f"{source} has another size than when it was exported")
            try:
                fcntl.ioctl(written, _FICLONE, read.fileno())
            except OSError:
                shutil.copyfileobj(read, written, _COPY_BYTES)
    except OSError as error:
        raise as_cache_error(error, "copy", source) from error


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_tree(folder: Path) -> None:
    """Remove a folder. It is renamed first, so that no reader sees it partly removed. Raises `CacheError`."""
    with cache_errors("remove", folder):
        _remove_tree(folder)


def _remove_tree(folder: Path) -> None:
    doomed = folder.with_name(f"{TEMPORARY}{secrets.token_hex(6)}")
    try:
        os.rename(folder, doomed)
    except FileNotFoundError:
        return
    shutil.rmtree(doomed, ignore_errors=True)
