"""What a runtime is to the job loop: one function that opens a model, and what it yields."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turnkey_runner.contract import Execution, Job


@dataclass(frozen=True, kw_only=True)
class Session:
    """A model that is loaded, with its inputs bound."""

    infer: Callable[[], object]
    """One synchronous inference; returns when the device has finished."""
    outputs: Callable[[], list[np.ndarray]]
    """The outputs of the last `infer()`, on the host, in the model's order."""
    executed: Execution


OpenSession = Callable[[Job, Path], AbstractContextManager[Session]]
"""Opens the artifact in a folder. Entering is timed as load, leaving frees the device. `job.threads` is set.

The engine is imported inside, so that a broken engine cannot break another.
"""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A row of a runner's table RUNTIMES."""

    open_session: OpenSession
    engine: str
    """The Python module of the engine; the supervisor imports it once, before it forks."""
