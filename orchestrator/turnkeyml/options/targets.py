"""Where builds are measured: device × runtime × precision."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from turnkeyml.devices import Device, find_device
from turnkeyml.errors import UsageError
from turnkeyml.records import PRECISIONS


@dataclass(frozen=True, kw_only=True)
class Target:
    """One combination that builds are measured with."""

    device: Device
    runtime: str
    precision: str
    unit: str = ""
    """Which unit of the device's accelerator, by index or UUID; empty: the first, or none."""

    @property
    def runner(self) -> Device:
        """The device as the runner that has the runtime."""
        return self.device.runner_of(self.runtime)

    @property
    def is_live_model(self) -> bool:
        """Whether the worker measures the live PyTorch model instead of an artifact."""
        return self.runtime in self.device.host_runtimes


ChooseUnit = Callable[[str, str], str]
"""Turns the unit that was typed, which may be empty, and the name of an accelerator into the unit to use."""


def with_units(targets: Iterable[Target], typed: str, choose: ChooseUnit) -> tuple[Target, ...]:
    """The targets, each with the unit of its own device's accelerator."""
    return tuple(
        dataclasses.replace(one, unit=choose(typed, one.device.accelerator)) if one.device.accelerator else one
        for one in targets
    )


def choose_targets(devices: Sequence[str], runtimes: Sequence[str], precisions: Sequence[str]) -> tuple[Target, ...]:
    """Combine devices, runtimes and precisions; a device's default runtime stands in for none.

    With several devices, each takes the runtimes that it has. Runtimes of the live model take the precision fp32
    only. Raises `UsageError` for a name that no chosen device has.
    """
    chosen = [find_device(name) for name in dict.fromkeys(devices)]
    for runtime in runtimes:
        if not any(runtime in device.all_runtimes for device in chosen):
            chosen[0].check_runtime(runtime)
    for precision in precisions:
        if precision not in PRECISIONS:
            raise UsageError(f"unknown precision {precision!r}", remedy=f"choose from: {', '.join(PRECISIONS)}")
        if not any(precision in device.precisions for device in chosen):
            chosen[0].check_precision(precision)
    targets = []
    for device in chosen:
        available = [runtime for runtime in dict.fromkeys(runtimes) if runtime in device.all_runtimes]
        for runtime, precision in itertools.product(
            available or [device.default_runtime], dict.fromkeys(precisions or ["fp32"])
        ):
            if precision in device.precisions and (precision == "fp32" or runtime not in device.host_runtimes):
                targets.append(Target(device=device, runtime=runtime, precision=precision))
    if not targets:
        raise UsageError(f"{', '.join(runtimes)} measures the live model, in fp32 only", remedy="add --precision fp32")
    return tuple(targets)
