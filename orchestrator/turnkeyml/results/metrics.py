"""Computes the metrics of a result: statistics of its raw samples, in the units of the report."""

from __future__ import annotations

from turnkey_runner.contract import OutputParity, Result
from turnkey_runner.stats.summary import (
    Summary,
    best_level,
    headline_samples,
    summarize,
    summarize_headline,
)
from turnkey_runner.stats.variation import vary
from turnkey_runner.stats.verdict_host import slow_state_factor, slow_state_fraction

_NS_PER_MS = 1e6


def compute_metrics(result: Result) -> dict[str, float]:
    """Latency, throughput, load time, memory and parity by column of the report, without what was not measured.

    In throughput mode, the latency is that of a request at the level with the highest throughput, and the throughput
    has an interval, too.
    """
    metrics = {
        **_rates(result),
        **_variation(headline_samples(result)),
        "latency_varied_ms": _typical_ms(summarize(result, "latency_varied")),
        "load_ms": _median_ms(summarize(result, "load")),
        "load_warm_ms": _median_ms(summarize(result, "load_warm")),
        "first_inference_ms": _median_ms(summarize(result, "first")),
        "peak_memory_bytes": _maximum(summarize(result, "memory_peak")),
        "latency_engine_ms": _typical_ms(summarize(result, "latency_engine")),
        "latency_device_ms": _typical_ms(summarize(result, "latency_device")),
        "build_ms": _median_ms(summarize(result, "compile")),
        "engine_size_bytes": _maximum(summarize(result, "engine_size")),
        "device_memory_bytes": _maximum(summarize(result, "memory_device")),
        "slow_state_fraction": slow_state_fraction(result),
        "slow_state_factor": slow_state_factor(result),
        "inferences_per_sample": max((m.block for m in result.measurements if m.name == "latency"), default=None),
        "parity_max_abs_error": _largest(result.outputs, "max_abs_error"),
        "parity_max_rel_error": _largest(result.outputs, "max_rel_error"),
        "parity_cosine_similarity": _smallest(result.outputs, "cosine_similarity"),
    }
    return {name: value for name, value in metrics.items() if value is not None}


def _rates(result: Result) -> dict[str, float | None]:
    """Latency and throughput with their intervals; None if nothing was measured."""
    headline = summarize_headline(result)
    if result.settings.mode == "latency" or headline is None:
        return {
            **_latency(headline),
            "throughput_ips": 1e9 / headline.typical if headline else None,
            "throughput_mean_ips": 1e9 / headline.mean if headline else None,
            "parallel_requests": 1 if headline else None,
        }
    level = best_level(result)
    requests = summarize(result, "request", level)
    return {
        **_latency(requests),
        "throughput_ips": 1e9 / headline.typical,
        "throughput_low_ips": 1e9 / headline.high if headline.high else None,
        "throughput_high_ips": 1e9 / headline.low if headline.low else None,
        "parallel_requests": level,
    }


def _latency(latency: Summary | None) -> dict[str, float | None]:
    fields = {
        "latency_ms": "typical",
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
    in_ns = {column: getattr(latency, field) if latency else None for column, field in fields.items()}
    in_ms = {column: None if value is None else value / _NS_PER_MS for column, value in in_ns.items()}
    return {
        **in_ms,
        "samples": latency.samples if latency else None,
        "processes": latency.processes if latency else None,
    }


def _variation(processes: list[tuple[int, ...]]) -> dict[str, float | None]:
    columns = ("between_cov", "within_cov", "drift", "autocorrelation", "mild_outliers", "severe_outliers")
    variation = vary(processes) if processes else None
    return {column: getattr(variation, column) if variation else None for column in columns}


def _median_ms(summary: Summary | None) -> float | None:
    return summary.median / _NS_PER_MS if summary else None


def _typical_ms(summary: Summary | None) -> float | None:
    return summary.typical / _NS_PER_MS if summary else None


def _maximum(summary: Summary | None) -> float | None:
    return summary.maximum if summary else None


def _largest(outputs: tuple[OutputParity, ...], field: str) -> float | None:
    return max((value for value in (getattr(output, field) for output in outputs) if value is not None), default=None)


def _smallest(outputs: tuple[OutputParity, ...], field: str) -> float | None:
    return min((value for value in (getattr(output, field) for output in outputs) if value is not None), default=None)
