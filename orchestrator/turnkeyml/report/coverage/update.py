"""Brings the record of coverage up to date with caches and plain runs, and writes the page from it."""

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
from turnkeyml.report.coverage.record import (
    OK,
    Coverage,
    Environment,
    KnownBuild,
    KnownScript,
    PlainRun,
    read_coverage,
    read_plain_runs,
    record_path,
    shorten,
    write_coverage_record,
)
from turnkeyml.report.kept_row import Row
from turnkeyml.report.rows import rows_of
from turnkeyml.system.hashing import file_sha256

_SHA256_LENGTH = 16


def write_coverage(stores: Iterable[Store], folder: Path, plain_runs: Path | None) -> tuple[Path, Path]:
    """Bring the record of a folder up to date; write it and its page, and return their paths.

    `plain_runs` is a file with one `PlainRun` per line. Raises `TurnkeyError` if a file cannot be read or written.
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
    """Add rows and plain runs to the record, and drop what was found with former versions of the scripts."""
    digests = {script.name: file_sha256(script.path) for script in scripts}
    current = {
        name: script
        for name, script in known.scripts.items()
        if digests.get(name, "")[:_SHA256_LENGTH] == script.sha256
    }
    builds, environments = _all_builds(current, known.environments, rows, digests)
    plain_results = {name: script.plain for name, script in current.items() if script.plain is not None} | {
        run.script: OK if run.failure is None else shorten(run.failure)
        for run in plain
        if run.script in digests and run.script_sha256 in (None, digests[run.script])
    }
    updated = {
        name: KnownScript(
            sha256=digests[name][:_SHA256_LENGTH], plain=plain_results.get(name), builds=tuple(builds[name])
        )
        for name in sorted(builds.keys() | plain_results.keys())
    }
    used = {key for of_script in builds.values() for build in of_script for key in build.made}
    return Coverage(environments={key: environments[key] for key in sorted(used)}, scripts=updated)


def _all_builds(
    current: Mapping[str, KnownScript],
    environments: Mapping[str, Environment],
    rows: Iterable[Row],
    digests: Mapping[str, str],
) -> tuple[dict[str, list[KnownBuild]], dict[str, Environment]]:
    """The known builds of each script together with those of the rows, in order of time; and all environments."""
    builds = defaultdict(list, {name: list(script.builds) for name, script in current.items()})
    all_environments = dict(environments)
    for name, build, of_build in sorted(finished_builds(rows, digests), key=lambda found: found[1].made_at):
        all_environments |= of_build
        builds[name] = _add(build, builds[name], all_environments)
    return builds, all_environments


def _add(new: KnownBuild, builds: Sequence[KnownBuild], environments: Mapping[str, Environment]) -> list[KnownBuild]:
    """The builds of a script and a new one, each invocation once."""
    others = [build for build in builds if build.hash != new.hash]
    if any(_supersedes(build, new, environments) for build in others):
        return list(builds)
    for same in (build for build in builds if build.hash == new.hash):
        new = _merge(new, same) if new.made_at >= same.made_at else _merge(same, new)
    remaining = [build for build in others if not _supersedes(new, build, environments)]
    return sorted([*remaining, new], key=lambda build: build.hash or "")


def _supersedes(build: KnownBuild, other: KnownBuild, environments: Mapping[str, Environment]) -> bool:
    """Whether the script no longer has the other build: a later analysis ended otherwise, or used other versions.

    Another version of a library may call another model, and the one that it called before is not run any more.
    """
    if build.made_at <= other.made_at or None in (build.hash, other.hash):
        return build.made_at > other.made_at
    versions, other_versions = ({environments[key].versions for key in one.made} for one in (build, other))
    return versions.isdisjoint(other_versions)


def _merge(newer: KnownBuild, older: KnownBuild) -> KnownBuild:
    """The newer build, with the older results in other runtimes if the model is the same."""
    missing = older.results.keys() - newer.results.keys()
    if not missing or _model_of(newer) != _model_of(older):
        return newer
    return dataclasses.replace(
        newer,
        results=dict(sorted((older.results | newer.results).items())),
        failures=dict(sorted(({k: v for k, v in older.failures.items() if k in missing} | newer.failures).items())),
        made=dict(sorted((older.made | newer.made).items())),
    )


def _model_of(build: KnownBuild) -> tuple[str | None, float | None]:
    return build.exporter, build.model_mib
