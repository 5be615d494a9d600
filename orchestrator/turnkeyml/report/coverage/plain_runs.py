"""How scripts ended under plain python, as tests/corpus/plain.py writes it down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.contract import codec
from turnkeyml.errors import TurnkeyError

_REMEDY = "see tests/corpus/plain.py"


@dataclass(frozen=True, kw_only=True)
class PlainRun:
    """How a script ended that was run under plain `python`, without turnkey."""

    script: str
    """`corpus/name`."""
    script_sha256: str | None = None
    """Of the script as it was then; None in files of before this was written: it counts, whatever the script is now."""
    failure: str | None = None
    """Its last line, where it did not end well."""


def read_plain_runs(path: Path) -> list[PlainRun]:
    """Read a file of JSON lines, in their order. Raises `TurnkeyError` that names the line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise TurnkeyError(f"cannot read {path}: {error}", remedy=_REMEDY) from error
    return [_read_plain_run(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]


def _read_plain_run(line: bytes, where: str) -> PlainRun:
    try:
        return codec.from_plain(PlainRun, json.loads(line))
    except ValueError as error:
        raise TurnkeyError(f"cannot read {where}: {error}", remedy=_REMEDY) from error
