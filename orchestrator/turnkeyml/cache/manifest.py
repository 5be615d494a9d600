"""The manifest of a cache: the SHA-256 of each of its files, in the format of `sha256sum`.

It has every file but those that are computed from others (the SQLite tables), locks, and what is being written. No link
is followed: a link, a pipe or a device in a cache is a problem.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from turnkeyml.cache import layout, origin
from turnkeyml.cache.atomic_files import TEMPORARY
from turnkeyml.cache.ssh_signature import SUFFIX
from turnkeyml.errors import CacheError

MANIFEST = "MANIFEST"
MAX_MANIFEST_BYTES = 1 << 28
MAX_SIGNATURE_BYTES = 1 << 16
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\x7f\\]+)")
_TABLES = "|".join(Path(name).stem for name in (layout.INDEX, layout.DERIVED))
_NOT_SIGNED = re.compile(
    rf"(?:{_TABLES})(?:\.[0-9a-f]+)?\.sqlite(?:-wal|-shm|-journal)?"
    rf"|{re.escape(origin.SEAL)}|{re.escape(layout.LOCK)}(?:-gate)?|{MANIFEST}(?:{re.escape(SUFFIX)})?"
)
"""Names in the folder of the cache itself."""


def compute_manifest(cache: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path. Raises `CacheError` for what is no regular file or has no plain name."""
    digests: dict[str, str] = {}
    for path, digest in _walk(cache):
        if digest is None:
            raise CacheError(f"{cache / path} is not a regular file", remedy="remove it, then sign again")
        if _LINE.fullmatch(f"{digest}  {path}") is None:
            raise CacheError(f"the name of {cache / path} cannot be signed", remedy="rename or remove it")
        digests[path] = digest
    return digests


def encode_manifest(digests: Mapping[str, str]) -> bytes:
    """The manifest's bytes: the same for the same files."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def decode_manifest(content: bytes) -> dict[str, str]:
    """Read a manifest that `encode_manifest` wrote. Raises `CacheError` for any other one."""
    try:
        lines = [_LINE.fullmatch(line) for line in content.decode().splitlines()]
    except UnicodeDecodeError as error:
        raise CacheError(f"{MANIFEST} is damaged", remedy="sign the cache again") from error
    digests = {line[2]: line[1] for line in lines if line is not None}
    if encode_manifest(digests) != content:
        raise CacheError(f"{MANIFEST} is damaged", remedy="sign the cache again")
    return digests


def find_differences(cache: Path, signed: Mapping[str, str]) -> Iterator[str]:
    """One line for each file that was changed, added or removed since the manifest was made."""
    found: set[str] = set()
    for path, digest in _walk(cache):
        found.add(path)
        if path not in signed:
            yield f"{cache / path} was added after the cache was signed"
        elif digest is None:
            yield f"{cache / path} is not a regular file"
        elif digest != signed[path]:
            yield f"{cache / path} is not the file that was signed (SHA-256 differs)"
    for path in sorted(set(signed) - found):
        yield f"{cache / path} was removed after the cache was signed"


def read_regular(path: Path, max_bytes: int) -> bytes:
    """Read a file of at most that size; a link is not followed. Raises `CacheError`."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise CacheError(f"{path} is not a regular file", remedy="sign the cache again")
            content = file.read(max_bytes + 1)
    except OSError as error:
        raise CacheError(f"cannot read {path}: {error.strerror}") from error
    if len(content) > max_bytes:
        raise CacheError(f"{path} has more than {max_bytes} bytes", remedy="sign the cache again")
    return content


def read_tail(path: Path, size_bytes: int) -> str:
    """The end of a file of a cache, for people; a link is not followed, and what cannot be read is a sentence."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                return "not a regular file"
            file.seek(max(0, found.st_size - size_bytes))
            return file.read(size_bytes).decode(errors="replace")
    except OSError as error:
        return f"cannot be read: {error.strerror}"


def _walk(cache: Path) -> Iterator[tuple[str, str | None]]:
    """Each file's path in the cache and its SHA-256; None for what is no regular file."""

    def fail(error: OSError) -> None:
        raise CacheError(f"cannot read {error.filename}: {error.strerror}", remedy="check its permissions") from error

    # Entries are opened relative to the folder that was listed: none is replaced by a link in between.
    for folder, folders, files, descriptor in os.fwalk(cache, onerror=fail):
        prefix = os.path.relpath(folder, cache)
        prefix = "" if prefix == "." else f"{prefix}/"
        if not prefix:
            folders[:] = [name for name in folders if name != layout.STAGING]
            files = [name for name in files if _NOT_SIGNED.fullmatch(name) is None]
        folders[:] = sorted(name for name in folders if not name.startswith(TEMPORARY))
        links = [name for name in folders if _is_link(name, descriptor)]
        for name in sorted([*files, *links]):
            if not name.startswith(TEMPORARY):
                yield f"{prefix}{name}", _digest(name, descriptor)


def _is_link(name: str, folder: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode)


def _digest(name: str, folder: int) -> str | None:
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return hashlib.file_digest(file, "sha256").hexdigest()
