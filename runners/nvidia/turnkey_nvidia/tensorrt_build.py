"""Builds an engine from a model, strongly typed: the types are the model's, and nothing is cast silently.

TensorRT for RTX builds without a GPU, so tests build with the real library everywhere.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

from turnkey_nvidia.compiled import save
from turnkey_nvidia.tensorrt_log import failure_from, make_log
from turnkey_nvidia.tensorrt_network import parse
from turnkey_runner.contract import Job, Kind
from turnkey_runner.harness.errors import JobError


def load_library(module: str) -> tuple[Any, Any]:
    """Return the TensorRT module and its log, with its plugins (ScatterElements) registered."""
    trt: Any = importlib.import_module(module)
    log = make_log(trt)
    trt.init_libnvinfer_plugins(log, "")
    return trt, log


def build(
    trt: Any, log: Any, job: Job, folder: Path, timings_path: Path | None, workspace_bytes: int
) -> tuple[bytes, dict[str, int]]:
    """Parse the folder's model and build; return the engine, and how long both took, in ns.

    Raises `JobError` for what TensorRT does not support.

    Args:
        timings_path: cache of tactic timings, which is read and updated.
        workspace_bytes: GPU memory that tactics may use while they are timed.
    """
    start = time.perf_counter_ns()
    builder = trt.Builder(log)
    typed = getattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED", None)  # version 11 has no other kind
    network = builder.create_network(0 if typed is None else 1 << int(typed))
    parse(trt, network, log, str(folder / "model.onnx"), job)
    middle = time.perf_counter_ns()
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, workspace_bytes)
    config.profiling_verbosity = trt.ProfilingVerbosity.DETAILED
    if hasattr(trt.BuilderFlag, "TF32"):
        (config.set_flag if job.precision == "tf32" else config.clear_flag)(trt.BuilderFlag.TF32)
    elif job.precision == "tf32":
        raise JobError(Kind.UNSUPPORTED, "this TensorRT has no TF32", "use fp32")
    _set_shapes(builder, network, config, job)
    timings = _load_timings(config, timings_path)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise failure_from(log, "TensorRT cannot build an engine for the model")
    if timings is not None and timings_path is not None:
        save(timings_path, bytes(config.get_timing_cache().serialize()))
    return bytes(plan), {"read": middle - start, "compile": time.perf_counter_ns() - middle}


def _set_shapes(builder: Any, network: Any, config: Any, job: Job) -> None:
    """Set the dynamic dimensions of the model to those of the recorded inputs."""
    shapes = {spec.name: spec.shape for spec in job.inputs}
    dynamic_inputs = [
        tensor
        for tensor in (network.get_input(index) for index in range(network.num_inputs))
        if -1 in tuple(tensor.shape)
    ]
    if not dynamic_inputs:
        return
    profile = builder.create_optimization_profile()
    for tensor in dynamic_inputs:
        shape = shapes[tensor.name]
        profile.set_shape(tensor.name, shape, shape, shape)
    config.add_optimization_profile(profile)


def _load_timings(config: Any, path: Path | None) -> Any:
    """Load the tactic timings of earlier builds."""
    if path is None:
        return None
    cache = config.create_timing_cache(path.read_bytes() if path.exists() else b"")
    config.set_timing_cache(cache, ignore_mismatch=False)
    return cache
