"""The columns of a report: name, unit, meaning and value, one row each. docs/reference.md is generated from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from turnkey_runner.contract import Stage, TensorSpec, codec
from turnkeyml.report.row_source import RowSource
from turnkeyml.results.engine import engine_name, engine_version
from turnkeyml.results.ratio import ratio_between

Value = Callable[[RowSource], Any]
OUTDATED = "the model has changed since it was measured: run it again"


@dataclass(frozen=True)
class Column:
    """One column; `value` is called with the row's source and returns None for what is not known."""

    name: str
    unit: str
    """Empty for texts and plain counts."""
    meaning: str
    value: Value


def metric(name: str, unit: str, meaning: str) -> Column:
    """A column out of the evaluation's metrics."""
    return Column(name, unit, meaning, lambda row: row.evaluation.metrics.get(name) if row.evaluation else None)


def count(name: str, unit: str, meaning: str) -> Column:
    """A whole number out of the evaluation's metrics."""

    def value(row: RowSource) -> int | None:
        found = row.evaluation.metrics.get(name) if row.evaluation else None
        return None if found is None else int(found)

    return Column(name, unit, meaning, value)


def of_result(name: str, unit: str, meaning: str, value: Callable[[Any], Any]) -> Column:
    """A column of the stored result; empty where there is none, or an outdated one."""
    return Column(name, unit, meaning, lambda row: value(row.result) if row.result else None)


def of_job(name: str, meaning: str, value: Callable[[Any], Any]) -> Column:
    """A column of the job, of outdated results too."""
    return Column(name, "", meaning, lambda row: value(row.stored.job) if row.stored else None)


def of_invocation(name: str, unit: str, meaning: str, value: Callable[[Any], Any]) -> Column:
    """A column of the invocation; empty where the analysis failed."""
    return Column(name, unit, meaning, lambda row: value(row.build.invocation) if row.build.invocation else None)


def of_export(name: str, unit: str, meaning: str, value: Callable[[Any], Any]) -> Column:
    """A column of the exported artifact; empty where there is none."""
    return Column(name, unit, meaning, lambda row: value(row.build.artifact) if row.build.artifact else None)


def of_stage(stage: Stage, meaning: str) -> tuple[Column, Column, Column]:
    """The status, duration and memory of a stage of the build."""

    def cost(field: str) -> Value:
        return lambda row: getattr(row.stage(stage), field, None)

    return (
        Column(f"{stage}_status", "", f"{meaning}: status", lambda row: row.build.status(stage).value),
        Column(f"{stage}_s", "s", f"{meaning}: duration", cost("duration_s")),
        Column(f"{stage}_peak_memory_bytes", "bytes", f"{meaning}: peak memory", cost("peak_memory_bytes")),
    )


def _label(key: str) -> Value:
    return lambda row: ",".join(row.build.labels.get(key, ()))


def _all_labels(row: RowSource) -> str:
    return " ".join(f"{key}::{','.join(values)}" for key, values in row.build.labels.items())


def _message(row: RowSource) -> str | None:
    if row.is_outdated:
        return OUTDATED
    return row.failure.message if row.failure else None


def _lost_attempt(row: RowSource) -> str | None:
    attempt = row.lost_attempt
    if attempt is None or attempt.failure is None:
        return None
    return f"{attempt.measured_at} {attempt.image}: {attempt.failure.kind.value}: {attempt.failure.message}"


def _warnings(row: RowSource) -> str | None:
    return " ".join(dict.fromkeys(one.code for one in row.evaluation.warnings)) if row.evaluation else None


