"""INPUTS as they are typed, into the files that they mean."""

from __future__ import annotations

import glob
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkeyml import labels
from turnkeyml.collection.scripts import find_scripts
from turnkeyml.errors import InputError

_SUFFIXES = (".py", ".onnx")


@dataclass(frozen=True, kw_only=True)
class Input:
    """A script or .onnx file, with the invocations that are wanted of it (empty: all) and its labels."""

    path: Path
    only: tuple[str, ...] = ()
    labels: labels.Labels


def find_inputs(
    words: Iterable[str], wanted: labels.Labels | None = None, notify: Callable[[str], None] = lambda line: None
) -> tuple[Input, ...]:
    """Resolve files, `script.py::HASH,HASH`, lists (.txt), globs, folders and names of the collection.

    Those with the wanted labels are kept. A file that is there comes before a name (`timm`,
    `timm/resnet50`, `timm/*vit*`). Each file comes once, in the order of its first mention. Of several,
    scripts that are labelled `size::large` are left out where no label `size` is asked for. Raises
    `InputError` for what is not there.
    """
    words = tuple(words)
    found: dict[Path, Input] = {}
    for path, only in (pair for word in words for pair in _resolve(word, Path())):
        file = path.resolve()
        known = found.get(file)
        if known is not None and not (known.only and only):
            only = ()
        elif known is not None:
            only = tuple(dict.fromkeys((*known.only, *only)))
        own = labels.load_from_file(path) if path.suffix == ".py" else {}
        found[file] = Input(path=known.path if known else path, only=only, labels=own)
    if words and not found:
        raise InputError(f"{' '.join(words)}: no .py or .onnx file there", remedy="a list may be empty, or a pattern")
    kept = tuple(one for one in found.values() if labels.satisfies(one.labels, wanted or {}))
    if "size" not in (wanted or {}) and len(kept) > 1:
        small = tuple(one for one in kept if "large" not in one.labels.get("size", ()))
        if len(small) < len(kept):
            notify(
                f"{len(kept) - len(small)} scripts labelled size::large are left out; --labels size::large takes them"
            )
        if not small:
            raise InputError("all inputs are labelled size::large", remedy="add --labels size::large to run them")
        kept = small
    if found and not kept:
        raise InputError(
            f"none of {len(found)} inputs has the labels asked for", remedy="see the first line of a script"
        )
    return kept


def _resolve(word: str, beside: Path) -> Iterator[tuple[Path, tuple[str, ...]]]:
    name, separator, hashes = word.partition("::")
    only = tuple(one for one in hashes.split(",") if one)
    if separator and not (only and all(re.fullmatch(r"[0-9a-f]{8}", one) for one in only)):
        raise InputError(
            f"{word!r} does not name invocations", remedy="write script.py::HASH with 8 hexadecimal digits"
        )
    path = Path(name).expanduser()
    if not path.is_absolute() and not path.exists() and (beside / path).exists():
        path = beside / path
    if path.is_dir():
        scripts = sorted(
            file for suffix in _SUFFIXES for file in path.rglob(f"*{suffix}") if file.name != "__init__.py"
        )
        if not scripts:
            raise InputError(f"the folder {name} holds no .py or .onnx file")
        yield from ((file, ()) for file in scripts)
    elif path.is_file():
        yield from _resolve_file(path, only)
    else:
        yield from _resolve_pattern(word, name, path, only)


def _resolve_file(path: Path, only: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    if path.suffix == ".txt":
        for line in _read_list(path):
            yield from _resolve(line, path.parent)
    elif path.suffix in _SUFFIXES:
        yield path, only
    else:
        raise InputError(f"{path} is of no kind that turnkey reads", remedy="give .py, .onnx or .txt files")


def _read_list(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the list {path}: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _resolve_pattern(word: str, name: str, path: Path, only: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    matches = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(name) else []
    if not matches:
        matches = [str(script) for script in find_scripts(name)]
    if not matches:
        remedy = "check the path; `turnkey models list --search WORD` finds models of the collection"
        raise InputError(f"there is no file {word}", remedy=remedy)
    for match in matches:
        if Path(match).suffix in _SUFFIXES:
            yield Path(match), only
        elif Path(match).is_dir():
            yield from _resolve(match, Path())
