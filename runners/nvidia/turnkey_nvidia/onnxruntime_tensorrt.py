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
"""For all precisions: the artifact has its types already. With one of these options, the network would not be strongly
typed any more, and TensorRT would choose the types."""


@contextmanager
def open_session(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Load the artifact with TensorRT; operators that it does not support run with ONNX Runtime's CUDA provider."""
    import onnxruntime

    gpu = gpus.select(job)
    onnxruntime.preload_dlls()
    version = str(importlib.import_module(TENSORRT).__version__)  # loads the libraries that the provider is linked with
    caches = {}
    if compiled is not None:
        caches = {
            "trt_engine_cache_enable": "1",
            "trt_engine_cache_path": str(compiled),
            "trt_timing_cache_enable": "1",
            "trt_timing_cache_path": str(timings_folder(compiled, TENSORRT, gpu, job)),
        }

    def add(settings: Any, options: Mapping[str, str]) -> None:
        settings.add_provider(NAME, {**options, **caches})
        settings.add_provider("CUDAExecutionProvider", {"use_tf32": "1" if job.precision == "tf32" else "0"})

    provider = Provider(name=NAME, add=add, options=OPTIONS, environment={"tensorrt": version} | gpu.as_options())
    with GpuFaults(), Device() as device, open_bound(job, folder, provider, device) as session:
        yield session
