"""Resolves the INPUTS of the command line to files."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkeyml import labels
from turnkeyml.collection.scripts import find_scripts
from turnkeyml.errors import InputError

Hashes = tuple[str, ...]

_SUFFIXES = (".py", ".onnx")
_OF_A_PACKAGE = "__init__.py"


@dataclass(frozen=True, kw_only=True)
class Input:
    """A script or .onnx file."""

    path: Path
    invocation_hashes: Hashes = ()
    """The invocations to use; empty for all of them."""
    labels: labels.Labels


def find_inputs(
    words: Iterable[str], wanted: labels.Labels | None = None, notify: Callable[[str], None] = lambda line: None
) -> tuple[Input, ...]:
    """Resolve files, `script.py::HASH,HASH`, lists (.txt), globs, folders and names of the collection.

    Only inputs with the wanted labels are returned. An existing file takes precedence over a name (`timm`,
    `timm/resnet50`, `timm/*vit*`). Each file occurs once, in the order of its first mention. Of several inputs, scripts
    with the label `size::large` are left out unless `wanted` has a label `size`. Raises `InputError` if nothing is
    found.
    """
    words = tuple(words)
    found: dict[Path, Input] = {}
    for path, hashes in (pair for word in words for pair in _resolve(word)):
        problem = _problem(path)
        if problem and str(path) in words and (len(words) == 1 or path.name != _OF_A_PACKAGE):
            raise InputError(problem, remedy="rename it, or give another file")
        if problem:
            notify(f"{problem}; it is left out")
            continue
        file = path.resolve()
        known = found.get(file)
        if known is not None and not (known.invocation_hashes and hashes):
            hashes = ()
        elif known is not None:
            hashes = tuple(dict.fromkeys((*known.invocation_hashes, *hashes)))
        script_labels = labels.load_from_file(path) if path.suffix == ".py" else {}
        found[file] = Input(path=known.path if known else path, invocation_hashes=hashes, labels=script_labels)
    if words and not found:
        raise InputError(f"{' '.join(words)}: no .py or .onnx file there", remedy="a list may be empty, or a pattern")
    selected = tuple(one for one in found.values() if labels.satisfies(one.labels, wanted or {}))
    if "size" not in (wanted or {}) and len(selected) > 1:
        selected = _without_large(selected, notify)
    if found and not selected:
        raise InputError(
            f"none of {len(found)} inputs has the requested labels", remedy="see the first line of a script"
        )
    return selected


def _problem(path: Path) -> str:
    """Why a path that was found cannot be an input; empty if it can."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")
    if not path.is_file():
        return f"{shown} is not a regular file"
    if path.name == _OF_A_PACKAGE:  # shells find it with *.py
        return f"{shown} is a part of a package, and no script"
    if "\\x" in shown and shown != str(path):
        return f"the path {shown} is not UTF-8"
    return ""


def _without_large(inputs: tuple[Input, ...], notify: Callable[[str], None]) -> tuple[Input, ...]:
    """The inputs that any machine can export. Raises `InputError` if there are none."""
    small = tuple(one for one in inputs if "large" not in one.labels.get("size", ()))
    left_out = len(inputs) - len(small)
    if left_out:
        notify(f"{left_out} scripts labelled size::large are left out; --labels size::large takes them")
    if not small:
        raise InputError("all inputs are labelled size::large", remedy="add --labels size::large to run them")
    return small


def _resolve(word: str, lists: tuple[Path, ...] = ()) -> Iterator[tuple[Path, Hashes]]:
    """The files of one word, with their invocation hashes.

    `lists` are the lists that contain the word, each in the one before; paths may be relative to the last one's folder.
    """
    name, separator, typed = word.partition("::")
    hashes = tuple(text for text in typed.split(",") if text)
    if separator and not (hashes and all(re.fullmatch(r"[0-9a-f]{8}", text) for text in hashes)):
        raise InputError(
            f"{word!r} does not name invocations", remedy="write script.py::HASH with 8 hexadecimal digits"
        )
    path = Path(name).expanduser()
    if lists and not path.is_absolute() and not path.exists() and (lists[-1].parent / path).exists():
        path = lists[-1].parent / path
    if path.is_dir():
        scripts = sorted(
            file for suffix in _SUFFIXES for file in path.rglob(f"*{suffix}") if file.name != _OF_A_PACKAGE
        )
        if not scripts:
            raise InputError(f"the folder {name} holds no .py or .onnx file")
        yield from ((file, ()) for file in scripts)
    elif path.is_file():
        yield from _resolve_file(path, hashes, lists)
    else:
        yield from _resolve_pattern(word, name, path, hashes)


def _resolve_file(path: Path, hashes: Hashes, lists: tuple[Path, ...]) -> Iterator[tuple[Path, Hashes]]:
    if path.suffix == ".txt":
        if path.resolve() in [parent.resolve() for parent in lists]:
            raise InputError(f"the list {path} contains itself", remedy="remove it from the list")
        for line in _read_list(path):
            yield from _resolve(line, (*lists, path))
    elif path.suffix in _SUFFIXES:
        yield path, hashes
    else:
        raise InputError(f"{path} is not a file that turnkey reads", remedy="give .py, .onnx or .txt files")


def _read_list(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read the list {path}: {error}") from error
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _resolve_pattern(word: str, name: str, path: Path, hashes: Hashes) -> Iterator[tuple[Path, Hashes]]:
    matches = sorted(glob.glob(str(path), recursive=True)) if glob.has_magic(name) else []
    if not matches:
        matches = [str(script) for script in find_scripts(name)]
    if not matches:
        remedy = "check the path; `turnkey models list --search WORD` finds models of the collection"
        raise InputError(f"there is no file {word}", remedy=remedy)
    for match in matches:
        if Path(match).suffix in _SUFFIXES:
            yield Path(match), hashes
        elif Path(match).is_dir():
            yield from _resolve(match)
