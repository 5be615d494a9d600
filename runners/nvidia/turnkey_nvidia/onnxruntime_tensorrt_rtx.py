"""The runtime `ort-tensorrt-rtx`: TensorRT for RTX as a plugin provider, from NVIDIA's wheel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from turnkey_nvidia import gpus
from turnkey_nvidia.cuda import Device
from turnkey_nvidia.faults import GpuFaults
from turnkey_nvidia.onnxruntime_session import Provider, open_bound
from turnkey_nvidia.problems import refuse_for_rtx
from turnkey_runner.contract import Job, Kind
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.session import Session


@contextmanager
def open_session(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Register the plugin's library, and load the artifact for the one GPU that this process sees."""
    import onnxruntime
    import onnxruntime_ep_nv_tensorrt_rtx as plugin

    gpu = gpus.select(job)
    refuse_for_rtx(gpu)
    onnxruntime.preload_dlls()  # the plugin is linked with libcudart.so.13
    name = plugin.get_ep_name()
    onnxruntime.register_execution_provider_library(name, plugin.get_library_path())
    devices = [device for device in onnxruntime.get_ep_devices() if device.ep_name == name]
    if not devices:
        raise JobError(Kind.UNSUPPORTED, f"{name} supports none of the GPUs", "use --runtime ort-cuda")
    caches = {"nv_runtime_cache_path": str(compiled)} if compiled is not None else {}

    def add(settings: Any, options: Mapping[str, str]) -> None:
        settings.add_provider_for_devices(devices[:1], {**options, **caches})

    environment = {"tensorrt_rtx": plugin.__version__} | gpu.as_options()
    provider = Provider(name=name, add=add, options={}, environment=environment)
    with GpuFaults(), Device() as device, open_bound(job, folder, provider, device) as session:
        yield session
