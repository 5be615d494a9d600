"""What an import may change for every script that is forked after it: settings, random numbers, torch's own names."""

from __future__ import annotations

import os
import random
from typing import Any

import torch

_PLACES = (torch, torch.Tensor, torch.nn.functional, torch.nn.Module, torch.nn.Linear)
"""Where packages put functions of their own in the place of torch's."""


class GlobalState:
    """What scripts find, as it is now."""

    def __init__(self) -> None:
        self._settings = _settings()
        self._names = [(place, dict(vars(place))) for place in _PLACES]

    def is_unchanged(self) -> bool:
        """Whether they find the same still; names that have come since are no change."""
        return self._settings == _settings() and all(
            vars(place).get(name) is value for place, names in self._names for name, value in names.items()
        )


def _settings() -> tuple[Any, ...]:
    import numpy

    _, numbers, *rest = numpy.random.get_state(legacy=True)
    return (
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
        torch.get_float32_matmul_precision(),
        torch.get_num_threads(),
        torch.backends.cudnn.deterministic,
        torch.backends.cudnn.benchmark,
        torch.backends.mkldnn.enabled,
        torch.get_rng_state().numpy().tobytes(),
        random.getstate(),
        (numpy.asarray(numbers).tobytes(), *rest),
        dict(os.environ),
        os.getcwd(),
    )
