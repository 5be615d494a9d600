"""What a runtime is to the job loop: one function that opens a model, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from turnkey_runner.contract import Job, RuntimeInfo


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A loaded model with inputs that are bound to it."""

    infer: Callable[[], object]
    """One synchronous inference; returns when the device has finished."""
    call: tuple[Callable[[Any], object], Any] | None = None
    """The same as a function, one for all that are bound, and its argument: timed without a frame of ours between."""
    outputs: Callable[[], list[np.ndarray]]
    """The outputs of the last `infer()`, on the host, in the model's order."""
    engine_ms: Callable[[Any], float] | None = None
    """How long the last inference with the argument of `call` took by what the engine says of itself."""
    infer_on_device: Callable[[], int] | None = None
    """One inference with inputs and outputs on the device; returns its time by the device's own clock, in ns."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A model that is loaded."""

    bind: Callable[[Sequence[np.ndarray]], Bound]
    """Bind inputs (in the order of `job.inputs`, bfloat16 as uint16) once, for many inferences.

    Several may be bound at once; in the mode throughput they are called from as many threads.
    """
    runtime_info: RuntimeInfo
    phases: dict[str, int] = field(default_factory=dict)
    """Parts of opening that the engine does apart, in ns: `read`, `compile`. Once inputs are bound: `enqueue`."""
    precisions: Callable[[], dict[str, int]] | None = None
    """How many operators computed in each type, where finding out costs more than a property; asked after the loop."""
    sizes: Callable[[], dict[str, int]] | None = None
    """Bytes that are known once the model has run: `engine_size`, `memory_device`."""


OpenSession = Callable[[Job, Path, Path | None], AbstractContextManager[Session]]
"""Opens the artifact in a folder. Entering is timed as load, leaving frees the device. `job.threads` is set.

The third is a folder for what compiling yields: filled by the first opening, used by the next (in this
process or a later one of the same runner); None: nothing is kept. The engine is imported inside, so
that a broken engine cannot break another.
"""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A row of a runner's table RUNTIMES."""

    open_session: OpenSession
    engine: str
    """The Python module of the engine; the supervisor imports it once, before it forks."""
    apart: bool = False
    """Its libraries would be taken for those of another engine: only processes that need it import it."""
    keeps_compiled: bool = False
    """Whether it can keep what compiling yields."""
    compiles_once: bool = False
    """Compiling takes so long that a job's first process does it for the others; it is the one that is timed cold."""
    compiled_for: Callable[[Job], object] = lambda job: ""
    """What else than the job its compiled form depends on: GPU, driver, version. Asked with the engine imported."""
    find_problem: Callable[[], str] = lambda: ""
    """Why it cannot be used here though its engine can be imported; empty where it can."""
    remedy: str = "see `turnkey runners check`"
    """What to do where its engine cannot be imported."""
