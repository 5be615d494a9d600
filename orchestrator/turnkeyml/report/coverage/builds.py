"""Rows of a report into what the record of coverage knows of a build."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from turnkeyml.report.coverage.causes import cause_of, failure_of
from turnkeyml.report.coverage.record import OK, Environment, KnownBuild, Reason, shorten
from turnkeyml.report.rows import Row

_IN_RUNNER = ("load", "benchmark", "parity")
_MINUTE = len("2026-11-24T10:05")

Found = tuple[str, KnownBuild, dict[str, Environment]]
"""A script's name, a build of it, and the environments that the build refers to, by their keys."""


def finished_builds(rows: Iterable[Row], digests: Mapping[str, str]) -> Iterator[Found]:
    """The builds of scripts whose text is the one of the digest, by script, on x86 and in fp32.

    Without those that a run is at, or that were only analyzed.
    """
    grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_time_of):
        name = script_of(row)
        ours = row["device"] in (None, "x86") and row["precision"] in (None, "fp32")
        if ours and row["script_sha256"] and row["script_sha256"] == digests.get(name):
            grouped[name, row["cache"], row["build"]].append(row)
    for (name, *_), own in grouped.items():
        if own[0]["export_status"] == "successful" or own[0]["failure"]:
            yield name, _build_of(own), {_environment_of(row).key: _environment_of(row) for row in own}


def script_of(row: Row) -> str:
    """What a row's script is called, if it is one of the collection: `corpus/name`."""
    path = Path(row["script"] or "")
    return f"{path.parent.name}/{path.stem}"


def _build_of(rows: Sequence[Row]) -> KnownBuild:
    """A build, of the rows of its results, the latest last."""
    first = rows[0]
    results = {row["runtime"]: row for row in rows if row["runtime"]}
    size_bytes = next((row["model_bytes"] for row in rows if row["model_bytes"]), None)
    return KnownBuild(
        hash=first["hash"],
        parameters=first["parameters"],
        analysis=_word(first["analysis_status"]),
        exporter=first["exporter"],
        model_mib=None if size_bytes is None else round(size_bytes / 2**20, 1),
        export=_word(first["export_status"]),
        results={runtime: _in_runner(row) for runtime, row in sorted(results.items())},
        failures=_reasons(results or {first["failed_stage"]: first}),
        made=dict(sorted({_environment_of(row).key: _time_of(row)[:_MINUTE] for row in rows}.items())),
    )


def _reasons(rows: Mapping[str, Row]) -> dict[str, Reason]:
    told = {what: (row, failure_of(row)) for what, row in sorted(rows.items())}
    return {
        what: Reason(cause=shorten(cause_of(row)), words=shorten(words))
        for what, (row, words) in told.items()
        if words is not None
    }


def _environment_of(row: Row) -> Environment:
    return Environment(host=row["host"], runner=row["runner"], versions=row["versions"])


def _time_of(row: Row) -> str:
    return str(row["measured_at"] or row["built_at"] or "")


def _in_runner(row: Row) -> str:
    statuses = {stage: row[stage if stage == "parity" else f"{stage}_status"] for stage in _IN_RUNNER}
    return next((f"{stage} {status}" for stage, status in statuses.items() if status != "successful"), OK)


def _word(status: str) -> str:
    return OK if status == "successful" else "" if status == "not_started" else status
