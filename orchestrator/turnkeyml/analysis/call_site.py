"""Says where the script makes a call, and how the parameters of the called function are named."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable
from typing import Any


def parameter_names(forward: Callable[..., Any]) -> list[str]:
    """The parameters that take positional arguments."""
    try:
        parameters = inspect.signature(forward).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


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
