"""Whether what a cache holds of a script is still what the script would give: no torch is imported to tell."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from pathlib import Path

import turnkeyml
from turnkeyml.records import AnalysisOptions, Source, SourceFile
from turnkeyml.system.hashing import file_sha256

_EXPORTERS = ("torch", "onnx", "onnxscript", "onnx_ir")
_OWN = "turnkeyml"
_MAKERS = ("analysis", "export")
"""Packages of ours that decide which models are found, and what they become."""


@functools.cache
def fingerprint_versions() -> dict[str, str]:
    """Versions of what decides how an artifact looks."""
    return {name: _version(name) for name in (*_EXPORTERS, _OWN)}


def is_current(source: Source, script: Path, script_sha256: str, options: AnalysisOptions) -> bool:
    """Whether a build was made from these bytes, options, imported files, and versions of what made and is in it."""
    return (
        source.sha256 == script_sha256
        and source.options == options
        and fingerprint_versions().keys() <= source.fingerprint_versions.keys()
        and all(_version(name) == version for name, version in source.fingerprint_versions.items())
        and all(_unchanged(script.parent, imported) for imported in source.imported)
    )


def _unchanged(folder: Path, imported: SourceFile) -> bool:
    return file_sha256(folder / imported.path) == imported.sha256


@functools.cache
def _version(name: str) -> str:
    if name == _OWN:
        return f"{turnkeyml.__version__}+{_makers_digest()}"
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _makers_digest() -> str:
    """A digest of the code that makes artifacts: a checkout changes it without changing its version."""
    digest, root = hashlib.sha256(), Path(turnkeyml.__file__).parent
    for path in sorted(path for package in _MAKERS for path in (root / package).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
