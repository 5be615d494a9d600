"""Checks and opens the files that a model's weights lie in: regular files of its own folder, reached without any link.

Where the model itself is a link, as in the caches of model hubs, its weights may be links into the same folder.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from turnkeyml.export.validator.refusal import Reason, Refusal, quote

_KEYS = ("location", "offset", "length", "checksum")
_MAX_LOCATION_BYTES = 4096
_MAX_LINKS = 10_000
"""Of the files beside a model that are looked at."""
_NUMBER = re.compile(r"[0-9]{1,19}")
_COPY = "copy the model with `cp -rL` and run the copy"


class DataFiles:
    """The files beside one model; each is opened once, however many tensors lie in it."""

    def __init__(self, model: Path) -> None:
        self._folder = model.parent
        self._linked_folder = linked_folder_of(model)
        self._sizes: dict[str, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The files that were found, relative to the model's folder."""
        return tuple(sorted(self._sizes))

    def check(self, entries: Sequence[tuple[str, str]], needed_bytes: int) -> None:
        """Check where a tensor of `needed_bytes` lies, by its keys and values. Raises `Refusal`."""
        keys = [key for key, _ in entries]
        for key in keys:
            if key not in _KEYS:
                raise Refusal(Reason.EXTERNAL_KEY, f"external_data has the unknown key {quote(key)}")
            if keys.count(key) > 1:
                raise Refusal(Reason.EXTERNAL_KEY, f"external_data has the key {quote(key)} twice")
        values = dict(entries)
        if "location" not in values:
            raise Refusal(Reason.EXTERNAL_TEXT, "external_data has no location")
        name = relative_location(values["location"])
        if name not in self._sizes:
            self._sizes[name] = _size_of_file(self._folder, name, self._linked_folder)
        offset = _number("offset", values.get("offset", "0"))
        length = _number("length", values["length"]) if "length" in values else self._sizes[name] - offset
        if offset + length > self._sizes[name] or length < 0:
            message = f"offset {offset:,} and length {length:,} are beyond the end of {quote(name)}"
            raise Refusal(Reason.EXTERNAL_RANGE, f"{message}, which has {self._sizes[name]:,} bytes")
        if length < needed_bytes or ("length" in values and length != needed_bytes):
            message = f"{quote(name)} has {length:,} bytes for it, and its dimensions need {needed_bytes:,}"
            raise Refusal(Reason.TENSOR_SIZE, message)


def _number(key: str, text: str) -> int:
    if not _NUMBER.fullmatch(text):
        raise Refusal(Reason.EXTERNAL_RANGE, f"the {key} {quote(text)} is not a number of bytes")
    return int(text)


def relative_location(location: str) -> str:
    """The location in its shortest form. Raises `Refusal` for one that may leave the model's folder."""
    if not location or len(location.encode()) > _MAX_LOCATION_BYTES or not location.isprintable():
        raise Refusal(Reason.EXTERNAL_TEXT, f"the location {quote(location)} is not a file name")
    parts = location.split("/")
    if location.startswith("/"):
        raise Refusal(Reason.EXTERNAL_OUTSIDE, f"the location {quote(location)} is absolute")
    if ".." in parts:
        raise Refusal(Reason.EXTERNAL_OUTSIDE, f"the location {quote(location)} leaves the model's folder")
    kept = [part for part in parts if part not in ("", ".")]
    if not kept or parts[-1] in ("", "."):
        raise Refusal(Reason.EXTERNAL_TEXT, f"the location {quote(location)} is not a file name")
    return "/".join(kept)


def open_data_file(folder: Path, name: str, linked_folder: Path | None) -> BinaryIO:
    """Open a regular file with one name below a folder, without following links. Raises `Refusal`.

    Only the file itself may be a link, and only one to a file in `linked_folder`.
    """
    with _find_file(folder, name, linked_folder) as (descriptor, last):
        try:
            opened = os.open(last, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=descriptor)
        except OSError as error:
            raise _missing(name, error) from None
    try:
        _check_plain(os.fstat(opened), name)
    except Refusal:
        os.close(opened)
        raise
    return os.fdopen(opened, "rb")


def linked_folder_of(model: Path) -> Path | None:
    """The folder that a model's own link leads to; None for a model that is no link.

    Caches of model hubs have links to files of one folder, whose names are digests.
    """
    return model.resolve().parent if model.is_symlink() else None


def linked_files(model: Path) -> tuple[Path, ...]:
    """The files that links beside a model lead to, in the folder that its own link leads to."""
    linked = linked_folder_of(model)
    if linked is None:
        return ()
    below = (Path(folder) / name for folder, _, names in os.walk(model.parent) for name in names)
    targets = (path.resolve() for path in itertools.islice(below, _MAX_LINKS) if path.is_symlink())
    return tuple(target for target in targets if target.parent == linked)


def _size_of_file(folder: Path, name: str, linked_folder: Path | None) -> int:
    """The size of a regular file with one name. Every folder on the way is opened without following links."""
    with _find_file(folder, name, linked_folder) as (descriptor, last):
        file = _open(last, descriptor, name)
        try:
            found = os.fstat(file)
        finally:
            os.close(file)
    _check_plain(found, name)
    return found.st_size


@contextlib.contextmanager
def _find_file(folder: Path, name: str, linked_folder: Path | None) -> Iterator[tuple[int, str]]:
    """A descriptor of the folder that a file lies in, and the file's name there."""
    *parents, last = name.split("/")
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for parent in parents:
            inner = _open(parent, descriptor, name)
            os.close(descriptor)
            descriptor = inner
        target = _link_target(folder / name) if linked_folder is not None else None
        if target is not None and target.parent == linked_folder:
            os.close(descriptor)
            descriptor, last = os.open(linked_folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC), target.name
        yield descriptor, last
    finally:
        os.close(descriptor)


def _link_target(path: Path) -> Path | None:
    """What a link leads to in the end; None for what is no link, and for a link in a circle."""
    try:
        return path.resolve(strict=True) if path.is_symlink() else None
    except (OSError, RuntimeError):
        return None


def _check_plain(found: os.stat_result, name: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise Refusal(Reason.EXTERNAL_NOT_A_FILE, f"{quote(name)} is not a regular file")
    if found.st_nlink != 1:
        message = f"{quote(name)} is a hard link to a file with {found.st_nlink} names; {_COPY}"
        raise Refusal(Reason.EXTERNAL_HARD_LINK, message)


def _missing(name: str, error: OSError) -> Refusal:
    return Refusal(Reason.EXTERNAL_MISSING, f"its data file {quote(name)} cannot be opened: {error.strerror}")


def _open(part: str, folder: int, name: str) -> int:
    """A descriptor that can only be asked what it is: opening a FIFO or a device in another way has effects."""
    try:
        descriptor = os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        raise _missing(name, error) from None
    if stat.S_ISLNK(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        where = quote(name) if part == name else f"{quote(part)} in {quote(name)}"
        raise Refusal(Reason.EXTERNAL_LINK, f"{where} is a symbolic link; {_COPY}")
    return descriptor
