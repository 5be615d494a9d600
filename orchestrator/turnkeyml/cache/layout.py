"""The paths of a cache's files. Only names: nothing here reads or writes a file."""

from __future__ import annotations

import re
from pathlib import Path

FORMAT = "turnkey.cache/1"
MARKER = "CACHE.json"
BUILD = "build.json"
INDEX = "index.sqlite"
LOCK = ".lock"
RESULTS = "results"
STAGING = "staging"
DERIVED = "derived.sqlite"
"""Rows of reports, computed from builds and results."""


def artifact_path(digest: str) -> str:
    """The folder of an artifact, relative to the volume: `ab/abcdef…`."""
    return f"{digest[:2]}/{digest}"


def volume(cache: Path) -> Path:
    """The folder that runners see."""
    return cache / "artifacts"


def staging(cache: Path) -> Path:
    """The folder in which artifacts are written; on the file system of the volume, so that they can be renamed."""
    return cache / STAGING


def builds(cache: Path) -> Path:
    """The folder of all builds."""
    return cache / "builds"


def build(cache: Path, name: str) -> Path:
    """The folder of one build."""
    return builds(cache) / name


def log(cache: Path, name: str, stage: str) -> Path:
    """What a stage printed."""
    return build(cache, name) / f"log_{stage}.txt"


def results(cache: Path, name: str) -> Path:
    """The folder of a build's results."""
    return build(cache, name) / RESULTS


def result(cache: Path, name: str, device: str, runtime: str, precision: str, mode: str) -> Path:
    """The file of one result. Its name has the mode only if that is not `latency`."""
    parts = [device, runtime, precision] + ([mode] if mode != "latency" else [])
    return results(cache, name) / f"{'.'.join(parts)}.json"


def build_name(script_stem: str, labels: dict[str, list[str]], hash8: str) -> str:
    """`{script}_{author}_{hash}`, in characters that every file system accepts."""
    author = labels.get("author", [])[:1]
    parts = [script_stem, *author, hash8]
    return "_".join(re.sub(r"[^A-Za-z0-9.+-]+", "-", part).strip("-.") or "x" for part in parts)


def script_prefix(script_stem: str, labels: dict[str, list[str]]) -> str:
    """The prefix that the names of all builds of a script share."""
    return build_name(script_stem, labels, "").removesuffix("x")
