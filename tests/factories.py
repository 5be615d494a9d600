"""Values that tests need: results with a known truth, jobs, builds, artifacts."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from turnkey_runner.contract import (
    Conditions,
    FileDigest,
    Job,
    Measurement,
    OutputParity,
    Result,
    RuntimeInfo,
    Settings,
    Status,
)
from turnkeyml.cache.store import Store
from turnkeyml.records import AnalysisOptions, Artifact, Build, Source, StageRecord, StoredResult

TRUE_MEDIAN_NS = 2_000_000.0

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
RUNTIME_INFO = RuntimeInfo(
    engine="onnxruntime",
    engine_version="1",
    provider="CPUExecutionProvider",
    threads=1,
    cpus=(0,),
    streams=1,
    providers={"CPUExecutionProvider": 3},
)


class Campaigns:
    """Simulates what a machine does to samples: lognormal with AR(1) autocorrelation, spikes, processes that differ."""

    def __init__(
        self, seed: int, *, within: float = 0.05, between: float = 0.02, rho: float = 0.3, spikes: float = 0.01
    ) -> None:
        self.generator = np.random.default_rng(seed)
        self.within, self.between, self.rho, self.spikes = within, between, rho, spikes

    def processes(self, processes: int = 5, samples: int = 200, scale: float = 1.0) -> npt.NDArray[np.float64]:
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


def make_settings(**changes: Any) -> Settings:
    """One process with a warm-up and a timed loop of ordinary length, with these changes."""
    known: dict[str, Any] = {
        "warmup_time_s": 0.25,
        "warmup_iterations": 10,
        "min_time_s": 1.0,
        "min_iterations": 30,
        "max_time_s": 15.0,
    }
    return Settings(**known | changes)


QUICK = make_settings(warmup_time_s=0.0, warmup_iterations=1, min_time_s=0.05, min_iterations=5)
"""The shortest measurement that is one."""


def result_of(processes: Iterable[Iterable[float]], *, settings: Settings | None = None, **changes: Any) -> Result:
    """A result with these samples, as a quiet and honest machine would return it."""
    rows = [tuple(int(value) for value in samples) for samples in processes]
    fields: dict[str, Any] = {
        "id": "1",
        "artifact": "a",
        "device": "x86",
        "runtime": "ort",
        "precision": "fp32",
        "settings": settings or make_settings(processes=len(rows), max_processes=len(rows)),
        "load": Status.SUCCESSFUL,
        "benchmark": Status.SUCCESSFUL,
        "parity": Status.SUCCESSFUL,
        "measurements": tuple(
            Measurement(name="latency", unit="ns", samples=row, process=index) for index, row in enumerate(rows)
        ),
        "outputs": (OUTPUT,),
        "threads": 1,
        "runtime_info": RUNTIME_INFO,
        "conditions": tuple(
            Conditions(
                process=index, wall_ns=sum(row) + 1000, cpu_time_ns=sum(row), steal_fraction=0.0, pressure_fraction=0.0
            )
            for index, row in enumerate(rows)
        ),
    }
    return Result(**fields | changes)


def job_of(result: Result) -> Job:
    """The job that `result` answers, without files."""
    return Job(
        id=result.id,
        artifact=result.artifact,
        files=(),
        inputs=(),
        outputs=(),
        device=result.device,
        runtime=result.runtime,
        precision=result.precision,
        settings=result.settings,
    )


def stored_result(processes: Iterable[Iterable[float]], **changes: Any) -> StoredResult:
    """A result in the cache; `changes` are fields of the runner's result."""
    result = result_of(processes, **changes)
    return StoredResult(
        build="model_me_01234567",
        job=job_of(result),
        result=result,
        launcher="process",
        image="",
        runner={"cpu": "one"},
        duration_s=10.0,
        measured_at="2026-01-01T00:00:00+00:00",
    )


def quiet_result() -> StoredResult:
    """A valid result of a quiet machine."""
    return stored_result(Campaigns(6, within=0.01, between=0.004, spikes=0.0).processes())


def invalid_result() -> StoredResult:
    """A result that differs from PyTorch's, with fewer processes than the settings request."""
    quiet = quiet_result()
    settings = make_settings(processes=9, max_processes=9)
    return dataclasses.replace(quiet, result=dataclasses.replace(quiet.result, parity=Status.FAILED, settings=settings))


def example_artifact(content: bytes = b"model", **changes: Any) -> Artifact:
    """An artifact of one file with this content, which is not written."""
    digest = hashlib.sha256(content).hexdigest()
    fields: dict[str, Any] = {
        "digest": digest,
        "files": (FileDigest(path="model.onnx", size_bytes=len(content), sha256=digest),),
        "inputs": (),
        "outputs": (),
        "exporter": "onnx",
        "opset": 18,
        "ir_version": 9,
        "model_bytes": len(content),
        "operators": {},
    }
    return Artifact(**fields | changes)


def add_artifact(store: Store, content: bytes = b"model") -> Artifact:
    """Put `example_artifact` into a cache."""
    artifact = example_artifact(content)
    with store.staging() as staging:
        folder = staging / "x"
        folder.mkdir()
        (folder / "model.onnx").write_bytes(content)
        store.add_artifact(folder, artifact)
    return artifact


def example_build(name: str = "a_b_01234567", **changes: Any) -> Build:
    """A build that was analyzed, without an artifact."""
    fields: dict[str, Any] = {
        "name": name,
        "source": Source(path="/a.py", sha256="0", options=AnalysisOptions()),
        "labels": {"author": ("b",)},
        "stages": {"analysis": StageRecord(status=Status.SUCCESSFUL, duration_s=0.5)},
    }
    return Build(**fields | changes)
