"""The record of coverage brought up to date with caches and plain runs, and the page from it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from turnkeyml.cache.atomic_files import write_atomically
from turnkeyml.cache.store import Store
from turnkeyml.collection.scripts import Script, corpora, read_scripts
from turnkeyml.errors import CacheError, TurnkeyError
from turnkeyml.report.coverage.builds import finished_builds
from turnkeyml.report.coverage.page import PAGE, describe_coverage
from turnkeyml.report.coverage.plain_runs import PlainRun, read_plain_runs
from turnkeyml.report.coverage.record import (
    OK,
    Coverage,
    Environment,
    KnownBuild,
    KnownScript,
    read_coverage,
    record_path,
    shorten,
    write_coverage_record,
)
from turnkeyml.report.rows import Row, rows_of
from turnkeyml.system.hashing import file_sha256

SHA256_DIGITS = 16


def write_coverage(stores: Iterable[Store], folder: Path, plain_runs: Path | None) -> tuple[Path, Path]:
    """Bring the record of a folder up to date; write it and its page, return their paths.

    `plain_runs` is a file of JSON lines, a `PlainRun` each. Raises `TurnkeyError` where a file cannot be
    read or written.
    """
    record, page = record_path(folder), folder / PAGE
    scripts = list(read_scripts(corpora()))
    plain = read_plain_runs(plain_runs) if plain_runs else []
    known = update_coverage(read_coverage(record), scripts, rows_of(stores), plain)
    write_coverage_record(known, record)
    try:
        write_atomically(page, describe_coverage(scripts, known).encode())
    except CacheError as error:
        raise TurnkeyError(f"cannot write {page}", remedy="choose another -r") from error
    return record, page


def update_coverage(
    known: Coverage, scripts: Sequence[Script], rows: Iterable[Row], plain: Iterable[PlainRun]
) -> Coverage:
    """What is known, with what rows and plain runs tell, of the scripts as they are now."""
    digests = {one.name: file_sha256(one.path) for one in scripts}
    current = {name: one for name, one in known.scripts.items() if digests.get(name, "")[:SHA256_DIGITS] == one.sha256}
    builds, environments = _all_builds(current, known.environments, rows, digests)
    ended = {name: one.plain for name, one in current.items() if one.plain is not None} | {
        run.script: OK if run.failure is None else shorten(run.failure)
        for run in plain
        if run.script in digests and run.script_sha256 in (None, digests[run.script])
    }
    told = {
        name: KnownScript(sha256=digests[name][:SHA256_DIGITS], plain=ended.get(name), builds=tuple(builds[name]))
        for name in sorted(builds.keys() | ended.keys())
    }
    used = {key for own in builds.values() for build in own for key in build.made}
    return Coverage(environments={key: environments[key] for key in sorted(used)}, scripts=told)


def _all_builds(
    current: Mapping[str, KnownScript],
    environments: Mapping[str, Environment],
    rows: Iterable[Row],
    digests: Mapping[str, str],
) -> tuple[dict[str, list[KnownBuild]], dict[str, Environment]]:
    """The known builds of each script and those of the rows, in the order of time; and all environments."""
    builds = defaultdict(list, {name: list(one.builds) for name, one in current.items()})
    places = dict(environments)
    for name, build, own in sorted(finished_builds(rows, digests), key=lambda found: found[1].made_at):
        places |= own
        builds[name] = _with(build, builds[name], places)
    return builds, places


def _with(new: KnownBuild, builds: Sequence[KnownBuild], environments: Mapping[str, Environment]) -> list[KnownBuild]:
    """The builds of a script and one more, each invocation once."""
    others = [one for one in builds if one.hash != new.hash]
    if any(_overtakes(one, new, environments) for one in others):
        return list(builds)
    for same in (one for one in builds if one.hash == new.hash):
        new = _join(new, same) if new.made_at >= same.made_at else _join(same, new)
    left = [one for one in others if not _overtakes(new, one, environments)]
    return sorted([*left, new], key=lambda one: one.hash or "")


def _overtakes(one: KnownBuild, other: KnownBuild, environments: Mapping[str, Environment]) -> bool:
    """Whether a script no longer gives the other build: its analysis ended otherwise later, or other versions did it.

    Another version of a library may call another model, and what it called before is then not run any more.
    """
    if one.made_at <= other.made_at or None in (one.hash, other.hash):
        return one.made_at > other.made_at
    made, before = ({environments[key].versions for key in build.made} for build in (one, other))
    return made.isdisjoint(before)


def _join(newer: KnownBuild, older: KnownBuild) -> KnownBuild:
    """The newer build, with results of the older one in runtimes that it was not sent to, if the model is the same."""
    further = older.results.keys() - newer.results.keys()
    if not further or _model_of(newer) != _model_of(older):
        return newer
    return dataclasses.replace(
        newer,
        results=dict(sorted((older.results | newer.results).items())),
        failures=dict(sorted(({k: v for k, v in older.failures.items() if k in further} | newer.failures).items())),
        made=dict(sorted((older.made | newer.made).items())),
    )


def _model_of(build: KnownBuild) -> tuple[str | None, float | None]:
    return build.exporter, build.model_mib
