"""Reads and validates the catalogue of the collection: one table per script in models/catalog/<corpus>.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

from turnkeyml.errors import CatalogError

_NAME = re.compile(r"[a-z0-9_]+")
_LABEL = re.compile(r"[^\s:,]+(,[^\s:,]+)*")
_SOURCE = re.compile(r"https://\S+")
_KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "a string"),
    "int | None": (int, "a whole number"),
    "str | None": (str, "a string"),
    "Mapping[str, str]": (dict, "a table"),
    "Mapping[str, Any]": (dict, "a table"),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A script of the collection, as its table in the catalogue describes it."""

    name: str
    """The name of the script and of its file."""
    template: str
    """The file of the text below the docstring: models/catalog/templates/<corpus>/<template>.py.tmpl."""
    author: str
    task: str
    license: str
    title: str
    """The docstring's first line, a sentence."""
    source: str
    """The URL at which the model was published."""
    downloads: int | None = None
    """Downloads on the hub, if a source gives their number."""
    downloads_2023: int | None = None
    """Downloads on the hub in the lists of 2023."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Additional labels: `size = "large"`."""
    published_parameters: int | None = None
    """The number of parameters, according to `published_source`."""
    published_source: str | None = None
    """The URL of that number."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """The values of the template's $names other than $name."""

    def all_labels(self, corpus: str) -> dict[str, str]:
        """The labels of the script's first line, in order."""
        required = {"name": self.name, "author": self.author, "task": self.task, "license": self.license}
        counts = {"downloads": self.downloads, "downloads_2023": self.downloads_2023}
        published = {key: str(count) for key, count in counts.items() if count is not None}
        return required | {"test_group": corpus} | published | dict(self.labels)


def catalog_folder(models: Path) -> Path:
    """The folder of the catalogue in the folder of the collection."""
    return models / "catalog"


def corpora(models: Path) -> list[str]:
    """The names of the corpora that have a catalogue."""
    return sorted(path.stem for path in catalog_folder(models).glob("*.toml"))


def read_corpus(models: Path, corpus: str) -> list[Entry]:
    """Read the entries of a corpus. Raises `CatalogError` for a file that is missing, unreadable or invalid."""
    path = catalog_folder(models) / f"{corpus}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        remedy = f"choose from: {', '.join(corpora(models))}"
        raise CatalogError(f"no catalogue of a corpus {corpus!r}", remedy=remedy) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogError(f"{path.name} is not TOML: {error}") from error
    rows = table.pop("models", [])
    if table or not isinstance(rows, list):
        raise CatalogError(f"{path.name} has something other than [[models]]: {', '.join(table) or 'models'}")
    entries = [_entry(row, f"{path.name}, entry {number}") for number, row in enumerate(rows, start=1)]
    _check_names(entries, path.name)
    return entries


def _entry(row: Mapping[str, Any], where: str) -> Entry:
    where = f"{where} ({row.get('name', 'without a name')})"
    known = {known_field.name: known_field for known_field in fields(Entry)}
    for key, value in row.items():
        if key not in known:
            raise CatalogError(f"{where}: unknown key {key!r}", remedy=f"choose from: {', '.join(known)}")
        kind, description = _KINDS[str(known[key].type)]
        if not isinstance(value, kind) or isinstance(value, bool):
            raise CatalogError(f"{where}: {key} is not {description}: {value!r}")
    missing = [
        key
        for key, known_field in known.items()
        if known_field.default is MISSING and known_field.default_factory is MISSING and key not in row
    ]
    if missing:
        raise CatalogError(f"{where}: missing keys: {', '.join(missing)}")
    entry = Entry(**row)
    _check_texts(entry, where)
    return entry


def _check_texts(entry: Entry, where: str) -> None:
    """Each text must be valid where it is used: as a file name, a label, a docstring, a URL."""
    if not _NAME.fullmatch(entry.name):
        raise CatalogError(f"{where}: a name consists of a-z, 0-9 and _: {entry.name!r}")
    if not re.fullmatch(r"[^\n\"\\]+\.", entry.title):
        raise CatalogError(f"{where}: a title is one sentence without quotation marks: {entry.title!r}")
    for address in (entry.source, entry.published_source or entry.source):
        if not _SOURCE.fullmatch(address):
            raise CatalogError(f"{where}: a source is a URL that starts with https://: {address!r}")
    if (entry.published_parameters is None) != (entry.published_source is None):
        raise CatalogError(f"{where}: published_parameters and published_source need each other")
    for key, value in entry.all_labels("corpus").items():
        if not isinstance(value, str) or not _LABEL.fullmatch(key) or not _LABEL.fullmatch(value):
            raise CatalogError(f"{where}: a label is a word without spaces and colons: {key} = {value!r}")
    reserved = {"name", "author", "task", "license", "test_group", "downloads", "downloads_2023"} & set(entry.labels)
    if reserved:
        message = f"{where}: {', '.join(sorted(reserved))} cannot be an additional label"
        raise CatalogError(message, remedy="use the key of that name")


def _check_names(entries: Sequence[Entry], file_name: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.name in seen:
            raise CatalogError(f"{file_name}: two entries are named {entry.name!r}")
        seen.add(entry.name)
