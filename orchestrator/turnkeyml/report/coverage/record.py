"""The files behind COVERAGE.md: coverage.json, which is committed, and the runs of scripts under plain python."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from turnkey_runner.contract import codec
from turnkeyml.cache.atomic_files import write_atomically
from turnkeyml.errors import CacheError, TurnkeyError

OK = "ok"
FILE = "coverage.json"
MAX_MESSAGE_LENGTH = 320
_PLAIN_RUNS_REMEDY = "see tests/corpus/plain.py"
_OPTIONAL = {"optional": True}
"""Fields that nearly always have their default: they are written only if they differ."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where builds were created and measured: `key=value`, separated by semicolons."""

    host: str | None = None
    runner: str | None = None
    """None for a build without results."""
    versions: str | None = None
    """The versions of the packages that analyzed and exported."""

    @property
    def key(self) -> str:
        """By which builds refer to it: a digest of its fields."""
        return hashlib.sha256(codec.encode(self)).hexdigest()[:6]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something failed."""

    cause: str
    """Without what differs between models."""
    words: str
    """The start of its own message."""


@dataclass(frozen=True, kw_only=True)
class KnownBuild:
    """What became of an invocation of a script."""

    hash: str | None = None
    """None if the analysis failed."""
    parameters: int | None = None
    analysis: str = field(default=OK, metadata=_OPTIONAL)
    """`ok`, or the status that it ended with."""
    exporter: str | None = field(default="torch.onnx-dynamo", metadata=_OPTIONAL)
    """None if there is no export."""
    model_mib: float | None = None
    """The model's size, with one decimal."""
    export: str = field(default=OK, metadata=_OPTIONAL)
    results: dict[str, str] = field(default_factory=dict)
    """By runtime: `ok`, or the first stage that was not successful with its status, for example `parity failed`."""
    failures: dict[str, Reason] = field(default_factory=dict, metadata=_OPTIONAL)
    """By runtime, or by stage if the build failed."""
    made: dict[str, str] = field(default_factory=dict)
    """The keys of the environments that this was found in, each with the latest UTC time, to the minute."""

    @property
    def made_at(self) -> str:
        """The latest time; empty if none is known."""
        return max(self.made.values(), default="")


@dataclass(frozen=True, kw_only=True)
class KnownScript:
    """What became of a script of the collection."""

    sha256: str
    """The first 16 characters of the SHA-256 of the script that this was found with."""
    plain: str | None = field(default=None, metadata=_OPTIONAL)
    """How it ended under plain python: `ok`, or the start of its last line."""
    builds: tuple[KnownBuild, ...] = ()
    """Sorted by hash."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What is known of the collection."""

    environments: dict[str, Environment] = field(default_factory=dict)
    """By key."""
    scripts: dict[str, KnownScript] = field(default_factory=dict)
    """By `corpus/name`, without scripts of which nothing is known."""
    schema: Literal["turnkey.coverage/1"] = "turnkey.coverage/1"


@dataclass(frozen=True, kw_only=True)
class PlainRun:
    """How a script ended under plain `python`, without turnkey; a line of what tests/corpus/plain.py writes."""

    script: str
    """`corpus/name`."""
    script_sha256: str | None = None
    """Of the script as it was then. None in older files: such a run counts, whatever the script is now."""
    failure: str | None = None
    """Its last line; None if it was successful."""


def shorten(text: str) -> str:
    """The start of a message, on one line."""
    return " ".join(text.split())[:MAX_MESSAGE_LENGTH]


def record_path(folder: Path) -> Path:
    """The path of the record behind a folder's COVERAGE.md: in the folder of the catalogue if there is one."""
    return (folder / "catalog" if (folder / "catalog").is_dir() else folder) / FILE


def read_coverage(path: Path) -> Coverage:
    """Read a record; an empty one if there is no file. Raises `TurnkeyError`."""
    try:
        coverage: Coverage = codec.decode(path.read_bytes(), Coverage)
        return coverage
    except FileNotFoundError:
        return Coverage()
    except (OSError, codec.ContractError) as error:
        raise TurnkeyError(f"cannot read {path}: {error}", remedy="restore it, or choose another -r") from error


def write_coverage_record(coverage: Coverage, path: Path) -> None:
    """Write a record with one line per environment and per script. Raises `TurnkeyError`."""
    plain = codec.to_plain(coverage)
    schema = f'"schema": {_json(plain["schema"])}'
    tables = [f'"{name}": {{\n{_lines(plain[name])}}}' for name in ("environments", "scripts")]
    text = "{\n" + ",\n".join([schema, *tables]) + "\n}\n"
    try:
        write_atomically(path, text.encode(errors="backslashreplace"))
    except CacheError as error:
        raise TurnkeyError(f"cannot write {path}", remedy="choose another -r") from error


def read_plain_runs(path: Path) -> list[PlainRun]:
    """Read a file of JSON lines. Raises `TurnkeyError` that names the line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise TurnkeyError(f"cannot read {path}: {error}", remedy=_PLAIN_RUNS_REMEDY) from error
    return [_read_plain_run(line, f"{path}, line {number}") for number, line in enumerate(lines, start=1)]


def _read_plain_run(line: bytes, where: str) -> PlainRun:
    try:
        return codec.from_plain(PlainRun, json.loads(line))
    except ValueError as error:
        raise TurnkeyError(f"cannot read {where}: {error}", remedy=_PLAIN_RUNS_REMEDY) from error


def _lines(table: dict[str, Any]) -> str:
    return ",\n".join(f"{_json(key)}:{_json(value)}" for key, value in sorted(table.items())) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
