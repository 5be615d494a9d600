"""Checks the files that a model's weights lie in: regular files of its own folder, reached without any link."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from turnkeyml.export.validator.refusal import Reason, Refusal, quote

_KEYS = ("location", "offset", "length", "checksum")
_MAX_LOCATION_BYTES = 4096
_NUMBER = re.compile(r"[0-9]{1,19}")
_COPY = "copy the model with `cp -rL` and run the copy"


class DataFiles:
    """The files beside one model; each is opened once, however many tensors lie in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
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
        name = _relative(values["location"])
        if name not in self._sizes:
            self._sizes[name] = _size_of_file(self._folder, name)
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


def _relative(location: str) -> str:
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


def _size_of_file(folder: Path, name: str) -> int:
    """The size of a regular file with one name. Every folder on the way is opened without following links."""
    *parents, last = name.split("/")
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        for parent in parents:
            inner = _open(parent, descriptor, name)
            os.close(descriptor)
            descriptor = inner
        file = _open(last, descriptor, name)
        try:
            found = os.fstat(file)
        finally:
            os.close(file)
    finally:
        os.close(descriptor)
    if not stat.S_ISREG(found.st_mode):
        raise Refusal(Reason.EXTERNAL_NOT_A_FILE, f"{quote(name)} is not a regular file")
    if found.st_nlink != 1:
        message = f"{quote(name)} is a hard link to a file with {found.st_nlink} names; {_COPY}"
        raise Refusal(Reason.EXTERNAL_HARD_LINK, message)
    return found.st_size


def _open(part: str, folder: int, name: str) -> int:
    """A descriptor that can only be asked what it is: opening a FIFO or a device in another way has effects."""
    try:
        descriptor = os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        message = f"its data file {quote(name)} cannot be opened: {error.strerror}"
        raise Refusal(Reason.EXTERNAL_MISSING, message) from None
    if stat.S_ISLNK(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        where = quote(name) if part == name else f"{quote(part)} in {quote(name)}"
        raise Refusal(Reason.EXTERNAL_LINK, f"{where} is a symbolic link; {_COPY}")
    return descriptor
