"""What an import may change for every script that is forked later: settings, random state, torch's own functions."""

from __future__ import annotations

import os
import random
from typing import Any

import torch

_PATCHED_PLACES = (torch, torch.Tensor, torch.nn.functional, torch.nn.Module, torch.nn.Linear)
"""Where packages replace torch's functions with their own."""


class GlobalState:
    """A snapshot of the state that scripts share."""

    def __init__(self) -> None:
        self._settings = _settings()
        self._names = [(place, dict(vars(place))) for place in _PATCHED_PLACES]

    def is_unchanged(self) -> bool:
        """Whether the state is still the same; an additional name is no change."""
        return self._settings == _settings() and all(
            vars(place).get(name) is value for place, names in self._names for name, value in names.items()
        )


def _settings() -> tuple[Any, ...]:
    import numpy

    _, keys, *rest = numpy.random.get_state(legacy=True)
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
        (numpy.asarray(keys).tobytes(), *rest),
        dict(os.environ),
        os.getcwd(),
    )