def _speedup(field: Literal["value", "low", "high"]) -> Value:
    """The ratio of the headlines, or an end of its interval: None where either has a single process."""

    def value(row: RowSource) -> float | None:
        own, eager = row.evaluation, row.eager
        if own is None or eager is None or not own.latency_ms or not eager.latency_ms:
            return None
        if row.result is None or row.result.job.settings.mode != "latency" or own.method != eager.method:
            return None
        speedup = eager.latency_ms / own.latency_ms
        if field == "value":
            return speedup
        ratio = ratio_between(own, eager)
        if ratio is None:
            return None
        return min(speedup, ratio.interval.low) if field == "low" else max(speedup, ratio.interval.high)

    return value


def _failure(field: str) -> Value:
    return lambda row: getattr(row.failure, field).value if row.failure else None


def _remarks(row: RowSource) -> str | None:
    build, artifact = row.build, row.build.artifact
    recording = build.invocation.remarks if build.invocation is not None else ()
    export: tuple[str, ...] = ()
    if artifact is not None:
        unstable = () if artifact.deterministic else ("PyTorch itself is not deterministic",)
        export = (*artifact.left_out, *artifact.remarks, *unstable)
    return "; ".join((*recording, *export)) if recording or artifact is not None else None


def _tensors(specs: Iterable[TensorSpec]) -> str:
    return " ".join(f"{spec.name}:{spec.dtype}[{','.join(map(str, spec.shape))}]" for spec in specs)


def _pairs(known: dict[str, str]) -> str:
    return "; ".join(f"{key}={value}" for key, value in known.items())


def _json(value: Any) -> str | None:
    return json.dumps(codec.to_plain(value)) if value is not None else None


