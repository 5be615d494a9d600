"""Signs a report's file: the signature is a file of its own beside it."""

from __future__ import annotations

from pathlib import Path

from turnkeyml.cache import ssh_signature
from turnkeyml.cache.atomic_files import write_atomically
from turnkeyml.cache.ssh_signature import SUFFIX
from turnkeyml.errors import TurnkeyError

NAMESPACE = "turnkey-report-1"


def sign_report(report: Path, key: Path) -> Path:
    """Write the signature of a file, and return its path. Raises `TurnkeyError`."""
    path = report.with_name(report.name + SUFFIX)
    write_atomically(path, ssh_signature.sign(_read(report), key, NAMESPACE))
    return path


def verify_report(report: Path, signers: Path) -> str:
    """The signer's name. Raises `SignatureError` for a file that is not as it was signed, `TurnkeyError`."""
    signature = report.with_name(report.name + SUFFIX)
    if not signature.exists():
        raise TurnkeyError(f"{report} is not signed", remedy=f"`turnkey sign {report} --key FILE` signs it")
    return ssh_signature.verify(_read(report), _read(signature), signers, NAMESPACE)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TurnkeyError(f"cannot read {path}: {error.strerror}", remedy="check the path") from error
