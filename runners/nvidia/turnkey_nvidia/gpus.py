"""The GPUs of this machine, whole or in slices: which there are, which is a job's, and how it is."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from turnkey_nvidia.management import NoGpuError, is_not_found, management, read_temperature, unless_untold
from turnkey_runner.contract import Failure, Job, Stage

MIN_CUDA = 13
MIN_DRIVER = 580
"""What CUDA 13 asks for, by NVIDIA's table of compatibility."""
TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE"


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """One GPU, or one slice of it (MIG)."""

    uuid: str
    name: str
    index: int
    """Of the whole GPU."""
    capability: tuple[int, int]
    """CUDA's compute capability: which kernels it can run."""
    driver: str

    def tell(self) -> dict[str, str]:
        """Which it is, for what a comparison must know."""
        return {"gpu": self.name, "gpu_uuid": self.uuid}


def find_gpu(asked: str) -> Gpu:
    """The GPU of an index or a UUID, the first for none. What CUDA is shown by the environment does not count.

    Of a GPU in slices it is the slice, where there is one; to take one of several would be a guess at what is meant.
    Raises `NoGpuError` where there is no driver, no such GPU, or the driver is too old.
    """
    with management() as nvml:
        count = _count(nvml)
        wanted = asked.strip() or "0"
        if not wanted.isdigit():
            return _find(nvml, wanted)
        if int(wanted) >= count:
            raise NoGpuError(f"there is no GPU {wanted}: this host has {count}", remedy="see `nvidia-smi -L`")
        return _only(nvml, nvml.nvmlDeviceGetHandleByIndex(int(wanted)), wanted)


def find_all() -> list[Gpu]:
    """Every GPU of this machine that answers, those in slices as their slices.

    Raises `NoGpuError` where there is no driver, or no such GPU.
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
    """How many GPUs there are, one at least, with a driver that is new enough."""
    version = nvml.nvmlSystemGetCudaDriverVersion()
    if version // 1000 < MIN_CUDA:
        told = nvml.nvmlSystemGetDriverVersion()
        message = f"the driver {told} is for CUDA {version // 1000}; this runner needs CUDA {MIN_CUDA}"
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
    """The whole GPU, or its one slice. Raises `NoGpuError` where there are several, or none of a GPU in MIG mode."""
    parts = _parts(nvml, whole)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        raise NoGpuError(f"the GPU {wanted} is in MIG mode, and has no slice", remedy="see `nvidia-smi mig`")
    several = ", ".join(part.uuid for part in parts)
    message = f"the GPU {wanted} is in {len(parts)} slices: --gpu takes one of {several}"
    raise NoGpuError(message, remedy="name a slice with --gpu")


def _parts(nvml: Any, whole: Any) -> list[Gpu]:
    """The GPU itself, or its slices; nothing where it is to have slices and has none."""
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
    """Make the job's GPU the only one that CUDA sees in this process; before anything of CUDA is called.

    Where the precision is not tf32, TF32 is forbidden to all of CUDA's libraries: TensorRT inside of ONNX Runtime takes
    it for fp32 otherwise, and has no option against it.
    """
    gpu = find_gpu(job.gpu)
    os.environ["CUDA_VISIBLE_DEVICES"] = gpu.uuid
    os.environ.pop(TF32_OVERRIDE, None)
    if job.precision != "tf32":
        os.environ[TF32_OVERRIDE] = "0"
    return gpu


def find_problem() -> str:
    """Why no GPU can be used here; empty where one can."""
    try:
        find_all()
    except NoGpuError as error:
        return str(error)
    return ""


def find_failure(job: Job) -> Failure | None:
    """Why a job's GPU cannot be measured on now. Asking for its temperature fails where it was lost.

    Of a GPU in slices, its temperature is the whole's, and only a slice tells of its memory without being root.
    """
    try:
        gpu = find_gpu(job.gpu)
        with management() as nvml:
            with unless_untold(nvml):
                read_temperature(nvml, nvml.nvmlDeviceGetHandleByIndex(gpu.index))
            with unless_untold(nvml):
                nvml.nvmlDeviceGetMemoryInfo(nvml.nvmlDeviceGetHandleByUUID(gpu.uuid))
    except NoGpuError as error:
        return Failure(stage=Stage.LOAD, kind=error.kind, message=str(error), remedy=error.remedy)
    return None


def describe() -> dict[str, str]:
    """Driver and GPUs, or their slices, for the runner's description; what is missing, where something is."""
    try:
        with management() as nvml:
            gpus = []
            for index in range(nvml.nvmlDeviceGetCount()):
                whole = nvml.nvmlDeviceGetHandleByIndex(index)
                gpus += [_words_of(nvml, handle) for handle in _slices(nvml, whole) or [whole]]
            return {"driver": nvml.nvmlSystemGetDriverVersion(), "gpu": ", ".join(gpus), "gpu_count": str(len(gpus))}
    except NoGpuError as error:
        return {"gpu": f"none: {error}"}


def _words_of(nvml: Any, handle: Any) -> str:
    """Name and memory, as far as it tells."""
    name = str(nvml.nvmlDeviceGetName(handle))
    with unless_untold(nvml):
        return f"{name} ({nvml.nvmlDeviceGetMemoryInfo(handle).total / 2**30:.0f} GiB)"
    return name


def _slices(nvml: Any, whole: Any) -> list[Any]:
    """A GPU's MIG slices; none where it is used as a whole."""
    found: list[Any] = []
    with suppress(nvml.NVMLError):
        for index in range(nvml.nvmlDeviceGetMaxMigDeviceCount(whole)):
            with suppress(nvml.NVMLError):  # there may be fewer than the GPU could have
                found.append(nvml.nvmlDeviceGetMigDeviceHandleByIndex(whole, index))
    return found


def _takes_slices(nvml: Any, whole: Any) -> bool:
    """Whether a GPU is in MIG mode, in which CUDA finds nothing but slices."""
    with suppress(nvml.NVMLError):
        return bool(nvml.nvmlDeviceGetMigMode(whole)[0])
    return False
