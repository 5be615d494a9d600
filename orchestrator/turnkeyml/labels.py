"""Labels: the `key::value1,value2` pairs in the first line of a script. Its builds have the same labels."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from turnkeyml.errors import CacheError, LabelError
from turnkeyml.system.regular_files import open_below, read_at_most

Labels = dict[str, list[str]]

_MAX_RECORD_BYTES = 1 << 26
_PRAGMA = re.compile(r"^#\s*labels:?\s+(?P<labels>.*)$")


def parse_labels(words: Iterable[str]) -> Labels:
    """Parse `key::value1,value2` words. Raises `LabelError` for a word of another form."""
    labels: Labels = {}
    for word in words:
        key, separator, values = word.partition("::")
        if not separator or not key or not values or "::" in values:
            raise LabelError(f"not a label: {word!r}", remedy="write key::value or key::value1,value2")
        labels[key] = [value for value in values.split(",") if value]
    return labels


def load_from_file(file_path: str | Path) -> Labels:
    """Return the labels of a script: `# labels: name::linear author::me` in its first line; {} if it has none.

    Words of the line that are not labels are ignored, as in TurnkeyML. So are labels in any other line, also after a
    first line that declares an encoding.
    """
    with open(file_path, encoding="utf-8-sig", errors="replace") as script:  # editors on Windows write a BOM
        return load_from_line(script.readline())


def load_from_line(line: str) -> Labels:
    """Return the labels in the first line of a script."""
    pragma = _PRAGMA.match(line.strip())
    if pragma is None:
        return {}
    return parse_labels(word for word in pragma["labels"].split() if re.fullmatch(r"[^:,]+::[^:]*[^:,]", word))


def load_from_cache(cache_dir: str | Path, build_name: str) -> Labels:
    """Return the labels of a build in a cache. Raises `CacheError` if there is no such build, or it is damaged."""
    cache = Path(cache_dir).expanduser()
    try:
        if os.sep in build_name or build_name in ("", ".", ".."):
            raise ValueError("a build's name is one component of a path")
        with open_below(cache, cache / "builds" / build_name / "build.json") as record:
            labels = json.loads(read_at_most(record, _MAX_RECORD_BYTES).decode())["labels"]
        if not all(isinstance(value, str) for values in labels.values() for value in list(values)):
            raise ValueError("a label is not text")
        return {key: list(values) for key, values in labels.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise CacheError(
            f"no readable build {build_name!r} in {cache_dir}", remedy="see `turnkey cache list`"
        ) from error


def satisfies(labels: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> bool:
    """Whether `labels` has each wanted key with at least one of its wanted values, ignoring case."""
    return all(
        {value.lower() for value in labels.get(key, [])} & {value.lower() for value in values}
        for key, values in wanted.items()
    )
