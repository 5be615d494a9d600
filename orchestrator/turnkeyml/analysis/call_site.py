"""Says where the script makes a call, and how the parameters of the called function are named."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def parameter_names(forward: Callable[..., Any]) -> list[str]:
    """The parameters that take positional arguments."""
    try:
        parameters = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def by_parameter(forward: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any] | None:
    """The arguments of a call by parameter, with the defaults of those that are not given; None if it cannot be said.

    It is the same for `forward(x, mask)`, `forward(x, mask=mask)` and `forward(mask=mask, x=x)`.
    """
    try:
        bound = inspect.signature(forward).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return None
    bound.apply_defaults()
    return bound.arguments


def source_line(script: str) -> str:
    """The innermost line of the script itself that led to this call."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename == script:
            return f"{script}:{frame.f_lineno}"
        if frame.f_back is None:
            break
        frame = frame.f_back
    return script
