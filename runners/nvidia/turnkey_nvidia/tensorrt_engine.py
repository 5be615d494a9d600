"""The runtimes `tensorrt` and `tensorrt-rtx`: TensorRT's own API, under either of its module names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from turnkey_nvidia import gpus, versions
from turnkey_nvidia.compiled import save, timings_folder
from turnkey_nvidia.cuda import Device
from turnkey_nvidia.faults import GpuFaults, error_of
from turnkey_nvidia.problems import refuse_for_rtx
from turnkey_nvidia.tensorrt_bound import bind
from turnkey_nvidia.tensorrt_build import build, load_library
from turnkey_nvidia.tensorrt_inspector import precisions_of
from turnkey_nvidia.tensorrt_kernels import Kernels
from turnkey_nvidia.tensorrt_log import failure_from
from turnkey_runner.contract import Job, Kind, RuntimeInfo
from turnkey_runner.harness.session import Bound, Session

TENSORRT, TENSORRT_RTX = "tensorrt", "turnkey_nvidia.rtx_bindings"
ENGINE, TIMINGS = "model.engine", "timing.cache"
WORKSPACE_SHARE = 0.5
"""Fraction of the GPU's free memory that tactics may use."""


@contextmanager
def open_session(module: str, job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Build an engine, or load the one that an earlier process of this runner built, and create its context."""
    gpu = gpus.select(job)
    if module == TENSORRT_RTX:
        refuse_for_rtx(gpu)
    trt, log = load_library(module)
    with GpuFaults(), Device() as device:
        options = {"tf32": str(job.precision == "tf32")} | gpu.as_options() | versions.cuda_versions(device)

        def build_plan() -> tuple[bytes, dict[str, int]]:
            timings = None
            if compiled is not None and module == TENSORRT:  # TensorRT for RTX times no tactics
                timings = timings_folder(compiled, module, gpu, job) / TIMINGS
            return build(trt, log, job, folder, timings, int(device.free_bytes() * WORKSPACE_SHARE))

        plan, phases = _load_or_build(compiled, build_plan)
        runtime = trt.Runtime(log)
        engine = runtime.deserialize_cuda_engine(plan)
        if engine is None:
            raise failure_from(log, "TensorRT cannot load the engine that it built")
        kernels = Kernels(engine, compiled)
        first = _make_context(engine, kernels, log, job)
        precisions = precisions_of(trt, engine, first)
        graphs: list[bool] = []

        def bind_tensors(tensors: Sequence[np.ndarray]) -> Bound:
            shares = job.settings.mode == "latency" or not graphs  # parallel requests need a context each
            context = first if shares else _make_context(engine, kernels, log, job)
            binding = bind(trt, job, engine, context, device, tensors)
            kernels.save()
            graphs.append(binding.is_graph)
            options["cuda_graph"] = str(all(graphs))
            if job.settings.mode == "latency" and "enqueue" not in phases:
                phases["enqueue"] = binding.time_enqueue()
            return binding.bound

        yield Session(
            bind=bind_tensors,
            runtime_info=RuntimeInfo(
                engine=module.rpartition(".")[2].replace("rtx_bindings", "tensorrt_rtx"),
                engine_version=trt.__version__,
                provider="TensorRT",
                streams=1,
                precisions=precisions,
                options=options,
            ),
            phases=phases,
            sizes=lambda: {"engine_size": len(plan), "memory_device": max(1, device.used_bytes())},
            round_trip_ns=device.make_round_trip(),
        )


def _load_or_build(
    compiled: Path | None, build_plan: Callable[[], tuple[bytes, dict[str, int]]]
) -> tuple[bytes, dict[str, int]]:
    """Return the engine that an earlier process of the job built, or build and save it; and the phases of building."""
    saved = compiled / ENGINE if compiled is not None else None
    if saved is not None and saved.exists():
        return saved.read_bytes(), {}
    plan, phases = build_plan()
    if saved is not None:
        save(saved, plan)
    return plan, phases


def _make_context(engine: Any, kernels: Kernels, log: Any, job: Job) -> Any:
    """Return a context with the inputs' shapes. Raises `JobError` if the GPU has too little memory for it."""
    context = kernels.make_context()
    if context is None:
        cause = f": {log.errors[-1]}" if log.errors else ""
        raise error_of(Kind.OUT_OF_MEMORY, f"TensorRT cannot make an execution context{cause}"[:400])
    known = {engine.get_tensor_name(index) for index in range(engine.num_io_tensors)}
    for spec in job.inputs:
        if spec.name in known:
            context.set_input_shape(spec.name, spec.shape)
    return context
