"""Whether a cached build is still what its script would give; answered without importing torch."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from pathlib import Path

import turnkeyml
from turnkeyml.records import AnalysisOptions, Source, SourceFile
from turnkeyml.system.hashing import file_sha256

_EXPORTER_PACKAGES = ("torch", "onnx", "onnxscript", "onnx_ir")
_TURNKEY = "turnkeyml"
_HASHED_PACKAGES = ("analysis", "export")
"""turnkey's packages that decide which invocations are found, and what their artifacts look like."""


@functools.cache
def fingerprint_versions() -> dict[str, str]:
    """The versions of everything that decides what an artifact looks like."""
    return {name: _version(name) for name in (*_EXPORTER_PACKAGES, _TURNKEY)}


def is_current(source: Source, script: Path, script_sha256: str, options: AnalysisOptions) -> bool:
    """Whether a build's script, options, imported files, and the versions of exporters and packages are unchanged."""
    return (
        source.sha256 == script_sha256
        and source.options == options
        and fingerprint_versions().keys() <= source.fingerprint_versions.keys()
        and all(_version(name) == version for name, version in source.fingerprint_versions.items())
        and all(_is_unchanged(script.parent, imported) for imported in source.imported)
    )


def _is_unchanged(folder: Path, imported: SourceFile) -> bool:
    return file_sha256(folder / imported.path) == imported.sha256


@functools.cache
def _version(name: str) -> str:
    if name == _TURNKEY:
        return f"{turnkeyml.__version__}+{_code_digest()}"
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _code_digest() -> str:
    """A digest of turnkey's own exporting code: in a checkout, it changes without a new version."""
    digest, root = hashlib.sha256(), Path(turnkeyml.__file__).parent
    for path in sorted(path for package in _HASHED_PACKAGES for path in (root / package).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
