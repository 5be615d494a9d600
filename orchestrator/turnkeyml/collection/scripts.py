"""The collection of model scripts as its users name it: corpora, scripts of a corpus, words that find one."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkeyml import labels
from turnkeyml.system import paths


@dataclass(frozen=True, kw_only=True)
class Script:
    """A script of the collection, as its first two lines describe it."""

    path: Path
    corpus: str
    labels: labels.Labels
    title: str
    """The first line of its docstring."""

    @property
    def name(self) -> str:
        """What `turnkey run` takes for it: `timm/resnet50`."""
        return f"{self.corpus}/{self.path.stem}"


def corpora() -> tuple[str, ...]:
    """The folders of the collection that hold scripts, in the order of the alphabet."""
    folders = (path for path in paths.models_folder().iterdir() if path.is_dir())
    return tuple(sorted(folder.name for folder in folders if next(folder.glob("*.py"), None)))


def find_scripts(word: str) -> list[Path]:
    """What `timm`, `timm/resnet50` or `timm/*vit*` name, in the order of the alphabet; nothing for another word."""
    corpus, _, pattern = word.rstrip("/").partition("/")
    if corpus not in corpora():
        return []
    found = (paths.models_folder() / corpus).glob("*.py")
    wanted = pattern.removesuffix(".py") or "*"
    return sorted(path for path in found if fnmatch.fnmatchcase(path.stem, wanted))


def read_scripts(chosen: Iterable[str]) -> Iterator[Script]:
    """Describe the scripts of these corpora, or of these names."""
    for word in chosen:
        for path in find_scripts(word):
            own = labels.load_from_file(path)
            yield Script(path=path, corpus=path.parent.name, labels=own, title=_title(path))


def is_about(script: Script, word: str) -> bool:
    """Whether a word occurs in the script's name, its title or one of its labels, in capitals or not."""
    texts = (script.name, script.title, *(value for values in script.labels.values() for value in values))
    return any(word.lower() in text.lower() for text in texts)


def _title(path: Path) -> str:
    with open(path, encoding="utf-8", errors="replace") as file:
        file.readline()
        return file.readline().strip().strip('"').rstrip(".")