COLUMNS: tuple[Column, ...] = (
    Column("cache", "", "folder of the cache", lambda row: row.cache),
    Column("build", "", "name of the build", lambda row: row.build.name),
    Column("script", "", "path of the script or .onnx file", lambda row: row.build.source.path),
    of_invocation("hash", "", "8-digit hash of the invocation", lambda one: one.hash),
    Column("model_name", "", "label `name` of the script", _label("name")),
    Column("author", "", "label `author` of the script", _label("author")),
    Column("task", "", "label `task` of the script", _label("task")),
    of_invocation("model_class", "", "class of the model", lambda one: one.model_class),
    of_invocation("source_line", "", "line that calls the model", lambda one: one.source_line),
    Column("labels", "", "all labels of the script", _all_labels),
    of_job("device", "device that measured; empty where nothing was measured", lambda job: job.device),
    of_job("runtime", "runtime that measured", lambda job: job.runtime),
    of_result("engine", "", "package of the engine that ran", engine_name),
    of_result("engine_version", "", "its version, as it reports it", engine_version),
    of_job("precision", "precision of the model that the runtime was given", lambda job: job.precision),
    of_result("launcher", "", "how the runner was started", lambda one: one.launcher),
    Column(
        "status", "", "`successful`, `failed`, `outdated`; `built`, `analyzed` without a result", lambda r: r.status
    ),
    Column("failed_stage", "", "stage that failed", _failure("stage")),
    Column("failure_kind", "", "kind of the failure", _failure("kind")),
    Column("failure", "", "message of the failure", _message),
    Column("verdict", "", "how far to trust the result", lambda r: r.evaluation.verdict if r.evaluation else None),
    Column("warnings", "", "codes of all warnings", _warnings),
    metric("latency_ms", "ms", "the headline: geometric mean of the medians of the counted processes"),
    metric("latency_low_ms", "ms", "lower end of the headline's 95 % interval"),
    metric("latency_high_ms", "ms", "upper end of the headline's 95 % interval"),
    metric("throughput_ips", "1/s", "inferences per second: the inverse of the headline, or of the best level"),
    metric("throughput_mean_ips", "1/s", "inferences per second over the mean of all samples, in latency mode"),
    metric("latency_mean_ms", "ms", "mean of all samples"),
    metric(
        "latency_min_ms", "ms", "shortest sample; empty where several inferences share one, as the next seven columns"
    ),
    metric("latency_max_ms", "ms", "longest sample"),
    metric("latency_std_ms", "ms", "standard deviation of all samples"),
    metric("latency_mad_ms", "ms", "median absolute deviation of all samples"),
    metric(
        "latency_p90_ms",
        "ms",
        "90th percentile, as MLPerf's early stopping estimates it; empty where samples are too few",
    ),
    metric("latency_p95_ms", "ms", "95th percentile"),
    metric("latency_p99_ms", "ms", "99th percentile"),
    metric("latency_p99_9_ms", "ms", "99.9th percentile"),
    count("samples", "", "number of samples"),
    count("processes", "", "number of processes that count: in the best state of the host, and alone on their CPUs"),
    metric("between_cov", "", "standard deviation over mean, of the process medians"),
    metric("within_cov", "", "standard deviation over mean, within a process"),
    metric("drift", "", "by which share the second half of a process differs from the first"),
    metric("slow_state_factor", "", "how many times as long an inference takes in the host's slower state"),
    metric("slow_state_fraction", "", "share of the processes that were not in the best state of the host"),
    metric("autocorrelation", "", "of each sample with the one before"),
    count("mild_outliers", "", "samples beyond 1.5 interquartile ranges; never dropped"),
    count("severe_outliers", "", "samples beyond 3 interquartile ranges; never dropped"),
    metric("load_ms", "ms", "reading and compiling the model"),
    metric("first_inference_ms", "ms", "the first inference"),
    count("peak_memory_bytes", "bytes", "of the measuring process, without the comparison of outputs"),
    of_job("mode", "`latency` or `throughput`", lambda job: job.settings.mode),
    count("parallel_requests", "", "requests in flight at the best level"),
    metric("throughput_low_ips", "1/s", "lower end of the throughput's 95 % interval"),
    metric("throughput_high_ips", "1/s", "upper end of the throughput's 95 % interval"),
    metric("load_warm_ms", "ms", "loading with what an earlier load compiled"),
    metric("latency_varied_ms", "ms", "latency with random inputs, where the script passes constants"),
    Column("speedup_over_pytorch", "", "latency of `torch-eager` on the same CPU over this one", _speedup("value")),
    Column("speedup_low", "", "lower end of its 95 % interval", _speedup("low")),
    Column("speedup_high", "", "upper end of its 95 % interval", _speedup("high")),
    of_result("energy_mj", "mJ", "energy of one inference, whole CPU packages", lambda one: one.energy_mj),
    of_result("measured_as", "", "build measured in its place (`--dedupe`)", lambda one: one.deduplicated_from or None),
    count("inferences_per_sample", "", "inferences that were timed together"),
    Column(
        "noise_floor", "", "share by which two runs on this CPU differ for no reason; by `report` alone", lambda r: None
    ),
    metric("latency_engine_ms", "ms", "latency by the engine's own clock"),
    metric("latency_device_ms", "ms", "latency on the GPU alone, without transfers"),
    metric("build_ms", "ms", "compiling the model"),
    count("engine_size_bytes", "bytes", "size of what was compiled"),
    count("device_memory_bytes", "bytes", "peak of the GPU's memory"),
    of_result(
        "gpu", "", "what `--gpu` asked for; the GPU that was used is in `executed`", lambda one: one.job.gpu or None
    ),
    of_result("parity", "", "whether the outputs match PyTorch's", lambda one: one.result.parity.value),
    metric("parity_max_abs_error", "", "largest absolute error of all outputs"),
    metric("parity_max_rel_error", "", "largest relative error of all outputs"),
    metric("parity_cosine_similarity", "", "smallest cosine similarity of all outputs"),
    of_invocation("parameters", "", "parameters of the model", lambda one: one.parameters),
    of_invocation("parameter_bytes", "bytes", "size of the parameters", lambda one: one.parameter_bytes),
    of_export("macs", "", "multiply-accumulates of one inference, counted in the graph", lambda one: one.macs),
    of_export("flops", "", "twice the multiply-accumulates", lambda one: None if one.macs is None else 2 * one.macs),
    of_invocation("inputs", "", "name, type and shape of each input", lambda one: _tensors(one.inputs)),
    of_export("outputs", "", "name, type and shape of each output", lambda one: _tensors(one.outputs)),
    of_invocation("calls", "", "how often the script called the model", lambda one: one.calls),
    of_invocation("call_time_s", "s", "how long PyTorch took in the script", lambda one: round(one.call_time_s, 6)),
    of_invocation("depth", "", "depth of the module; 0: called by the script itself", lambda one: one.depth),
    of_invocation("training", "", "whether the script called it in training mode", lambda one: one.training),
    of_invocation(
        "further_structures",
        "",
        "other input structures and forms of the model that were called and not exported",
        lambda one: one.further_structures,
    ),
    of_export("exporter", "", "what wrote the ONNX file", lambda one: one.exporter),
    of_export("opset", "", "its operator set", lambda one: one.opset),
    of_export("ir_version", "", "its IR version", lambda one: one.ir_version),
    Column(
        "model_bytes", "bytes", "size of the model that was measured", lambda r: r.artifact and r.artifact.model_bytes
    ),
    of_export("operators", "", "JSON: number of nodes per operator", lambda one: json.dumps(one.operators)),
    Column("remarks", "", "what should be known of the recording and of the export", _remarks),
    Column("artifact", "", "digest of the artifact that was measured", lambda r: r.artifact and r.artifact.digest),
    Column("script_args", "", "arguments of the script", lambda row: " ".join(row.build.source.options.script_args)),
    *of_stage(Stage.ANALYSIS, "running the script"),
    Column("convert_status", "", "converting: status", lambda r: r.conversion and r.conversion.record.status.value),
    Column("convert_s", "s", "converting: duration", lambda r: r.conversion and r.conversion.record.duration_s),
    *of_stage(Stage.EXPORT, "exporting"),
    of_result("load_status", "", "loading in the runner: status", lambda one: one.result.load.value),
    of_result("benchmark_status", "", "measuring in the runner: status", lambda one: one.result.benchmark.value),
    of_result("job_s", "s", "duration of the whole job", lambda one: one.duration_s),
    of_result("method", "", "measurement method", lambda one: one.result.settings.method),
    of_result("profile", "", "measurement profile", lambda one: one.result.settings.profile),
    of_result("threads", "", "threads of the runtime", lambda one: one.result.threads),
    of_result("executed", "", "JSON: what really ran", lambda one: _json(one.result.runtime_info)),
    of_result("conditions", "", "JSON: what the machine did in each process", lambda one: _json(one.result.conditions)),
    of_result("runner", "", "the runner's hardware and versions", lambda one: _pairs(one.runner)),
    of_result("image", "", "image or environment of the runner", lambda one: one.image),
    Column(
        "versions", "", "versions of torch, the exporter and the script's libraries", lambda r: _pairs(r.build.versions)
    ),
    Column("host", "", "the host that exported", lambda row: _pairs(row.build.host)),
    Column("built_at", "", "when the build was made, UTC", lambda row: row.build.created_at),
    of_result("measured_at", "", "when it was measured, UTC", lambda one: one.measured_at),
    Column(
        "lost_attempt", "", "later attempt that failed: when, image, why; this earlier result stayed", _lost_attempt
    ),
    Column("script_sha256", "", "SHA-256 of the script", lambda row: row.build.source.sha256),
)
"""In the order of the report. Columns are added at any place; none is renamed."""

NAMES = tuple(column.name for column in COLUMNS)


def describe_columns() -> str:
    """The table of docs/reference.md."""
    rows = [f"| `{one.name}` | {one.unit} | {one.meaning} |" for one in COLUMNS]
    return "\n".join(["| column | unit | meaning |", "|---|---|---|", *rows]) + "\n"
