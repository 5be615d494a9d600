"""Opens artifacts: only inside the volume, and only if size and hash are those of the export."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from pathlib import Path, PurePosixPath

import numpy as np

from turnkey_runner.contract import FileDigest, Kind, TensorSpec
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.stored_values import Value, is_constant, read_value

_CHUNK_BYTES = 1 << 20


def open_artifact(volume: Path, relative: str, files: tuple[FileDigest, ...]) -> Path:
    """Return the artifact's folder after verifying size and SHA-256 of each file.

    Raises `JobError` for a path outside of the volume, a link, a missing file and a file that differs from the export.
    """
    folder = _inside(volume, relative)
    for file in files:
        _verify(folder, file)
    return folder


def find_folder(volume: Path, relative: str) -> Path | None:
    """Return the folder that `open_artifact` would open, if it is a folder inside the volume."""
    try:
        return _inside(volume, relative)
    except JobError:
        return None


def read_tensors(path: Path, specs: tuple[TensorSpec, ...]) -> list[Value]:
    """Read values that are stored by position, in the order of `specs` (bfloat16 as uint16)."""
    with np.load(path, allow_pickle=False) as archive:
        return [read_value(archive, str(index), spec.dtype) for index, spec in enumerate(specs)]


def find_constants(path: Path, specs: tuple[TensorSpec, ...]) -> tuple[str, ...]:
    """Return the names of stored tensors with several elements that are all equal."""
    pairs = zip(specs, read_tensors(path, specs), strict=True)
    return tuple(spec.name for spec, value in pairs if is_constant(value))


def prepare_reading() -> None:
    """Read an archive once: numpy imports modules on the first read, which forked processes then inherit."""
    stored = io.BytesIO()
    np.savez(stored, np.zeros(1))
    stored.seek(0)
    with np.load(stored, allow_pickle=False) as archive:
        archive["arr_0"]


def _inside(volume: Path, relative: str) -> Path:
    parts = PurePosixPath(relative).parts
    if not parts or relative.startswith("/") or ".." in parts or "\0" in relative:
        raise JobError(Kind.BAD_JOB, f"the artifact's path {relative!r} leaves the volume")
    folder = volume
    for part in parts:
        folder = folder / part
        if folder.is_symlink():
            raise JobError(Kind.BAD_JOB, f"{relative!r} is reached through a link")
    if not folder.is_dir():
        raise JobError(
            Kind.BAD_JOB, f"the volume has no artifact {relative!r}", "export it again with --rebuild always"
        )
    return folder


def _verify(folder: Path, file: FileDigest) -> None:
    if "/" in file.path or file.path in ("", ".", ".."):
        raise JobError(Kind.BAD_JOB, f"{file.path!r} is not a file name")
    remedy = "export it again with --rebuild always"
    try:
        descriptor = os.open(folder / file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise JobError(Kind.BAD_JOB, f"cannot open {file.path}: {error.strerror}", remedy) from error
    with os.fdopen(descriptor, "rb") as opened:
        status = os.fstat(opened.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            raise JobError(Kind.BAD_JOB, f"{file.path} is not a plain file with one name")
        digest = hashlib.sha256()
        while chunk := opened.read(_CHUNK_BYTES):
            digest.update(chunk)
    if status.st_size != file.size_bytes or digest.hexdigest() != file.sha256:
        raise JobError(Kind.DIGEST_MISMATCH, f"{file.path} is not the file that was exported (SHA-256 differs)", remedy)
