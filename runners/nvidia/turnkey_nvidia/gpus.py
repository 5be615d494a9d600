"""The GPUs and MIG slices of this machine: which there are, which one a job uses, and whether it works."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from turnkey_nvidia.management import NoGpuError, ignore_unsupported, is_not_found, management, read_temperature
from turnkey_runner.contract import Failure, Job, Stage

MIN_CUDA = 13
MIN_DRIVER = 580
"""The minimum driver of CUDA 13, by NVIDIA's compatibility table."""
TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE"


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One GPU, or one slice of it (MIG)."""

    uuid: str
    name: str
    index: int
    """The index of the whole GPU."""
    capability: tuple[int, int]
    """CUDA's compute capability: which kernels it can run."""
    driver: str

    def as_options(self) -> dict[str, str]:
        """Return what identifies it in `RuntimeInfo.options`, for comparisons."""
        return {"gpu": self.name, "gpu_uuid": self.uuid}


def find_gpu(requested: str) -> Gpu:
    """Return the GPU with an index or a UUID, or the first one. CUDA_VISIBLE_DEVICES has no effect here.

    A GPU in MIG mode with a single slice gives that slice; with several slices, one must be requested.
    Raises `NoGpuError` if there is no driver, no such GPU, or the driver is too old.
    """
    with management() as nvml:
        count = _count(nvml)
        wanted = requested.strip() or "0"
        if not wanted.isdigit():
            return _find(nvml, wanted)
        if int(wanted) >= count:
            raise NoGpuError(f"there is no GPU {wanted}: this host has {count}", remedy="see `nvidia-smi -L`")
        return _only(nvml, nvml.nvmlDeviceGetHandleByIndex(int(wanted)), wanted)


def find_all() -> list[Gpu]:
    """Return every GPU of this machine that responds; for a GPU in MIG mode, its slices.

    Raises `NoGpuError` if there is no driver or no such GPU.
    """
    with management() as nvml:
        found: list[Gpu] = []
        problem: Exception = NoGpuError("the GPUs are in MIG mode, and have no slice", remedy="see `nvidia-smi mig`")
        for index in range(_count(nvml)):
            try:
                found += _parts(nvml, nvml.nvmlDeviceGetHandleByIndex(index))
            except nvml.NVMLError as error:
                problem = error
        if not found:
            raise problem
        return found


def _count(nvml: Any) -> int:
    """Return the number of GPUs. Raises `NoGpuError` if there is none, or if the driver is too old."""
    version = nvml.nvmlSystemGetCudaDriverVersion()
    if version // 1000 < MIN_CUDA:
        driver = nvml.nvmlSystemGetDriverVersion()
        message = f"the driver {driver} is for CUDA {version // 1000}; this runner needs CUDA {MIN_CUDA}"
        raise NoGpuError(message, remedy=f"update the driver to {MIN_DRIVER} or later")
    count = int(nvml.nvmlDeviceGetCount())
    if not count:
        raise NoGpuError("the NVIDIA driver finds no GPU")
    return count


def _find(nvml: Any, uuid: str) -> Gpu:
    is_slice = uuid.startswith("MIG-")
    try:
        handle = nvml.nvmlDeviceGetHandleByUUID(uuid)
        whole = nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle) if is_slice else handle
    except nvml.NVMLError as error:
        if not is_not_found(error):
            raise
        raise NoGpuError(f"there is no GPU {uuid}: {error}", remedy="see `nvidia-smi -L`") from error
    return _describe(nvml, handle, whole) if is_slice else _only(nvml, handle, uuid)


def _only(nvml: Any, whole: Any, wanted: str) -> Gpu:
    """Return the whole GPU, or its only slice. Raises `NoGpuError` for several slices, or MIG mode without one."""
    parts = _parts(nvml, whole)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        raise NoGpuError(f"the GPU {wanted} is in MIG mode, and has no slice", remedy="see `nvidia-smi mig`")
    several = ", ".join(part.uuid for part in parts)
    message = f"the GPU {wanted} is in {len(parts)} slices: --gpu takes one of {several}"
    raise NoGpuError(message, remedy="name a slice with --gpu")


