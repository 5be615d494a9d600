"""The results in a cache that a run has written."""

from __future__ import annotations

from pathlib import Path

from turnkey_runner.contract import codec
from turnkeyml.records import StoredResult

PROCESS = ("--launcher", "process")


def results(cache: Path) -> tuple[list[Path], list[StoredResult]]:
    """The files of all results, sorted, and what they hold."""
    paths = sorted(cache.glob("builds/*/results/*.json"))
    return paths, [codec.decode(path.read_bytes(), StoredResult) for path in paths]
