"""Labels: the `key::value1,value2` pairs in the first line of a script, which its builds keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from turnkeyml.errors import CacheError, LabelError

Labels = dict[str, list[str]]

_PRAGMA = re.compile(r"^#\s*labels:?\s+(?P<labels>.*)$")


def parse_labels(words: Iterable[str]) -> Labels:
    """Read `key::value1,value2` words. Raises `LabelError` for a word of another form."""
    labels: Labels = {}
    for word in words:
        key, separator, values = word.partition("::")
        if not separator or not key or not values or "::" in values:
            raise LabelError(f"not a label: {word!r}", remedy="write key::value or key::value1,value2")
        labels[key] = [value for value in values.split(",") if value]
    return labels


def load_from_file(file_path: str | Path) -> Labels:
    """Return the labels of a script: `# labels: name::linear author::me` in its first line, {} without.

    A word in the line that is not a label is passed over, as it was in TurnkeyML.
    """
    with open(file_path, encoding="utf-8", errors="replace") as script:
        pragma = _PRAGMA.match(script.readline().strip())
    if pragma is None:
        return {}
    return parse_labels(word for word in pragma["labels"].split() if re.fullmatch(r"[^:,]+::[^:]*[^:,]", word))


def load_from_cache(cache_dir: str | Path, build_name: str) -> Labels:
    """Return the labels that a build of a cache keeps.

    Raises `CacheError` where there is no such build.
    """
    record = Path(cache_dir).expanduser() / "builds" / build_name / "build.json"
    try:
        labels = json.loads(record.read_text(encoding="utf-8"))["labels"]
    except (OSError, ValueError, KeyError) as error:
        raise CacheError(
            f"no readable build {build_name!r} in {cache_dir}", remedy="see `turnkey cache list`"
        ) from error
    return {key: list(values) for key, values in labels.items()}


def satisfies(labels: Mapping[str, list[str]], wanted: Mapping[str, list[str]]) -> bool:
    """Whether each wanted key is there with at least one of the wanted values (letter case is ignored)."""
    return all(
        {value.lower() for value in labels.get(key, [])} & {value.lower() for value in values}
        for key, values in wanted.items()
    )
