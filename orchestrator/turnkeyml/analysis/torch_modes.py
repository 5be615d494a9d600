"""PyTorch's settings that decide how a call is computed, and are none of the model's: autocast, the default dtype."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import torch

_DEVICE_TYPES = ("cpu", "cuda")


@dataclass(frozen=True, kw_only=True)
class TorchModes:
    """The settings at a call."""

    autocast: tuple[tuple[str, torch.dtype], ...] = ()
    """Types of devices that autocast was on for, and the type that it casts to."""
    default_dtype: torch.dtype = torch.float32

    def describe(self) -> str:
        """The part of a structure's text that is there only where a setting is not the usual one."""
        return ",".join(f"autocast {device}:{str(dtype).removeprefix('torch.')}" for device, dtype in self.autocast)

    @contextmanager
    def default_dtype_applied(self) -> Iterator[None]:
        """Have the default dtype inside the block."""
        previous = torch.get_default_dtype()
        torch.set_default_dtype(self.default_dtype)
        try:
            yield
        finally:
            torch.set_default_dtype(previous)

    @contextmanager
    def autocast_applied(self) -> Iterator[None]:
        """Have autocast on inside the block as it was. It is a setting of the thread."""
        with ExitStack() as stack:
            for device_type, dtype in self.autocast:
                stack.enter_context(torch.autocast(device_type, dtype=dtype))
            yield


def current_modes() -> TorchModes:
    """The settings now."""
    enabled = [torch.is_autocast_enabled(device_type) for device_type in _DEVICE_TYPES]
    default_dtype = torch.get_default_dtype()
    if not any(enabled) and default_dtype is torch.float32:
        return _USUAL
    autocast = tuple((one, torch.get_autocast_dtype(one)) for one, on in zip(_DEVICE_TYPES, enabled, strict=True) if on)
    return TorchModes(autocast=autocast, default_dtype=default_dtype)


_USUAL = TorchModes()
