"""Finds scripts of the collection: by corpus, by name, by a word."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkeyml import labels
from turnkeyml.system import paths


@dataclass(frozen=True, kw_only=True)
class Script:
    """A script of the collection; its first two lines describe it."""

    path: Path
    corpus: str
    labels: labels.Labels
    title: str
    """The first line of its docstring."""

    @property
    def name(self) -> str:
        """Its name as an INPUT of `turnkey run`: `timm/resnet50`."""
        return f"{self.corpus}/{self.path.stem}"


def corpora() -> tuple[str, ...]:
    """The sorted names of the folders of the collection that contain scripts."""
    folders = (path for path in paths.models_folder().iterdir() if path.is_dir())
    return tuple(sorted(folder.name for folder in folders if next(folder.glob("*.py"), None)))


def find_scripts(word: str) -> list[Path]:
    """The sorted scripts that `timm`, `timm/resnet50` or `timm/*vit*` names; none for any other word."""
    corpus, _, pattern = word.rstrip("/").partition("/")
    if corpus not in corpora():
        return []
    stem_pattern = pattern.removesuffix(".py") or "*"
    files = (paths.models_folder() / corpus).glob("*.py")
    return sorted(path for path in files if fnmatch.fnmatchcase(path.stem, stem_pattern))


def read_scripts(names: Iterable[str]) -> Iterator[Script]:
    """Read the scripts of these corpora, or with these names."""
    for name in names:
        for path in find_scripts(name):
            script_labels = labels.load_from_file(path)
            yield Script(path=path, corpus=path.parent.name, labels=script_labels, title=_read_title(path))


def is_about(script: Script, word: str) -> bool:
    """Whether a word occurs in the script's name, its title or one of its labels, ignoring case."""
    texts = (script.name, script.title, *(value for values in script.labels.values() for value in values))
    return any(word.lower() in text.lower() for text in texts)


def _read_title(path: Path) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        file.readline()
        return file.readline().strip().strip('"').rstrip(".")
