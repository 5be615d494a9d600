"""Signs and verifies content with the user's SSH key, by `ssh-keygen -Y` of OpenSSH."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from turnkeyml.errors import TurnkeyError

SUFFIX = ".sig"
_TIMEOUT_S = 600.0
"""The user may have to type a passphrase or touch a key."""
_INSTALL = "install OpenSSH: `apt install openssh-client` or `brew install openssh`"
_KEY_TYPES = ("ssh-", "ecdsa-", "sk-")
_MAX_SIGNERS_BYTES = 1 << 20


class SignatureError(Exception):
    """A signature that does not belong to the content, or is of a key that is not among the signers: a finding."""


def sign(content: bytes, key: Path, namespace: str) -> bytes:
    """A signature of the content. The namespace says what it is, so that it is valid for nothing else.

    `key` is a private key, or a public one whose private half the agent has. Raises `TurnkeyError`.
    """
    key = key.expanduser()
    if not key.is_file():
        raise TurnkeyError(f"there is no key {key}", remedy="create one with `ssh-keygen -t ed25519`, or give --key")
    done = _run(["-Y", "sign", "-q", "-f", str(key.absolute()), "-n", namespace], content)
    if done.returncode != 0:
        raise TurnkeyError(f"cannot sign with {key}: {_reason(done)}", remedy="see `ssh-keygen -y -f KEY`")
    return done.stdout


def verify(content: bytes, signature: bytes, signers: Path, namespace: str) -> str:
    """The name of the signer, as the file of signers has it.

    `signers` has the format of `ALLOWED SIGNERS` in ssh-keygen(1), or is a public key. Raises `SignatureError`.
    """
    with tempfile.TemporaryDirectory(prefix="turnkey-signature-") as folder:
        allowed, signature_file = Path(folder, "signers"), Path(folder, "signature")
        allowed.write_bytes(_as_allowed_signers(signers))
        signature_file.write_bytes(signature)
        files = ["-f", str(allowed), "-s", str(signature_file)]
        found = _run(["-Y", "find-principals", *files], b"")
        names = found.stdout.decode(errors="replace").splitlines()
        if found.returncode != 0 or not names:
            raise SignatureError(f"the signature is not of a key in {signers}; {_reason(found)}")
        for name in names:
            done = _run(["-Y", "verify", *files, "-n", namespace, "-I", name], content)
            if done.returncode == 0:
                return name
    raise SignatureError(f"the signature is not of this content; {_reason(done)}")


def _as_allowed_signers(path: Path) -> bytes:
    """The file's lines; a public key gets its comment as the signer's name."""
    try:
        with open(path.expanduser(), "rb") as file:
            lines = file.read(_MAX_SIGNERS_BYTES).decode(errors="replace").splitlines()
    except OSError as error:
        raise TurnkeyError(f"cannot read {path}: {error.strerror}", remedy="give the signers' file or key") from error
    allowed = []
    for line in lines:
        words = line.split()
        is_key = len(words) > 1 and words[0].startswith(_KEY_TYPES)
        allowed.append(f"{words[2] if len(words) > 2 else 'signer'} {words[0]} {words[1]}" if is_key else line)
    return ("\n".join(allowed) + "\n").encode()


def _run(arguments: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise TurnkeyError("signatures need ssh-keygen, which is not installed", remedy=_INSTALL)
    try:
        return subprocess.run(
            [program, *arguments], input=content, capture_output=True, timeout=_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise TurnkeyError(f"ssh-keygen cannot be run: {error}", remedy=_INSTALL) from error


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else f"ssh-keygen ended with status {done.returncode}"
