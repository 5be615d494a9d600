"""A key that only this user of this machine has: it tells what turnkey wrote here from what came from elsewhere."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import secrets
import stat
from pathlib import Path

from turnkeyml.system import paths

_KEY_BYTES = 32
_SEAL_BYTES = 16


def seal(*parts: str) -> str:
    """A digest of texts that cannot be computed without the user's key."""
    digest = hashlib.blake2b(key=_key(_path()), digest_size=_SEAL_BYTES)
    for part in parts:
        content = part.encode(errors="surrogatepass")
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()


def is_kept() -> bool:
    """Whether another process of this user has the same key: where it cannot be kept, each process has its own."""
    try:
        return _key(_path()) == _read(_path())
    except OSError:
        return False


def _path() -> Path:
    return paths.cache_root() / "key"


@functools.cache
def _key(path: Path) -> bytes:
    """The user's key, made at its first use; where it cannot be kept, one of this process."""
    try:
        return _read(path) or _create(path)
    except OSError:
        return secrets.token_bytes(_KEY_BYTES)


def _read(path: Path) -> bytes | None:
    """The key, or None where there is none. A file that others can read or have written is no secret."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        is_own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
        key = file.read(_KEY_BYTES + 1) if is_own else b""
    if len(key) != _KEY_BYTES:
        raise PermissionError(f"{path} is not a key of this user")
    return key


def _create(path: Path) -> bytes:
    """Create the key under a temporary name and link it: of two processes that create it, both use the first one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".key-{secrets.token_hex(6)}")
    try:
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return _read(path) or secrets.token_bytes(_KEY_BYTES)
