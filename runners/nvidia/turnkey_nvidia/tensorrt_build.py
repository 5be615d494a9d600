"""A model into an engine, strongly typed: the types are the model's, and nothing is cast silently.

TensorRT for RTX needs no GPU for it, so that tests build with the real one everywhere.
"""

from __future__ import annotations

import importlib
import time
from pathlib import Path
from typing import Any

from turnkey_nvidia.compiled import keep
from turnkey_nvidia.tensorrt_log import failure_from, make_log
from turnkey_nvidia.tensorrt_network import parse
from turnkey_runner.contract import Job, Kind
from turnkey_runner.harness.errors import JobError


def load_library(module: str) -> tuple[Any, Any]:
    """TensorRT by the name of its module, and its log. Operators that it has as plugins (ScatterElements) are found."""
    trt: Any = importlib.import_module(module)
    log = make_log(trt)
    trt.init_libnvinfer_plugins(log, "")
    return trt, log


def build(
    trt: Any, log: Any, job: Job, folder: Path, kept_timings: Path | None, workspace_bytes: int
) -> tuple[bytes, dict[str, int]]:
    """Parse the folder's model and build: the engine, and how long both took, in ns.

    Tactics may use so much of the GPU's memory while they are tried. Raises `JobError` for what cannot be taken.
    """
    start = time.perf_counter_ns()
    builder = trt.Builder(log)
    typed = getattr(trt.NetworkDefinitionCreationFlag, "STRONGLY_TYPED", None)  # the only kind from 11 on
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
    timings = _take_timings(config, kept_timings)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise failure_from(log, "TensorRT cannot build an engine for the model")
    if timings is not None and kept_timings is not None:
        keep(kept_timings, bytes(config.get_timing_cache().serialize()))
    return bytes(plan), {"read": middle - start, "compile": time.perf_counter_ns() - middle}


def _set_shapes(builder: Any, network: Any, config: Any, job: Job) -> None:
    """Dimensions that the model leaves open are those of the recorded inputs, and no others."""
    shapes = {spec.name: spec.shape for spec in job.inputs}
    open_inputs = [
        tensor
        for tensor in (network.get_input(index) for index in range(network.num_inputs))
        if -1 in tuple(tensor.shape)
    ]
    if not open_inputs:
        return
    profile = builder.create_optimization_profile()
    for tensor in open_inputs:
        shape = shapes[tensor.name]
        profile.set_shape(tensor.name, shape, shape, shape)
    config.add_optimization_profile(profile)


def _take_timings(config: Any, path: Path | None) -> Any:
    """The timings of tactics that earlier builds measured."""
    if path is None:
        return None
    cache = config.create_timing_cache(path.read_bytes() if path.exists() else b"")
    config.set_timing_cache(cache, ignore_mismatch=False)
    return cache
