"""Whether a cached build is still what its script would give; answered without importing torch."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import turnkeyml
from turnkeyml.records import AnalysisOptions, Source, SourceFile
from turnkeyml.system.environment import digests_of
from turnkeyml.system.importable import absent_modules, local_modules
from turnkeyml.system.path_state import MISSING, is_unchanged
from turnkeyml.worker.dependencies import package_versions
from turnkeyml.worker.messages import Analyzed

_EXPORTER_PACKAGES = ("torch", "onnx", "onnxscript", "onnx_ir")
_TURNKEY = "turnkeyml"
_HASHED_PACKAGES = ("analysis", "export")
"""turnkey's packages that decide which invocations are found, and what their artifacts look like."""


@functools.cache
def fingerprint_versions() -> dict[str, str]:
    """The versions of everything that decides what an artifact looks like."""
    return {name: _version(name) for name in (*_EXPORTER_PACKAGES, _TURNKEY)}


def describe_inputs(event: Analyzed, script_folder: Path) -> dict[str, Any]:
    """What an analysis has read, as the fields of a `Source`."""
    absent = tuple(SourceFile(path=path, sha256=MISSING) for path in absent_modules(script_folder, event.modules))
    return {
        "imported": (*event.imported, *(one for one in absent if one not in event.imported)),
        "environment": event.environment,
        "local_modules": local_modules(script_folder),
        "fingerprint_versions": package_versions(event.modules) | fingerprint_versions(),
    }


def is_current(
    source: Source,
    script: Path,
    script_sha256: str,
    options: AnalysisOptions,
    environment: Mapping[str, str],
) -> bool:
    """Whether a build's script, options, and all that the script read are unchanged, and the versions of packages.

    `environment` is the one that the script would be started with.
    """
    return (
        source.sha256 == script_sha256
        and source.options == options
        and fingerprint_versions().keys() <= source.fingerprint_versions.keys()
        and all(_version(name) == version for name, version in source.fingerprint_versions.items())
        and digests_of(environment, source.environment) == source.environment
        and local_modules(script.parent) == source.local_modules
        and all(_is_unchanged(script.parent, imported) for imported in source.imported)
    )


def _is_unchanged(script_folder: Path, imported: SourceFile) -> bool:
    folder = script_folder if imported.base == "script" else Path.cwd()
    return is_unchanged(os.path.join(folder, imported.path), imported.sha256)


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
