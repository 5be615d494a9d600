"""Finds which model each script of the collection calls: its invocation's hash and parameters, without computing.

    make corpus-census        (about ten minutes; only what has changed since)

Scripts are run with tensors that have no memory (torch's device "meta"), and stopped at the first call of a model that
the script holds. A script for which that fails is run with real tensors up to there, or as turnkey does. The results
are in models/catalog/census.csv, with a digest of each script.
"""

from __future__ import annotations

import csv
import hashlib
import resource
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.forked import Died, call_each
from turnkeyml.collection.catalog import catalog_folder
from turnkeyml.collection.scripts import Script, corpora, read_scripts
from turnkeyml.system import paths

PRELOADED = ("turnkeyml.analysis.analyze", "corpus.preloaded")
MEMORY_BYTES = 10 << 30
"""The limit of each process; two run at once."""
FIELDS = ("script", "sha256", "hash", "parameters")


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A script's first invocation."""

    script: str
    """`corpus/name`."""
    sha256: str
    """The first 16 characters of the script's SHA-256."""
    hash: str
    parameters: int


def identify(script: str) -> tuple[str, int] | str:
    """The hash and the number of parameters of the first model that a script calls; or why there is none."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    return _first_call(script, "meta") or _first_call(script, "cpu") or _analyze(script)


def digest(script: Path) -> str:
    """The digest of a script's text in the census."""
    return hashlib.sha256(script.read_bytes()).hexdigest()[:16]


def census_file() -> Path:
    """The file of the census."""
    return catalog_folder(paths.models_folder()) / "census.csv"


def read_census() -> dict[str, Counted]:
    """The census by script; empty if there is no file."""
    if not census_file().exists():
        return {}
    with open(census_file(), encoding="utf-8", newline="") as file:
        rows = [Counted(**row | {"parameters": int(row["parameters"])}) for row in csv.DictReader(file)]
    return {row.script: row for row in rows}


def take_census(scripts: Iterable[Script]) -> Iterator[Counted | tuple[str, str]]:
    """Identify scripts; a pair of name and reason for one that cannot be."""
    by_path = {str(one.path): one for one in scripts}
    for path, answer in call_each(identify, by_path, preloaded=PRELOADED):
        one = by_path[path]
        if isinstance(answer, Died | str):
            yield one.name, str(answer)
        else:
            yield Counted(script=one.name, sha256=digest(one.path), hash=answer[0], parameters=answer[1])


def _first_call(script: str, device: str) -> tuple[str, int] | None:
    import torch

    from turnkeyml.analysis.constant_text import module_lines
    from turnkeyml.analysis.input_structure import describe, flatten
    from turnkeyml.analysis.invocation_hash import invocation_hash
    from turnkeyml.analysis.run_script import run_script

    original = torch.nn.Module.__call__
    found: list[tuple[str, int]] = []
    unexpected: list[Exception] = []

    def call(module: torch.nn.Module, *args: object, **kwargs: object) -> object:
        held = any(value is module for value in vars(sys.modules["__main__"]).values())
        if not held:
            return original(module, *args, **kwargs)
        try:
            inputs = flatten(args, kwargs, [])
            count = sum(parameter.numel() for parameter in module.parameters())
            found.append((invocation_hash(module_lines(module), describe(inputs.template, inputs.tensors)), count))
        except NotImplementedError:  # tensors without memory have no values
            pass
        except Exception as error:  # not the script's: it must not be taken for its end
            unexpected.append(error)
        raise SystemExit

    torch.nn.Module.__call__ = call  # type: ignore[method-assign]
    try:
        with torch.device(device):
            run_script(Path(script), ())
    finally:
        torch.nn.Module.__call__ = original  # type: ignore[method-assign]
    if unexpected:
        raise unexpected[0]
    return found[0] if found else None


def _analyze(script: str) -> tuple[str, int] | str:
    """As turnkey itself finds it, for a script that holds its model in a function."""
    from turnkeyml.analysis.analyze import analyze_script
    from turnkeyml.records import AnalysisOptions

    found, failure = analyze_script(Path(script), AnalysisOptions())
    return failure.message if failure else (found[0].invocation.hash, found[0].invocation.parameters)


def main() -> None:
    """Bring the census up to date; scripts that cannot be identified are listed on stderr."""
    scripts = list(read_scripts(corpora()))
    known = read_census()
    fresh = [one for one in scripts if one.name not in known or known[one.name].sha256 != digest(one.path)]
    kept = {one.name: known[one.name] for one in scripts if one.name in known and one not in fresh}
    for number, answer in enumerate(take_census(fresh), start=1):
        if isinstance(answer, Counted):
            kept[answer.script] = answer
        else:
            print(*answer, sep=": ", file=sys.stderr)
        if number % 50 == 0 or number == len(fresh):
            write_census(kept)
            print(f"{number} of {len(fresh)}", file=sys.stderr, flush=True)


def write_census(counted: dict[str, Counted]) -> None:
    """Write the file, sorted by script."""
    with open(census_file(), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(vars(counted[name]) for name in sorted(counted))


if __name__ == "__main__":
    main()
