"""From the rows of a report to the record of a build: what became of it, and why it failed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from turnkeyml.report.coverage.record import OK, Environment, KnownBuild, Reason, shorten
from turnkeyml.report.kept_row import Row

DEVICE = "x86"
PRECISION = "fp32"
"""Coverage is of what any machine can run."""
_RUNNER_STAGES = ("load", "benchmark", "parity")
_UP_TO_MINUTES = len("2026-11-24T10:05")
_MIN_SIMILAR_COSINE = 0.9999
_MAX_ERROR = 1000
_MAX_CAUSE_LENGTH = 220
_MAX_SEARCHED = 2_000

ScriptBuild = tuple[str, KnownBuild, dict[str, Environment]]
"""A script's name, a build of it, and the environments that the build refers to, by key."""


def finished_builds(rows: Iterable[Row], digests: Mapping[str, str]) -> Iterator[ScriptBuild]:
    """The builds of scripts that have not changed since, by script; `digests` are those of the scripts now.

    Builds that are in progress, or were only analyzed, are left out, and so are other devices and precisions.
    """
    grouped: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_time_of):
        name = script_of(row)
        is_covered = row["device"] in (None, DEVICE) and row["precision"] in (None, PRECISION)
        if is_covered and row["script_sha256"] and row["script_sha256"] == digests.get(name):
            grouped[name, row["cache"], row["build"]].append(row)
    for (name, *_), of_build in grouped.items():
        if of_build[0]["export_status"] == "successful" or of_build[0]["failure"]:
            environments = map(_environment_of, of_build)
            yield name, _build_of(of_build), {environment.key: environment for environment in environments}


def script_of(row: Row) -> str:
    """The name of a row's script in the collection: `corpus/name`."""
    path = Path(row["script"] or "")
    return f"{path.parent.name}/{path.stem}"


def _build_of(rows: Sequence[Row]) -> KnownBuild:
    """A build from the rows of its results, of which the latest is the last."""
    first = rows[0]
    results = {row["runtime"]: row for row in rows if row["runtime"]}
    size_bytes = next((row["model_bytes"] for row in rows if row["model_bytes"]), None)
    return KnownBuild(
        hash=first["hash"],
        parameters=first["parameters"],
        analysis=_status(first["analysis_status"]),
        exporter=first["exporter"],
        model_mib=None if size_bytes is None else round(size_bytes / 2**20, 1),
        export=_status(first["export_status"]),
        results={runtime: _runner_status(row) for runtime, row in sorted(results.items())},
        failures=_reasons(results or {first["failed_stage"]: first}),
        made=dict(sorted({_environment_of(row).key: _time_of(row)[:_UP_TO_MINUTES] for row in rows}.items())),
    )


def _reasons(rows: Mapping[str, Row]) -> dict[str, Reason]:
    failures = {key: (row, failure_of(row)) for key, row in sorted(rows.items())}
    return {
        key: Reason(cause=shorten(cause_of(row)), words=shorten(message))
        for key, (row, message) in failures.items()
        if message is not None
    }


def _environment_of(row: Row) -> Environment:
    return Environment(host=row["host"], runner=row["runner"], versions=row["versions"])


def _time_of(row: Row) -> str:
    return str(row["measured_at"] or row["built_at"] or "")


def _runner_status(row: Row) -> str:
    statuses = {stage: row[stage if stage == "parity" else f"{stage}_status"] for stage in _RUNNER_STAGES}
    return next((f"{stage} {status}" for stage, status in statuses.items() if status != "successful"), OK)


def _status(status: str) -> str:
    return OK if status == "successful" else "" if status == "not_started" else status


def failure_of(row: Row) -> str | None:
    """The message of a row that failed: its failure, or how far its outputs are from PyTorch's."""
    if row["failure"]:
        return str(row["failure"])
    if row["parity"] != "failed":
        return None
    if row["parity_max_abs_error"] is None:
        return "an output has another shape or type than PyTorch's"
    columns = {"parity_max_abs_error": "largest error", "parity_cosine_similarity": "cosine similarity"}
    errors = [f"{label} {row[column]:.9g}" for column, label in columns.items() if row[column] is not None]
    return f"the outputs differ from PyTorch's: {', '.join(errors)}"


def cause_of(row: Row) -> str:
    """Why a row failed, without what differs between models: quoted names, numbers, addresses."""
    if not row["failure"]:
        return f"{row['runtime']} parity: {_difference_of_outputs(row)}"
    start = str(row["failure"])[:_MAX_SEARCHED]  # the expressions take quadratic time
    text = re.sub(r"\(\w+\.py:\d+\)$", "", start).strip()
    text = re.sub(r"(?<!\w)'[^']*'|\"[^\"]*\"|`[^`]*`", "…", text)
    text = re.sub(r"[\w./:-]*/[\w./:-]+|\b0x[0-9a-f]+|(?<![\w.])-?\d[\d.,e+-]*(?!\w)", "…", text)
    text = re.sub(r"…(?:[\s,;:x×()\[\]]*…)+", "…", text)
    where = f"{row['runtime']} " if row["runtime"] else ""
    return f"{where}{row['failed_stage']}: {row['failure_kind']}: {text[:_MAX_CAUSE_LENGTH].strip()}"


def _difference_of_outputs(row: Row) -> str:
    """One text per cause: dynamic shapes, rounding, random weights that let values grow."""
    error, cosine = row["parity_max_abs_error"], row["parity_cosine_similarity"]
    if error is None:
        return "an output has another shape or type than PyTorch's"
    if cosine is not None and cosine >= _MIN_SIMILAR_COSINE:
        return f"elements outside the tolerance, cosine similarity {_MIN_SIMILAR_COSINE} or more"
    if error > _MAX_ERROR:
        return f"the outputs differ from PyTorch's by more than {_MAX_ERROR:,}"
    return "the outputs differ from PyTorch's"
