"""The cards of this machine as NVIDIA's management library tells of them: which there are, and how they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from turnkey_runner.contract import Failure, Job, Kind, Stage

MIN_CUDA = 13
MIN_DRIVER = 580
"""What CUDA 13 asks for, by NVIDIA's table of compatibility."""
TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE"
_REMEDY = "install NVIDIA's driver, and give containers the card with nvidia-container-toolkit"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card, or one slice of it."""

    uuid: str
    name: str
    index: int
    """Of the whole card."""
    capability: tuple[int, int]
    """CUDA's compute capability: which kernels it can run."""


class NoCardError(Exception):
    """There is no card to measure on; says why in one line."""

    def __init__(self, message: str, *, kind: Kind = Kind.NO_DEVICE, remedy: str = _REMEDY) -> None:
        super().__init__(message)
        self.kind = kind
        self.remedy = remedy


@contextmanager
def management() -> Iterator[Any]:
    """NVIDIA's management library, opened. It makes no CUDA context. Raises `NoCardError` where there is no driver."""
    try:
        import pynvml
    except ImportError as error:
        raise NoCardError(f"nvidia-ml-py cannot be imported: {error}", remedy="build the runner again") from error
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError as error:
        raise NoCardError(f"no NVIDIA driver on this host: {error}") from error
    try:
        yield pynvml
    except pynvml.NVMLError as error:
        raise NoCardError(f"the card does not answer: {error}", kind=Kind.DEVICE_LOST, remedy="see `dmesg`") from error
    finally:
        pynvml.nvmlShutdown()


def find_card(asked: str) -> Card:
    """The card of an index or a UUID, the first that is visible for none.

    Raises `NoCardError` where there is no driver, no such card, or the driver is too old.
    """
    with management() as nvml:
        version = nvml.nvmlSystemGetCudaDriverVersion()
        if version // 1000 < MIN_CUDA:
            told = nvml.nvmlSystemGetDriverVersion()
            message = f"the driver {told} is for CUDA {version // 1000}; this runner needs CUDA {MIN_CUDA}"
            raise NoCardError(message, remedy=f"update the driver to {MIN_DRIVER} or later")
        count = nvml.nvmlDeviceGetCount()
        if not count:
            raise NoCardError("the NVIDIA driver finds no card")
        visible = (os.environ.get("CUDA_VISIBLE_DEVICES") or os.environ.get("NVIDIA_VISIBLE_DEVICES") or "").split(",")
        wanted = asked or next(
            (word for word in visible if word.strip().isdigit() or word.startswith(("GPU-", "MIG-"))), "0"
        )
        return _find(nvml, wanted.strip(), count)


def find_all() -> list[Card]:
    """Every whole card of this machine. Raises `NoCardError` where there is no driver."""
    with management() as nvml:
        count = nvml.nvmlDeviceGetCount()
        return [_find(nvml, str(index), count) for index in range(count)]


def _find(nvml: Any, wanted: str, count: int) -> Card:
    if wanted.isdigit():
        if int(wanted) >= count:
            raise NoCardError(f"there is no card {wanted}: this host has {count}", remedy="see `nvidia-smi -L`")
        handle = nvml.nvmlDeviceGetHandleByIndex(int(wanted))
        return _describe(nvml, nvml.nvmlDeviceGetUUID(handle), handle, handle)
    try:
        handle = nvml.nvmlDeviceGetHandleByUUID(wanted)
        whole = nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle) if wanted.startswith("MIG-") else handle
    except nvml.NVMLError as error:
        raise NoCardError(f"there is no card {wanted}: {error}", remedy="see `nvidia-smi -L`") from error
    return _describe(nvml, wanted, handle, whole)


def _describe(nvml: Any, uuid: str, handle: Any, whole: Any) -> Card:
    return Card(
        uuid=uuid,
        name=nvml.nvmlDeviceGetName(handle),
        index=nvml.nvmlDeviceGetIndex(whole),
        capability=tuple(nvml.nvmlDeviceGetCudaComputeCapability(whole)),
    )


def select(job: Job) -> Card:
    """Make the job's card the only one that CUDA sees in this process; before anything of CUDA is called.

    Where the precision is not tf32, TF32 is forbidden to all of CUDA's libraries: TensorRT inside of ONNX Runtime takes
    it for fp32 otherwise, and has no option against it.
    """
    card = find_card(job.gpu)
    os.environ["CUDA_VISIBLE_DEVICES"] = card.uuid
    os.environ.pop(TF32_OVERRIDE, None)
    if job.precision != "tf32":
        os.environ[TF32_OVERRIDE] = "0"
    return card


def find_problem() -> str:
    """Why no card can be used here; empty where one can."""
    try:
        find_card("")
    except NoCardError as error:
        return str(error)
    return ""


def find_failure(job: Job) -> Failure | None:
    """Why a job's card cannot be measured on now. Asking for its temperature fails where it was lost.

    Of a card in slices, its temperature is the whole's, and only a slice tells of its memory without being root.
    """
    try:
        card = find_card(job.gpu)
        with management() as nvml:
            nvml.nvmlDeviceGetTemperature(nvml.nvmlDeviceGetHandleByIndex(card.index), nvml.NVML_TEMPERATURE_GPU)
            nvml.nvmlDeviceGetMemoryInfo(nvml.nvmlDeviceGetHandleByUUID(card.uuid))
    except NoCardError as error:
        return Failure(stage=Stage.LOAD, kind=error.kind, message=str(error), remedy=error.remedy)
    return None


def describe() -> dict[str, str]:
    """Driver and cards, or their slices, for the runner's description; what is missing, where something is."""
    try:
        with management() as nvml:
            cards = []
            for index in range(nvml.nvmlDeviceGetCount()):
                whole = nvml.nvmlDeviceGetHandleByIndex(index)
                for handle in _slices(nvml, whole) or [whole]:
                    memory_gib = nvml.nvmlDeviceGetMemoryInfo(handle).total / 2**30
                    cards.append(f"{nvml.nvmlDeviceGetName(handle)} ({memory_gib:.0f} GiB)")
            return {"driver": nvml.nvmlSystemGetDriverVersion(), "gpu": ", ".join(cards), "gpu_count": str(len(cards))}
    except NoCardError as error:
        return {"gpu": f"none: {error}"}


def _slices(nvml: Any, whole: Any) -> list[Any]:
    """A card's MIG slices; none where it is used as a whole."""
    found: list[Any] = []
    with suppress(nvml.NVMLError):
        for index in range(nvml.nvmlDeviceGetMaxMigDeviceCount(whole)):
            with suppress(nvml.NVMLError):  # there may be fewer than the card could have
                found.append(nvml.nvmlDeviceGetMigDeviceHandleByIndex(whole, index))
    return found
