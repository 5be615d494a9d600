"""Signs a whole cache, and tells what differs from what was signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from turnkeyml.cache import layout, manifest, ssh_signature
from turnkeyml.cache.atomic_files import write_atomically
from turnkeyml.cache.in_use_lock import hold_shared
from turnkeyml.cache.marker import check_format
from turnkeyml.cache.ssh_signature import SUFFIX
from turnkeyml.errors import CacheError

NAMESPACE = "turnkey-cache-1"
"""Part of what is signed: a signature of anything else, for example of a report, is none of a cache."""


@dataclass(frozen=True, kw_only=True)
class SignedCache:
    """A cache whose signature is valid."""

    signer: str
    files: int
    differences: Iterator[str]
    """One line for each file that differs from the signed one."""


def sign_cache(cache: Path, key: Path) -> int:
    """Write `MANIFEST` and its signature into a cache, and return how many files it has. Raises `TurnkeyError`."""
    check_format(cache)
    try:
        with ExitStack() as stack:
            lock = stack.enter_context(hold_shared(cache / layout.LOCK))
            if lock is None:
                raise CacheError(f"the cache {cache} cannot be written", remedy="sign a copy of it")
            if not stack.enter_context(lock.is_exclusive()):
                raise CacheError(f"a run is using the cache {cache}", remedy="sign it when the run has ended")
            digests = manifest.compute_manifest(cache)
            content = manifest.encode_manifest(digests)
            signature = ssh_signature.sign(content, key, NAMESPACE)
            write_atomically(cache / f"{manifest.MANIFEST}{SUFFIX}", signature)
            write_atomically(cache / manifest.MANIFEST, content)
    except OSError as error:
        raise CacheError(f"cannot sign {cache}: {error.strerror}", remedy="check its permissions") from error
    return len(digests)


def verify_cache(cache: Path, signers: Path) -> SignedCache:
    """Check a cache's signature; its files are read when the differences are.

    Raises `SignatureError` for a signature that is not valid, `CacheError` where there is none. Nothing of the cache is
    written, executed or believed before.
    """
    path = cache / manifest.MANIFEST
    check_format(cache)
    if not path.is_symlink() and not path.exists():
        raise CacheError(f"the cache {cache} is not signed", remedy="`turnkey sign -d CACHE --key FILE` signs it")
    content = manifest.read_regular(path, manifest.MAX_MANIFEST_BYTES)
    signature = manifest.read_regular(path.with_name(path.name + SUFFIX), manifest.MAX_SIGNATURE_BYTES)
    signer = ssh_signature.verify(content, signature, signers, NAMESPACE)
    digests = manifest.decode_manifest(content)
    return SignedCache(signer=signer, files=len(digests), differences=manifest.find_differences(cache, digests))
