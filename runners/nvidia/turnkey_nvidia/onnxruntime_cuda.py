"""The runtime `ort-cuda`: ONNX Runtime's CUDA execution provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from turnkey_nvidia import gpus
from turnkey_nvidia.cuda import Device
from turnkey_nvidia.faults import GpuFaults
from turnkey_nvidia.onnxruntime_session import Provider, open_bound
from turnkey_runner.contract import Job
from turnkey_runner.harness.session import Session

NAME = "CUDAExecutionProvider"


@contextmanager
def open_session(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Load the artifact with cuBLAS, cuDNN and ONNX Runtime's own kernels; nothing is saved."""
    import onnxruntime

    del compiled
    gpu = gpus.select(job)
    onnxruntime.preload_dlls()
    options = {
        "use_tf32": "1" if job.precision == "tf32" else "0",
        "cudnn_conv_algo_search": "EXHAUSTIVE",
        "do_copy_in_default_stream": "1",
    }
    provider = Provider(name=NAME, add=_add, options=options, environment=gpu.as_options())
    with GpuFaults(), Device() as device, open_bound(job, folder, provider, device) as session:
        yield session


def _add(settings: Any, options: Mapping[str, str]) -> None:
    settings.add_provider(NAME, dict(options))
