"""Simulated campaigns with a known truth: what a machine does to samples, without a machine."""

from __future__ import annotations

import numpy as np

from turnkey_runner.contract import Conditions, Measurement, OutputParity, Result, RuntimeInfo, Settings, Status

TRUE_MEDIAN_NS = 2_000_000.0


class Campaigns:
    """Lognormal samples with AR(1) autocorrelation, processes that differ, and spikes."""

    def __init__(self, seed: int, *, within=0.05, between=0.02, rho=0.3, spikes=0.01) -> None:
        self.generator = np.random.default_rng(seed)
        self.within, self.between, self.rho, self.spikes = within, between, rho, spikes

    def processes(self, processes: int = 5, samples: int = 200, scale: float = 1.0) -> np.ndarray:
        """An array of processes × samples in ns, whose typical process has the true median times `scale`."""
        noise = self.generator.standard_normal((processes, samples))
        for column in range(1, samples):
            noise[:, column] = self.rho * noise[:, column - 1] + np.sqrt(1 - self.rho**2) * noise[:, column]
        level = self.generator.normal(0, self.between, (processes, 1))
        times = TRUE_MEDIAN_NS * scale * np.exp(self.within * noise + level)
        return np.where(self.generator.random(times.shape) < self.spikes, times * 10, times)

    def medians(self, processes: int = 5, samples: int = 200, scale: float = 1.0) -> list[float]:
        """The process medians alone, as their sampling distribution: fast enough for thousands of campaigns."""
        return [float(value) for value in np.median(self.processes(processes, samples, scale), axis=1)]


def result_of(processes, *, settings: Settings | None = None, **changes) -> Result:
    """A result with these samples, as a quiet and honest machine would give it."""
    rows = [tuple(int(value) for value in samples) for samples in processes]
    known = {
        "id": "1",
        "artifact": "a",
        "device": "x86",
        "runtime": "ort",
        "precision": "fp32",
        "settings": settings or Settings(processes=len(rows), max_processes=len(rows)),
        "load": Status.SUCCESSFUL,
        "benchmark": Status.SUCCESSFUL,
        "parity": Status.SUCCESSFUL,
        "measurements": tuple(
            Measurement(name="latency", unit="ns", samples=row, process=index) for index, row in enumerate(rows)
        ),
        "outputs": (OUTPUT,),
        "threads": 1,
        "runtime_info": RuntimeInfo(
            engine="onnxruntime",
            engine_version="1",
            provider="CPUExecutionProvider",
            threads=1,
            cpus=(0,),
            streams=1,
            providers={"CPUExecutionProvider": 3},
        ),
        "conditions": tuple(
            Conditions(
                process=index, wall_ns=sum(row) + 1000, cpu_time_ns=sum(row), steal_fraction=0.0, pressure_fraction=0.0
            )
            for index, row in enumerate(rows)
        ),
    }
    return Result(**known | changes)


OUTPUT = OutputParity(
    name="y",
    dtype="float32",
    max_abs_error=0.0,
    max_rel_error=0.0,
    cosine_similarity=1.0,
    fraction_within=1.0,
    atol=1e-5,
    rtol=1e-3,
    passed=True,
)
