"""The runtime `ort-tensorrt`: ONNX Runtime's TensorRT execution provider, with its engine and timing caches."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from turnkey_nvidia import gpus
from turnkey_nvidia.compiled import timings_folder
from turnkey_nvidia.cuda import Device
from turnkey_nvidia.faults import GpuFaults
from turnkey_nvidia.onnxruntime_session import Provider, open_bound
from turnkey_nvidia.tensorrt_engine import TENSORRT
from turnkey_runner.contract import Job
from turnkey_runner.harness.session import Session

NAME = "TensorrtExecutionProvider"
OPTIONS = {
    "trt_fp16_enable": "0",
    "trt_bf16_enable": "0",
    "trt_int8_enable": "0",
    "trt_cuda_graph_enable": "0",
}
"""In any precision: the artifact is in it, and with one of these the network is no longer strongly typed, so that
TensorRT chooses the types."""


@contextmanager
def open_session(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Load the artifact with TensorRT where it can, and ONNX Runtime's CUDA provider where it cannot."""
    import onnxruntime

    gpu = gpus.select(job)
    onnxruntime.preload_dlls()
    version = str(importlib.import_module(TENSORRT).__version__)  # loads what the provider is linked with
    kept = {}
    if compiled is not None:
        kept = {
            "trt_engine_cache_enable": "1",
            "trt_engine_cache_path": str(compiled),
            "trt_timing_cache_enable": "1",
            "trt_timing_cache_path": str(timings_folder(compiled, TENSORRT, gpu, job)),
        }

    def add(settings: Any, given: Mapping[str, str]) -> None:
        settings.add_provider(NAME, {**given, **kept})
        settings.add_provider("CUDAExecutionProvider", {"use_tf32": "1" if job.precision == "tf32" else "0"})

    provider = Provider(name=NAME, add=add, options=OPTIONS, told={"tensorrt": version} | gpu.tell())
    with GpuFaults(), Device() as device, open_bound(job, folder, provider, device) as session:
        yield session
