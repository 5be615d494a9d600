"""Writes the scripts of the collection that are in its catalogue: `python -m turnkeyml.collection.generate`.

Scripts that are in no catalogue are written by hand, and stay as they are. `--check` writes
nothing: it lists the scripts that are missing or differ from the catalogue, and exits with 1
if there are any.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from string import Template

from turnkeyml.collection.catalog import Entry, catalog_folder, corpora, read_corpus
from turnkeyml.collection.literals import keyword_lines, literal
from turnkeyml.errors import CatalogError, TurnkeyError
from turnkeyml.system import paths


def main(arguments: Sequence[str] | None = None, *, models: Path | None = None) -> int:
    """Write the scripts, or check them; return the exit status."""
    options = _options().parse_args(arguments)
    folder = models or paths.models_folder()
    try:
        expected = all_scripts(folder, options.corpora or corpora(folder))
    except TurnkeyError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    stale = [path for path, text in expected.items() if _differs(path, text)]
    if options.check:
        return _report(stale, expected, folder)
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(expected[path], encoding="utf-8")
    print(f"{len(stale)} of {len(expected)} scripts written in {folder}")
    return 0


def all_scripts(models: Path, names: Iterable[str]) -> dict[Path, str]:
    """The path and the text of each script of these corpora. Raises `CatalogError`."""
    return {
        models / corpus / f"{entry.name}.py": script_of(entry, corpus, _template(models, corpus, entry))
        for corpus in names
        for entry in read_corpus(models, corpus)
    }


def script_of(entry: Entry, corpus: str, template: str) -> str:
    """The text of a script: its labels, its docstring, and the template with the entry's values."""
    labels = " ".join(f"{key}::{value}" for key, value in entry.all_labels(corpus).items())
    docstring = f'"""{entry.title}\n\nSource: {entry.source}\n"""'
    try:
        body = _fill(template, {"name": entry.name} | dict(entry.values))
    except CatalogError as error:
        raise CatalogError(f"{corpus}.toml, {entry.name}: {error.message}", remedy=error.remedy) from error
    return f"# labels: {labels}\n{docstring}\n\n{body.strip()}\n"


def _fill(template: str, values: Mapping[str, object]) -> str:
    """Replace the template's $names; each of them must have a value, and each value must be used."""
    parsed = Template(template)
    if not parsed.is_valid():
        raise CatalogError("the template has a lone $", remedy="write $$ for a dollar")
    names, given = set(parsed.get_identifiers()), set(values)
    if names - given:
        raise CatalogError(f"no values for {', '.join(sorted(names - given))}")
    if given - names - {"name"}:
        raise CatalogError(f"the template does not use {', '.join(sorted(given - names - {'name'}))}")
    return parsed.substitute({key: _source(value) for key, value in values.items()})


def _source(value: object) -> str:
    """A string unchanged, a table as keyword arguments, any other value as a literal."""
    match value:
        case str():
            return value
        case dict():
            return keyword_lines(value)
        case _:
            return literal(value)


def _template(models: Path, corpus: str, entry: Entry) -> str:
    path = catalog_folder(models) / "templates" / corpus / f"{entry.template}.py.tmpl"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(sorted(file.name.partition(".")[0] for file in path.parent.glob("*.py.tmpl")))
        message = f"{corpus}.toml, {entry.name}: no template {entry.template!r}"
        raise CatalogError(message, remedy=f"choose from: {known or 'none yet'}") from error


def _differs(path: Path, text: str) -> bool:
    return not path.is_file() or path.read_text(encoding="utf-8") != text


def _report(stale: Sequence[Path], expected: Mapping[Path, str], folder: Path) -> int:
    for path in stale:
        print(f"{path.relative_to(folder)} {'differs from the catalogue' if path.exists() else 'is missing'}")
    if stale:
        print(
            f"{len(stale)} of {len(expected)} scripts; write them: python -m turnkeyml.collection.generate",
            file=sys.stderr,
        )
    return 1 if stale else 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m turnkeyml.collection.generate", description=__doc__)
    options.add_argument("corpora", nargs="*", metavar="CORPUS", help="only these, e.g. timm")
    options.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a script is not current")
    return options


if __name__ == "__main__":
    sys.exit(main())
