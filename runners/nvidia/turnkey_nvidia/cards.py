"""The cards of this machine as NVIDIA's management library tells of them: which there are, and how they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from turnkey_runner.contract import Failure, Job, Kind, Stage

MIN_CUDA = 13
MIN_DRIVER = 580
"""What CUDA 13 asks for, by NVIDIA's table of compatibility."""
_REMEDY = "install NVIDIA's driver, and give containers the card with nvidia-container-toolkit"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card, or one slice of it."""

    uuid: str
    name: str
    index: int
    """Of the whole card."""


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


def _find(nvml: Any, wanted: str, count: int) -> Card:
    if wanted.isdigit():
        if int(wanted) >= count:
            raise NoCardError(f"there is no card {wanted}: this host has {count}", remedy="see `nvidia-smi -L`")
        handle = nvml.nvmlDeviceGetHandleByIndex(int(wanted))
        return Card(uuid=nvml.nvmlDeviceGetUUID(handle), name=nvml.nvmlDeviceGetName(handle), index=int(wanted))
    try:
        handle = nvml.nvmlDeviceGetHandleByUUID(wanted)
        whole = nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle) if wanted.startswith("MIG-") else handle
    except nvml.NVMLError as error:
        raise NoCardError(f"there is no card {wanted}: {error}", remedy="see `nvidia-smi -L`") from error
    return Card(uuid=wanted, name=nvml.nvmlDeviceGetName(handle), index=nvml.nvmlDeviceGetIndex(whole))


def select(job: Job) -> Card:
    """Make a job's card the only one that CUDA sees in this process; before anything of CUDA is called.

    NVIDIA's libraries multiply fp32 numbers in TF32 where they see fit: not unless that was asked for.
    """
    card = find_card(job.gpu)
    os.environ["CUDA_VISIBLE_DEVICES"] = card.uuid
    if job.precision != "tf32":
        os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
    return card


def find_problem() -> str:
    """Why no card can be used here; empty where one can."""
    try:
        find_card("")
    except NoCardError as error:
        return str(error)
    return ""


def find_problem_of_rtx() -> str:
    """Why TensorRT for RTX cannot use the first card: it is for workstations, and refuses a data centre's Hopper."""
    problem = find_problem()
    if problem:
        return problem
    with management() as nvml:
        card = find_card("")
        major, minor = nvml.nvmlDeviceGetCudaComputeCapability(nvml.nvmlDeviceGetHandleByIndex(card.index))
    if (major, minor) in _RTX or major >= _RTX_FROM:
        return ""
    return (
        f"TensorRT for RTX does not support {card.name} (compute capability {major}.{minor}); use ort-cuda or tensorrt"
    )


_RTX, _RTX_FROM = ((8, 6), (8, 9)), 12
"""Compute capabilities that its libraries name in their own message."""


def find_failure(job: Job) -> Failure | None:
    """Why a job's card cannot be measured on now. Asking for its temperature fails where it was lost."""
    try:
        card = find_card(job.gpu)
        with management() as nvml:
            handle = nvml.nvmlDeviceGetHandleByIndex(card.index)
            nvml.nvmlDeviceGetTemperature(handle, nvml.NVML_TEMPERATURE_GPU)
            nvml.nvmlDeviceGetMemoryInfo(handle)
    except NoCardError as error:
        return Failure(stage=Stage.LOAD, kind=error.kind, message=str(error), remedy=error.remedy)
    return None


def describe() -> dict[str, str]:
    """Driver and cards, for the runner's description; what is missing, where something is."""
    try:
        with management() as nvml:
            cards = []
            for index in range(nvml.nvmlDeviceGetCount()):
                handle = nvml.nvmlDeviceGetHandleByIndex(index)
                memory_gib = nvml.nvmlDeviceGetMemoryInfo(handle).total / 2**30
                cards.append(f"{nvml.nvmlDeviceGetName(handle)} ({memory_gib:.0f} GiB)")
            return {"driver": nvml.nvmlSystemGetDriverVersion(), "gpu": ", ".join(cards), "gpu_count": str(len(cards))}
    except NoCardError as error:
        return {"gpu": f"none: {error}"}
