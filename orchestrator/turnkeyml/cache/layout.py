"""The paths of a cache's files, made of names that may come from anyone. Nothing here reads or writes a file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from turnkeyml.errors import CacheError

FORMAT = "turnkey.cache/1"
MARKER = "CACHE.json"
BUILD = "build.json"
ARTIFACT = "artifact.json"
INDEX = "index.sqlite"
LOCK = ".lock"
RESULTS = "results"
ATTEMPTS = ".attempts"
"""Suffix of the file beside a result that lists the latest measurements that did not become the result."""
STAGING = "staging"
DERIVED = "derived.sqlite"
"""Rows of reports, computed from builds and results."""
_MAX_NAME_BYTES = 255
_FORMS = {
    "digest": re.compile(r"[0-9a-f]{64}"),
    "build": re.compile(r"[A-Za-z0-9+_][A-Za-z0-9.+_-]*"),
    "word": re.compile(r"[A-Za-z0-9][A-Za-z0-9+_-]*"),
    "file": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*"),
}
"""What a component of a path may be: an artifact's digest, a build's name, a device's, runtime's or precision's, or the
name of an artifact's file. Each is one component, and neither hidden nor temporary."""


def component(form: str, text: str) -> str:
    """Return a name that becomes one component of a path. Raises `CacheError` for any other text.

    No path of a cache is made of a name that has not passed this function: names come from command lines, and from
    records of caches that somebody else has made.
    """
    if len(text) > _MAX_NAME_BYTES or not _FORMS[form].fullmatch(text):
        raise CacheError(f"{text[:80]!r} is not the name of a {_TITLES[form]}", remedy="see `turnkey cache list`")
    return text


_TITLES = {"digest": "model", "build": "build", "word": "device, runtime or precision", "file": "model's file"}


def is_build_name(text: str) -> bool:
    """Whether a folder of this name can be a build."""
    return len(text) <= _MAX_NAME_BYTES and _FORMS["build"].fullmatch(text) is not None


def is_digest(text: str) -> bool:
    """Whether a folder of this name can be an artifact."""
    return _FORMS["digest"].fullmatch(text) is not None


def artifact_path(digest: str) -> str:
    """The folder of an artifact, relative to the volume: `ab/abcdef…`."""
    return f"{component('digest', digest)[:2]}/{digest}"


def artifact(cache: Path, digest: str) -> Path:
    """The folder of an artifact."""
    return volume(cache) / artifact_path(digest)


def artifact_file(folder: Path, name: str) -> Path:
    """A file of an artifact in its folder, or in a folder that becomes it."""
    return folder / component("file", name)


def volume(cache: Path) -> Path:
    """The folder that runners see."""
    return cache / "artifacts"


def staging(cache: Path) -> Path:
    """The folder in which artifacts are written; on the file system of the volume, so that they can be renamed."""
    return cache / STAGING


def damaged(cache: Path) -> Path:
    """The folder of damaged files that were moved out of the way."""
    return cache / "damaged"


def builds(cache: Path) -> Path:
    """The folder of all builds."""
    return cache / "builds"


def build(cache: Path, name: str) -> Path:
    """The folder of one build."""
    return builds(cache) / component("build", name)


def is_log_name(text: str) -> bool:
    """Whether a file of this name in a build's folder is a log."""
    return re.fullmatch(r"log_[a-z]+\.txt", text) is not None


def log(cache: Path, name: str, stage: str) -> Path:
    """What a stage printed."""
    return build(cache, name) / f"log_{component('word', stage)}.txt"


def results(cache: Path, name: str) -> Path:
    """The folder of a build's results."""
    return build(cache, name) / RESULTS


def result(cache: Path, name: str, device: str, runtime: str, precision: str, mode: str) -> Path:
    """The file of one result. Its name has the mode only if that is not `latency`."""
    return results(cache, name) / result_name(device, runtime, precision, mode)


def result_name(device: str, runtime: str, precision: str, mode: str) -> str:
    """The name of a result's file."""
    parts = [device, runtime, precision] + ([mode] if mode != "latency" else [])
    return f"{'.'.join(component('word', part) for part in parts)}.json"


def is_result_name(text: str) -> bool:
    """Whether a file of this name can be a result, or that of an unfinished job."""
    *words, _ = text.split(".")
    return len(text) <= _MAX_NAME_BYTES and len(words) in (3, 4) and all(map(_FORMS["word"].fullmatch, words))


def build_name(script_stem: str, labels: dict[str, list[str]], hash8: str) -> str:
    """`{script}_{author}_{hash}`, in characters that every file system accepts."""
    author = labels.get("author", [])[:1]
    parts = [script_stem, *author, hash8]
    *head, tail = (re.sub(r"[^A-Za-z0-9.+-]+", "-", part).strip("-.") or "x" for part in parts)
    return f"{_shortened('_'.join(head))}_{tail}"


def _shortened(text: str) -> str:
    """A text that is short enough for a file name with a hash behind it; texts that are cut stay different."""
    if len(text) <= _MAX_HEAD_CHARS:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{text[: _MAX_HEAD_CHARS - 9].rstrip('-._')}-{digest}"


_MAX_HEAD_CHARS = 200
"""File systems allow 255 bytes."""


def script_prefix(script_stem: str, labels: dict[str, list[str]]) -> str:
    """The prefix that the names of all builds of a script share."""
    return build_name(script_stem, labels, "").removesuffix("x")
