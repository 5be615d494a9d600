"""Caches into rows: one for each result, one for each build that failed or has no result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from turnkey_runner.contract import Failure, Stage, TensorSpec, codec
from turnkey_runner.stats.verdict_types import Verdict
from turnkeyml.cache.store import Store
from turnkeyml.errors import CacheError
from turnkeyml.records import Artifact, Build, StoredResult
from turnkeyml.results.metrics import compute_metrics
from turnkeyml.results.summary import judge_stored

Row = dict[str, Any]

_MACHINE = ("cpu", "cpu_flags")
"""What a runner tells of the host's CPU; a hypervisor gives different ones one name."""

COLUMNS = (
    *("cache", "build", "script", "hash", "model_name", "author", "task", "model_class", "source_line", "labels"),
    *("device", "runtime", "precision", "launcher", "status", "failed_stage", "failure_kind", "failure"),
    *("verdict", "warnings"),
    *("latency_ms", "latency_low_ms", "latency_high_ms", "throughput_ips"),
    *("latency_mean_ms", "latency_min_ms", "latency_max_ms", "latency_std_ms", "latency_mad_ms"),
    *("latency_p90_ms", "latency_p95_ms", "latency_p99_ms", "latency_p99_9_ms", "samples", "processes"),
    *("between_cov", "within_cov", "drift", "autocorrelation", "mild_outliers", "severe_outliers"),
    *("load_ms", "first_inference_ms", "peak_memory_bytes"),
    *("mode", "parallel_requests", "throughput_low_ips", "throughput_high_ips", "load_warm_ms", "latency_varied_ms"),
    *("speedup_over_pytorch", "energy_mj", "measured_as", "inferences_per_sample", "noise_floor"),
    *("latency_engine_ms", "latency_device_ms", "build_ms", "engine_size_bytes", "device_memory_bytes", "gpu"),
    *("parity", "parity_max_abs_error", "parity_max_rel_error", "parity_cosine_similarity"),
    *(
        "parameters",
        "parameter_bytes",
        "macs",
        "flops",
        "inputs",
        "outputs",
        "calls",
        "call_time_s",
        "depth",
        "training",
    ),
    *("exporter", "opset", "ir_version", "model_bytes", "operators", "remarks", "artifact", "script_args"),
    *("analysis_status", "analysis_s", "analysis_peak_memory_bytes", "convert_status", "convert_s"),
    *("export_status", "export_s", "export_peak_memory_bytes", "load_status", "benchmark_status", "job_s"),
    *(
        "method",
        "profile",
        "threads",
        "executed",
        "conditions",
        "runner",
        "image",
        "versions",
        "host",
        "built_at",
        "measured_at",
        "script_sha256",
    ),
)
"""In the order of the report. New columns are added; none is renamed."""


def rows_of(
    stores: Iterable[Store], *, computed: bool = True, noise_floors: Mapping[str, float] | None = None
) -> Iterator[Row]:
    """The rows of caches, in the order of the caches and of the names of builds. Damaged files are rows, too.

    Not `computed`: without what follows from the raw samples, which takes most of the time. `noise_floors` are those
    that are known, by the CPU: what two runs on it differ by for no reason, as a share.
    """
    floors = noise_floors or {}
    for store in stores:
        for name in store.build_names():
            try:
                build = store.load_build(name)
                results = list(store.results(name, samples=computed))
            except CacheError as error:
                yield _row(
                    cache=str(store.path), build=name, status="failed", failure_kind="damaged", failure=str(error)
                )
                continue
            for row in _rows(store, build, results, computed=computed):
                yield row | {"noise_floor": floors.get(_cpu(row))}


def rows_of_build(store: Store, name: str) -> Iterator[Row]:
    """The rows of one build. Raises `CacheError` where it is missing or damaged."""
    yield from _rows(store, store.load_build(name), list(store.results(name)))


def _rows(store: Store, build: Build, results: list[StoredResult], *, computed: bool = True) -> Iterator[Row]:
    own = _of_build(store, build)
    current = [stored for stored in results if stored.is_of(build)]
    for stored in results:
        if not stored.is_of(build):
            yield _row(**own | _of_earlier(stored))
            continue
        eager_ms = _eager_ms(current, stored) if computed else None
        further = _computed_of(stored) | _of_artifact(build, stored, eager_ms) if computed else {}
        yield _row(**own | _of_result(stored) | further)
    if not results:
        yield _row(**own)


def _row(**known: Any) -> Row:
    return dict.fromkeys(COLUMNS) | known


