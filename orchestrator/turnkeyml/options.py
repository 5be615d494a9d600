"""What a run was asked for: targets, and how to build and to measure."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from turnkey_runner.contract import Settings, Tolerance
from turnkeyml.devices import Device, find_device
from turnkeyml.errors import UsageError
from turnkeyml.records import PRECISIONS, AnalysisOptions

Rebuild = Literal["if-needed", "always", "never"]

Sweep = tuple[str, tuple[str, ...]]
"""A name and its values."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where and how builds are measured: device × runtime × precision."""

    device: Device
    runtime: str
    precision: str


@dataclass(frozen=True, kw_only=True)
class JobOptions:
    """What all jobs of a run have in common."""

    settings: Settings
    threads: int | None = None
    timeout_s: float = 3600.0
    memory_bytes: int | None = None
    tolerance: Tolerance | None = None
    gpu: str = ""
    """Which card: its index or UUID."""
    dedupe: bool = False
    """Take a result of a model of the same structure for an answer."""


@dataclass(frozen=True, kw_only=True)
class BuildOptions:
    """How builds are made."""

    analysis: AnalysisOptions
    rebuild: Rebuild = "if-needed"
    export: bool = True
    timeout_s: float = 3600.0
    memory_bytes: int | None = None
    threads: int | None = None
    """Of PyTorch in each script's process; None: as many as it takes by itself."""


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """Everything that a run was asked for, beside its inputs."""

    targets: tuple[Target, ...]
    build: BuildOptions
    job: JobOptions
    sweeps: tuple[Sweep, ...] = ()
    """Each input is taken once for each combination of these values."""
    launcher: str = "auto"
    jobs: int | None = None
    """Scripts that are analyzed and exported at once; None: as many as cores and memory allow."""
    measure: bool = True
    """False: stop at the artifact (`--build-only`) or at the invocation (`--analyze-only`)."""
    remeasure: bool = False
    """Measure again what a filed result already answers."""
    lean_cache: bool = False
    """Drop each artifact after its jobs."""
    memory_bytes: int | None = None

    @property
    def ignores_cache(self) -> bool:
        """Whether results of earlier runs answer nothing."""
        return self.remeasure or self.build.rebuild == "always"


def choose_targets(devices: Sequence[str], runtimes: Sequence[str], precisions: Sequence[str]) -> tuple[Target, ...]:
    """Combine what was asked for; a device's default runtime stands for none.

    With several devices a runtime is taken by those that have it; runtimes of the live model take
    the precision fp32 alone. Raises `UsageError` for a name that no chosen device has.
    """
    chosen = [find_device(name) for name in dict.fromkeys(devices)]
    for runtime in runtimes:
        if not any(runtime in device.all_runtimes for device in chosen):
            chosen[0].check_runtime(runtime)
    for precision in precisions:
        if precision not in PRECISIONS:
            raise UsageError(f"unknown precision {precision!r}", remedy=f"choose from: {', '.join(PRECISIONS)}")
        if not any(precision in device.precisions for device in chosen):
            chosen[0].check_precision(precision)
    targets = []
    for device in chosen:
        own = [runtime for runtime in dict.fromkeys(runtimes) if runtime in device.all_runtimes]
        for runtime, precision in itertools.product(
            own or [device.default_runtime], dict.fromkeys(precisions or ["fp32"])
        ):
            if precision in device.precisions and (precision == "fp32" or runtime not in device.host_runtimes):
                targets.append(Target(device=device, runtime=runtime, precision=precision))
    if not targets:
        raise UsageError(f"{', '.join(runtimes)} measures the live model, in fp32 only", remedy="add --precision fp32")
    return tuple(targets)


def on_host(target: Target) -> bool:
    """Whether the worker measures it, with the live model."""
    return target.runtime in target.device.host_runtimes
