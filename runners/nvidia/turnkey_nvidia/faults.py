"""Classifies errors of CUDA and of engines on a GPU: out of memory, GPU lost, or GPU not available."""

from __future__ import annotations

import re
from types import TracebackType

from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError

_OUT_OF_MEMORY = 2
_LOST = (100, 214, 220, 226, 714, 719, 999)
"""No device, uncorrectable ECC, NVLink, contained and hardware stack errors, unspecified launch failure, unknown."""
_NO_DEVICE = (35, 46, 802, 803, 804)
"""Driver too old, device busy or forbidden, system not ready, driver and library differ, no forward compatibility."""
_CODE = re.compile(r"CUDA (?:failure|error):? (\d+)", re.IGNORECASE)
_TEXTS = {
    Kind.DEVICE_LOST: ("unspecified launch failure", "uncorrectable ecc", "gpu is lost", "cudaerrorlaunchfailure"),
    Kind.OUT_OF_MEMORY: (
        *("out of memory", "outofmemory", "cudaerrormemoryallocation", "status_alloc_failed"),
        *("failed to allocate memory for requested buffer", "smaller than requested bytes"),
    ),
}
_REMEDIES = {
    Kind.OUT_OF_MEMORY: "choose a smaller batch, or a GPU with more memory",
    Kind.DEVICE_LOST: "see `dmesg` for the Xid that the driver reported; the runner is started again",
    Kind.NO_DEVICE: "update NVIDIA's driver; `nvidia-smi -q` shows exclusive use and the fabric manager",
}


def kind_of_code(code: int) -> Kind:
    """Return the kind of an error code of CUDA's runtime."""
    if code == _OUT_OF_MEMORY:
        return Kind.OUT_OF_MEMORY
    if code in _NO_DEVICE:
        return Kind.NO_DEVICE
    return Kind.DEVICE_LOST if code in _LOST else Kind.ENGINE_ERROR


def kind_of_message(message: str) -> Kind:
    """Return the kind of an engine's message, by CUDA's error code if it has one."""
    code = _CODE.search(message)
    if code:
        return kind_of_code(int(code[1]))
    return next(
        (kind for kind, texts in _TEXTS.items() if any(text in message.lower() for text in texts)), Kind.ENGINE_ERROR
    )


def error_of(kind: Kind, message: str, remedy: str = "") -> JobError:
    """Return a failure with the remedy that its kind has on a GPU."""
    return JobError(kind, message, _REMEDIES.get(kind, remedy))


class GpuFaults:
    """A block in which an engine uses the GPU: errors of the GPU that it raises become `JobError`s.

    The common harness would report a GPU out of memory as a host out of memory.
    """

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if not isinstance(error, Exception) or isinstance(error, JobError | MemoryError):
            return
        words = " ".join(str(error).split())
        kind = kind_of_message(words)
        if kind is not Kind.ENGINE_ERROR:
            raise error_of(kind, f"{type(error).__name__}: {words}"[:400]) from error