def _of_build(store: Store, build: Build) -> Row:
    invocation, artifact = build.invocation, build.artifact
    known: Row = {
        "cache": str(store.path),
        "build": build.name,
        "script": build.source.path,
        "script_sha256": build.source.sha256,
        "script_args": " ".join(build.source.options.script_args),
        "labels": " ".join(f"{key}::{','.join(values)}" for key, values in build.labels.items()),
        "model_name": ",".join(build.labels.get("name", ())),
        "author": ",".join(build.labels.get("author", ())),
        "task": ",".join(build.labels.get("task", ())),
        "status": "failed" if build.failure else "built" if artifact else "analyzed",
        "versions": _words(build.versions),
        "host": _words(build.host),
        "built_at": build.created_at,
        **_of_failure(build.failure),
    }
    for stage in (Stage.ANALYSIS, Stage.EXPORT):
        record = build.stages.get(stage.value)
        known[f"{stage}_status"] = build.status(stage).value
        known[f"{stage}_s"] = record.duration_s if record else None
        known[f"{stage}_peak_memory_bytes"] = record.peak_memory_bytes if record else None
    if invocation is not None:
        copied = ("hash", "model_class", "source_line", "parameters", "parameter_bytes", "calls", "depth", "training")
        known |= {column: getattr(invocation, column) for column in copied}
        known |= {"call_time_s": round(invocation.call_time_s, 6), "inputs": _tensors(invocation.inputs)}
    if artifact is not None:
        known |= {
            column: getattr(artifact, column) for column in ("exporter", "opset", "ir_version", "model_bytes", "macs")
        }
        known |= {
            "flops": None if artifact.macs is None else 2 * artifact.macs,
            "outputs": _tensors(artifact.outputs),
            "operators": json.dumps(artifact.operators),
            "remarks": " ".join(_remarks(artifact)),
            "artifact": artifact.digest,
        }
    return known


def _of_result(stored: StoredResult) -> Row:
    result = stored.result
    return {
        "device": result.device,
        "runtime": result.runtime,
        "precision": result.precision,
        "launcher": stored.launcher,
        "status": "failed" if result.failure else "successful",
        **_of_failure(result.failure),
        "parity": result.parity.value,
        "load_status": result.load.value,
        "benchmark_status": result.benchmark.value,
        "job_s": stored.duration_s,
        "method": result.settings.method,
        "mode": result.settings.mode,
        "energy_mj": stored.energy_mj,
        "measured_as": stored.deduplicated_from or None,
        "gpu": stored.job.gpu or None,
        "profile": result.settings.profile,
        "threads": result.threads,
        "executed": json.dumps(codec.to_plain(result.runtime_info)) if result.runtime_info else None,
        "conditions": json.dumps(codec.to_plain(result.conditions)),
        "runner": _words(stored.runner),
        "image": stored.image,
        "measured_at": stored.measured_at,
    }


def _of_earlier(stored: StoredResult) -> Row:
    """A result of what the script was before: its numbers are not those of the build."""
    names = ("device", "runtime", "precision")
    return {name: getattr(stored.job, name) for name in names} | {
        "mode": stored.job.settings.mode,
        "status": "outdated",
        "failure": "the model has changed since it was measured: run it again",
    }


def _computed_of(stored: StoredResult) -> Row:
    """What follows from the raw samples of a result."""
    judgement = judge_stored(stored)
    return {
        **compute_metrics(stored),
        "verdict": judgement.verdict.value,
        "warnings": " ".join(dict.fromkeys(caution.code for caution in judgement.warnings)),
    }


def _of_artifact(build: Build, stored: StoredResult, eager_ms: float | None) -> Row:
    """What a result has from the artifact of its precision, and from the results beside it."""
    known: Row = {}
    conversion = build.conversion_of(stored.job.device, stored.job.precision)
    if conversion is not None:
        known = {"convert_status": conversion.record.status.value, "convert_s": conversion.record.duration_s}
    artifact = build.artifact_of(stored.job.device, stored.job.precision)
    known |= {"artifact": artifact and artifact.digest, "model_bytes": artifact and artifact.model_bytes}
    latency_ms = compute_metrics(stored)["latency_ms"]
    if eager_ms and latency_ms and stored.job.settings.mode == "latency":
        known["speedup_over_pytorch"] = eager_ms / latency_ms
    return known


def _eager_ms(results: Iterable[StoredResult], stored: StoredResult) -> float | None:
    """PyTorch's own latency on the CPU, where it was measured on the same machine with as many threads.

    None beside a result that failed or is invalid, and where that of PyTorch did or is.
    """
    for eager in results:
        job = eager.job
        if (job.runtime, job.settings.mode, eager.result.threads) != ("torch-eager", "latency", stored.result.threads):
            continue
        same = all(eager.runner.get(name) == stored.runner.get(name) for name in _MACHINE)
        if same and _counts(eager) and _counts(stored):
            return compute_metrics(eager)["latency_ms"]
    return None


def _counts(stored: StoredResult) -> bool:
    return stored.result.failure is None and judge_stored(stored).verdict is not Verdict.INVALID


def _of_failure(failure: Failure | None) -> Row:
    if failure is None:
        return {}
    return {"failed_stage": failure.stage.value, "failure_kind": failure.kind.value, "failure": failure.message}


def _remarks(artifact: Artifact) -> tuple[str, ...]:
    return artifact.remarks if artifact.deterministic else (*artifact.remarks, "PyTorch itself is not deterministic")


def _tensors(specs: Iterable[TensorSpec]) -> str:
    return " ".join(f"{spec.name}:{spec.dtype}[{','.join(map(str, spec.shape))}]" for spec in specs)


def _cpu(row: Row) -> str:
    """Of the machine that a row was measured on."""
    told = (word.partition("=") for word in str(row["runner"] or "").split("; "))
    return next((value for name, _, value in told if name == "cpu"), "")


def _words(known: dict[str, str]) -> str:
    return "; ".join(f"{key}={value}" for key, value in known.items())
