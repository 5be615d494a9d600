"""The figures of a result: statistics of its raw samples, in the units that people read."""

from __future__ import annotations

from turnkey_runner.contract import OutputParity
from turnkey_runner.statistics import Summary, samples_of, summarize
from turnkey_runner.variation import vary
from turnkeyml.records import FiledResult

_NS_PER_MS = 1e6


def figures_of(filed: FiledResult) -> dict[str, float | None]:
    """Latency, throughput, load, memory and parity; None where nothing was measured."""
    measurements = filed.result.measurements
    latency = summarize(measurements, "latency")
    return {
        **_latency(latency),
        "throughput_ips": 1e9 / latency.mean if latency and latency.mean else None,
        **_variation(samples_of(measurements, "latency")),
        "load_ms": _median_ms(summarize(measurements, "load")),
        "first_inference_ms": _median_ms(summarize(measurements, "first")),
        "peak_memory_bytes": _maximum(summarize(measurements, "memory_peak")),
        "parity_max_abs_error": _largest(filed.result.outputs, "max_abs_error"),
        "parity_max_rel_error": _largest(filed.result.outputs, "max_rel_error"),
        "parity_cosine_similarity": _smallest(filed.result.outputs, "cosine_similarity"),
    }


def _latency(latency: Summary | None) -> dict[str, float | None]:
    fields = {
        "latency_ms": "median",
        "latency_low_ms": "low",
        "latency_high_ms": "high",
        "latency_mean_ms": "mean",
        "latency_min_ms": "minimum",
        "latency_max_ms": "maximum",
        "latency_std_ms": "standard_deviation",
        "latency_mad_ms": "mad",
        "latency_p90_ms": "p90",
        "latency_p95_ms": "p95",
        "latency_p99_ms": "p99",
        "latency_p99_9_ms": "p99_9",
    }
    found = {column: getattr(latency, field) if latency else None for column, field in fields.items()}
    in_ms = {column: None if value is None else value / _NS_PER_MS for column, value in found.items()}
    return {
        **in_ms,
        "samples": latency.samples if latency else None,
        "processes": latency.processes if latency else None,
    }


def _variation(processes: list[tuple[int, ...]]) -> dict[str, float | None]:
    columns = ("between_cov", "within_cov", "drift", "autocorrelation", "mild_outliers", "severe_outliers")
    found = vary(processes) if processes else None
    return {column: getattr(found, column) if found else None for column in columns}


def _median_ms(summary: Summary | None) -> float | None:
    return summary.median / _NS_PER_MS if summary else None


def _maximum(summary: Summary | None) -> float | None:
    return summary.maximum if summary else None


def _largest(outputs: tuple[OutputParity, ...], field: str) -> float | None:
    return max((value for value in (getattr(output, field) for output in outputs) if value is not None), default=None)


def _smallest(outputs: tuple[OutputParity, ...], field: str) -> float | None:
    return min((value for value in (getattr(output, field) for output in outputs) if value is not None), default=None)
