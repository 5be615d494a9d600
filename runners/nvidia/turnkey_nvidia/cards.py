"""The cards of this machine, whole or in slices: which there are, which is a job's, and how it is."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from turnkey_nvidia.management import NoCardError, is_not_found, management, read_temperature, unless_untold
from turnkey_runner.contract import Failure, Job, Stage

MIN_CUDA = 13
MIN_DRIVER = 580
"""What CUDA 13 asks for, by NVIDIA's table of compatibility."""
TF32_OVERRIDE = "NVIDIA_TF32_OVERRIDE"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One card, or one slice of it (MIG)."""

    uuid: str
    name: str
    index: int
    """Of the whole card."""
    capability: tuple[int, int]
    """CUDA's compute capability: which kernels it can run."""
    driver: str

    def tell(self) -> dict[str, str]:
        """Which it is, for what a comparison must know."""
        return {"card": self.name, "card_uuid": self.uuid}


def find_card(asked: str) -> Card:
    """The card of an index or a UUID, the first for none. What CUDA is shown by the environment does not count.

    Of a card in slices it is the slice, where there is one; to take one of several would be a guess at what is meant.
    Raises `NoCardError` where there is no driver, no such card, or the driver is too old.
    """
    with management() as nvml:
        count = _count(nvml)
        wanted = asked.strip() or "0"
        if not wanted.isdigit():
            return _find(nvml, wanted)
        if int(wanted) >= count:
            raise NoCardError(f"there is no card {wanted}: this host has {count}", remedy="see `nvidia-smi -L`")
        return _only(nvml, nvml.nvmlDeviceGetHandleByIndex(int(wanted)), wanted)


def find_all() -> list[Card]:
    """Every card of this machine that answers, those in slices as their slices.

    Raises `NoCardError` where there is no driver, or no such card.
    """
    with management() as nvml:
        found: list[Card] = []
        problem: Exception = NoCardError("the cards are in MIG mode, and have no slice", remedy="see `nvidia-smi mig`")
        for index in range(_count(nvml)):
            try:
                found += _parts(nvml, nvml.nvmlDeviceGetHandleByIndex(index))
            except nvml.NVMLError as error:
                problem = error
        if not found:
            raise problem
        return found


def _count(nvml: Any) -> int:
    """How many cards there are, one at least, with a driver that is new enough."""
    version = nvml.nvmlSystemGetCudaDriverVersion()
    if version // 1000 < MIN_CUDA:
        told = nvml.nvmlSystemGetDriverVersion()
        message = f"the driver {told} is for CUDA {version // 1000}; this runner needs CUDA {MIN_CUDA}"
        raise NoCardError(message, remedy=f"update the driver to {MIN_DRIVER} or later")
    count = int(nvml.nvmlDeviceGetCount())
    if not count:
        raise NoCardError("the NVIDIA driver finds no card")
    return count


def _find(nvml: Any, uuid: str) -> Card:
    is_slice = uuid.startswith("MIG-")
    try:
        handle = nvml.nvmlDeviceGetHandleByUUID(uuid)
        whole = nvml.nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle) if is_slice else handle
    except nvml.NVMLError as error:
        if not is_not_found(error):
            raise
        raise NoCardError(f"there is no card {uuid}: {error}", remedy="see `nvidia-smi -L`") from error
    return _describe(nvml, handle, whole) if is_slice else _only(nvml, handle, uuid)


def _only(nvml: Any, whole: Any, wanted: str) -> Card:
    """The whole card, or its one slice. Raises `NoCardError` where there are several, or none of a card in MIG mode."""
    parts = _parts(nvml, whole)
    if len(parts) == 1:
        return parts[0]
    if not parts:
        raise NoCardError(f"the card {wanted} is in MIG mode, and has no slice", remedy="see `nvidia-smi mig`")
    several = ", ".join(part.uuid for part in parts)
    message = f"the card {wanted} is in {len(parts)} slices: --gpu takes one of {several}"
    raise NoCardError(message, remedy="name a slice with --gpu")


def _parts(nvml: Any, whole: Any) -> list[Card]:
    """The card itself, or its slices; nothing where it is to have slices and has none."""
    slices = _slices(nvml, whole)
    if not slices and not _takes_slices(nvml, whole):
        return [_describe(nvml, whole, whole)]
    return [_describe(nvml, handle, whole) for handle in slices]


def _describe(nvml: Any, handle: Any, whole: Any) -> Card:
    return Card(
        uuid=nvml.nvmlDeviceGetUUID(handle),
        name=nvml.nvmlDeviceGetName(handle),
        index=nvml.nvmlDeviceGetIndex(whole),
        capability=tuple(nvml.nvmlDeviceGetCudaComputeCapability(whole)),
        driver=nvml.nvmlSystemGetDriverVersion(),
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
        find_all()
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
            with unless_untold(nvml):
                read_temperature(nvml, nvml.nvmlDeviceGetHandleByIndex(card.index))
            with unless_untold(nvml):
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
                cards += [_words_of(nvml, handle) for handle in _slices(nvml, whole) or [whole]]
            return {"driver": nvml.nvmlSystemGetDriverVersion(), "gpu": ", ".join(cards), "gpu_count": str(len(cards))}
    except NoCardError as error:
        return {"gpu": f"none: {error}"}


def _words_of(nvml: Any, handle: Any) -> str:
    """Name and memory, as far as it tells."""
    name = str(nvml.nvmlDeviceGetName(handle))
    with unless_untold(nvml):
        return f"{name} ({nvml.nvmlDeviceGetMemoryInfo(handle).total / 2**30:.0f} GiB)"
    return name


def _slices(nvml: Any, whole: Any) -> list[Any]:
    """A card's MIG slices; none where it is used as a whole."""
    found: list[Any] = []
    with suppress(nvml.NVMLError):
        for index in range(nvml.nvmlDeviceGetMaxMigDeviceCount(whole)):
            with suppress(nvml.NVMLError):  # there may be fewer than the card could have
                found.append(nvml.nvmlDeviceGetMigDeviceHandleByIndex(whole, index))
    return found


def _takes_slices(nvml: Any, whole: Any) -> bool:
    """Whether a card is in MIG mode, in which CUDA finds nothing but slices."""
    with suppress(nvml.NVMLError):
        return bool(nvml.nvmlDeviceGetMigMode(whole)[0])
    return False