def _parts(nvml: Any, whole: Any) -> list[Gpu]:
    """Return the GPU itself, or its slices; empty for MIG mode without a slice."""
    slices = _slices(nvml, whole)
    if not slices and not _takes_slices(nvml, whole):
        return [_describe(nvml, whole, whole)]
    return [_describe(nvml, handle, whole) for handle in slices]


def _describe(nvml: Any, handle: Any, whole: Any) -> Gpu:
    return Gpu(
        uuid=nvml.nvmlDeviceGetUUID(handle),
        name=nvml.nvmlDeviceGetName(handle),
        index=nvml.nvmlDeviceGetIndex(whole),
        capability=tuple(nvml.nvmlDeviceGetCudaComputeCapability(whole)),
        driver=nvml.nvmlSystemGetDriverVersion(),
    )


def select(job: Job) -> Gpu:
    """Make the job's GPU the only one that CUDA sees in this process; call it before any CUDA function.

    Unless the precision is tf32, TF32 is disabled for all CUDA libraries: TensorRT inside ONNX Runtime would use it
    for fp32, and has no option against that.
    """
    gpu = find_gpu(job.gpu)
    os.environ["CUDA_VISIBLE_DEVICES"] = gpu.uuid
    os.environ.pop(TF32_OVERRIDE, None)
    if job.precision != "tf32":
        os.environ[TF32_OVERRIDE] = "0"
    return gpu


def find_problem() -> str:
    """Return why no GPU can be used here; empty if one can."""
    try:
        find_all()
    except NoGpuError as error:
        return str(error)
    return ""


def find_failure(job: Job) -> Failure | None:
    """Return why a job's GPU cannot be measured on now. Reading the temperature fails if the GPU is lost.

    In MIG mode the temperature is the whole GPU's, and only a slice reports its memory to users other than root.
    """
    try:
        gpu = find_gpu(job.gpu)
        with management() as nvml:
            with ignore_unsupported(nvml):
                read_temperature(nvml, nvml.nvmlDeviceGetHandleByIndex(gpu.index))
            with ignore_unsupported(nvml):
                nvml.nvmlDeviceGetMemoryInfo(nvml.nvmlDeviceGetHandleByUUID(gpu.uuid))
    except NoGpuError as error:
        return Failure(stage=Stage.LOAD, kind=error.kind, message=str(error), remedy=error.remedy)
    return None


def describe() -> dict[str, str]:
    """Return the driver and the GPUs or slices, for the runner's description, or what is missing."""
    try:
        with management() as nvml:
            gpus = []
            for index in range(nvml.nvmlDeviceGetCount()):
                whole = nvml.nvmlDeviceGetHandleByIndex(index)
                gpus += [_name_and_memory(nvml, handle) for handle in _slices(nvml, whole) or [whole]]
            return {"driver": nvml.nvmlSystemGetDriverVersion(), "gpu": ", ".join(gpus), "gpu_count": str(len(gpus))}
    except NoGpuError as error:
        return {"gpu": f"none: {error}"}


def _name_and_memory(nvml: Any, handle: Any) -> str:
    """Return name and memory, or the name alone if the memory is unknown."""
    name = str(nvml.nvmlDeviceGetName(handle))
    with ignore_unsupported(nvml):
        return f"{name} ({nvml.nvmlDeviceGetMemoryInfo(handle).total / 2**30:.0f} GiB)"
    return name


def _slices(nvml: Any, whole: Any) -> list[Any]:
    """Return a GPU's MIG slices; empty if it is used as a whole."""
    found: list[Any] = []
    with suppress(nvml.NVMLError):
        for index in range(nvml.nvmlDeviceGetMaxMigDeviceCount(whole)):
            with suppress(nvml.NVMLError):  # there may be fewer slices than the GPU supports
                found.append(nvml.nvmlDeviceGetMigDeviceHandleByIndex(whole, index))
    return found


def _takes_slices(nvml: Any, whole: Any) -> bool:
    """Whether a GPU is in MIG mode, in which CUDA finds only slices."""
    with suppress(nvml.NVMLError):
        return bool(nvml.nvmlDeviceGetMigMode(whole)[0])
    return False
