"""The record behind COVERAGE.md: what is known of each script of the collection, in a file to be committed."""

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
MAX_WORDS = 320
_USUAL = {"optional": True}
"""Fields that are the same nearly everywhere: written only where they are not."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where builds were made and measured: `key=value`, parted by semicolons."""

    host: str | None = None
    runner: str | None = None
    """None for a build that no runtime was given."""
    versions: str | None = None
    """Of what analyzed and exported."""

    @property
    def key(self) -> str:
        """What builds refer to it by: the same for the same words, whoever writes the record."""
        return hashlib.sha256(codec.encode(self)).hexdigest()[:6]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why something failed."""

    cause: str
    """Without what differs from model to model."""
    words: str
    """The beginning of its own words."""


@dataclass(frozen=True, kw_only=True)
class KnownBuild:
    """What became of an invocation of a script."""

    hash: str | None = None
    """None: the analysis failed."""
    parameters: int | None = None
    analysis: str = field(default=OK, metadata=_USUAL)
    """`ok`, or the status that it ended with; so are the export and the results."""
    exporter: str | None = field(default="torch.onnx-dynamo", metadata=_USUAL)
    """None: there is no export."""
    model_mib: float | None = None
    """The model's size, with one decimal."""
    export: str = field(default=OK, metadata=_USUAL)
    results: dict[str, str] = field(default_factory=dict)
    """By runtime: `ok`, or the stage that did not end well with its status, `parity failed`."""
    failures: dict[str, Reason] = field(default_factory=dict, metadata=_USUAL)
    """By runtime, or by the stage of the build."""
    made: dict[str, str] = field(default_factory=dict)
    """The keys of the environments that all this comes from, each with the latest UTC time, to the minute."""

    @property
    def made_at(self) -> str:
        """The latest time; empty where none is known."""
        return max(self.made.values(), default="")


@dataclass(frozen=True, kw_only=True)
class KnownScript:
    """What became of a script of the collection."""

    sha256: str
    """Of the script that this is known of: the first 16 digits."""
    plain: str | None = field(default=None, metadata=_USUAL)
    """How it ended under plain python: `ok`, or the beginning of its last line."""
    builds: tuple[KnownBuild, ...] = ()
    """In the order of their hashes."""


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """What is known of the collection."""

    environments: dict[str, Environment] = field(default_factory=dict)
    """By their keys."""
    scripts: dict[str, KnownScript] = field(default_factory=dict)
    """By `corpus/name`; without those of which nothing is known."""
    schema: Literal["turnkey.coverage/1"] = "turnkey.coverage/1"


def shorten(text: str) -> str:
    """The beginning of what a record keeps of words, on one line."""
    return " ".join(text.split())[:MAX_WORDS]


def record_path(folder: Path) -> Path:
    """Where the record of a folder's COVERAGE.md lies: with the catalogue where there is one, else beside the page."""
    return (folder / "catalog" if (folder / "catalog").is_dir() else folder) / FILE


def read_coverage(path: Path) -> Coverage:
    """Read a record; where there is none, nothing is known yet. Raises `TurnkeyError`."""
    try:
        found: Coverage = codec.decode(path.read_bytes(), Coverage)
        return found
    except FileNotFoundError:
        return Coverage()
    except (OSError, codec.ContractError) as error:
        raise TurnkeyError(f"cannot read {path}: {error}", remedy="restore it, or choose another -r") from error


def write_coverage_record(known: Coverage, path: Path) -> None:
    """Write a record, a line for each environment and each script. Raises `TurnkeyError`."""
    plain = codec.to_plain(known)
    schema = f'"schema": {_json(plain["schema"])}'
    tables = [f'"{name}": {{\n{_lines(plain[name])}}}' for name in ("environments", "scripts")]
    text = "{\n" + ",\n".join([schema, *tables]) + "\n}\n"
    try:
        write_atomically(path, text.encode())
    except CacheError as error:
        raise TurnkeyError(f"cannot write {path}", remedy="choose another -r") from error


def _lines(table: dict[str, Any]) -> str:
    return ",\n".join(f"{_json(key)}:{_json(value)}" for key, value in sorted(table.items())) + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
