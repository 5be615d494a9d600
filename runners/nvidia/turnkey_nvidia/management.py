"""NVIDIA's management library (NVML), and what its errors mean: no GPU, a lost GPU, or an unsupported query."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError

_NO_DRIVER = (9, 12, 18)
"""Driver not loaded, library not found, library and driver of different versions."""
_NOT_FOUND = (2, 6)
"""Invalid argument, not found."""
_UNSUPPORTED = (3, 4, 13, 25, 26)
"""Not supported, no permission, no such function, other version of the argument, removed: no fault of the GPU."""
_REMEDY = "install NVIDIA's driver, and give containers the GPU with nvidia-container-toolkit"
_UNSUPPORTED_REMEDY = "give the runner's user access to it: see `ls -l /dev/nvidia*`, and `nvidia-smi -q`"
_LOST_REMEDY = "see `dmesg` for the Xid that the driver reported; the runner is started again"


class NoGpuError(JobError):
    """There is no GPU to measure on; the message says why in one line."""

    def __init__(self, message: str, *, kind: Kind = Kind.NO_DEVICE, remedy: str = _REMEDY) -> None:
        super().__init__(kind, message, remedy)


@contextmanager
def management() -> Iterator[Any]:
    """Open the library, which creates no CUDA context. Raises `NoGpuError` if it fails, also inside the block.

    If the library exists and does not open, a running container has lost its GPU, which a new container gets back:
    https://github.com/NVIDIA/nvidia-container-toolkit/issues/48
    """
    try:
        import pynvml
    except ImportError as error:
        raise NoGpuError(f"nvidia-ml-py cannot be imported: {error}", remedy="build the runner again") from error
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        if error.value in _NO_DRIVER:
            raise NoGpuError(f"no NVIDIA driver on this host: {error}") from error
        message = f"NVIDIA's driver does not answer: {error}"
        raise NoGpuError(message, kind=Kind.DEVICE_LOST, remedy=_LOST_REMEDY) from error
    try:
        yield pynvml
    except pynvml.NVMLError as error:
        if error.value in _UNSUPPORTED:
            raise NoGpuError(
                f"the GPU does not report what the runner needs: {error}", remedy=_UNSUPPORTED_REMEDY
            ) from error
        message = f"the GPU does not answer: {error}"
        raise NoGpuError(message, kind=Kind.DEVICE_LOST, remedy=_LOST_REMEDY) from error
    finally:
        with suppress(pynvml.NVMLError):
            pynvml.nvmlShutdown()


def is_not_found(error: Any) -> bool:
    """Whether an error means that there is no such GPU, and not that it does not respond."""
    return error.value in _NOT_FOUND


@contextmanager
def ignore_unsupported(nvml: Any) -> Iterator[None]:
    """Ignore that a query is not supported; other errors are raised."""
    try:
        yield
    except nvml.NVMLError as error:
        if error.value not in _UNSUPPORTED:
            raise


def read_temperature(nvml: Any, handle: Any) -> int:
    """Return degrees Celsius, by the function that replaced the other one in CUDA 13 if library and driver have it."""
    try:
        celsius = nvml.nvmlDeviceGetTemperatureV(handle, nvml.NVML_TEMPERATURE_GPU)
    except (AttributeError, nvml.NVMLError):
        celsius = nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)
    return int(celsius)
