"""The names of an input's builds: unique in the cache, and the same at the next run."""

from __future__ import annotations

import hashlib
from pathlib import Path

from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.inputs.resolve import Input
from turnkeyml.records import AnalysisOptions
from turnkeyml.system.hashing import file_sha256


def script_build_name(source: Input, analysis: AnalysisOptions) -> str:
    """The name of the build of a script as a whole."""
    return _name(source, _hash8((str(source.path.absolute()), analysis)))


def invocation_build_name(source: Input, analysis: AnalysisOptions, hash8: str, store: Store, sha256: str) -> str:
    """The name of an invocation's build. Where a build of another input has it, the hash is disambiguated.

    It then includes the name of the script's folder, which is the same on another machine, and only where that
    name is taken as well, the whole path. `sha256` is that of the input.
    """
    path = str(source.path.absolute())
    for place in (Path(path).parent.name, path):
        if _is_free(_name(source, hash8), path, analysis, store, sha256):
            break
        hash8 = _hash8((hash8, place, analysis.script_args))
    return _name(source, hash8)


def _is_free(name: str, path: str, analysis: AnalysisOptions, store: Store, sha256: str) -> bool:
    """Whether no build has a name, or only one of this input, or of an input that has changed since."""
    try:
        existing = store.load_build(name).source
    except CacheError:
        return True
    same_arguments = existing.options.script_args == analysis.script_args
    if same_arguments and (existing.path == path or existing.sha256 == sha256):
        return True
    return file_sha256(Path(existing.path)) != existing.sha256


def _name(source: Input, hash8: str) -> str:
    return layout.build_name(source.path.stem, source.labels, hash8)


def _hash8(value: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]
