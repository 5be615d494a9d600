"""The interface of a runtime: one function that opens a model, and what it yields."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from turnkey_runner.contract import Job, RuntimeInfo
from turnkey_runner.harness.stored_values import Value


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A loaded model with inputs that are bound to it."""

    infer: Callable[[], object]
    """One synchronous inference; returns when the device has finished."""
    call: tuple[Callable[[Any], object], Any] | None = None
    """The same as a function that all bound inputs share, and its argument: timed without a Python frame between."""
    outputs: Callable[[], list[Value]]
    """The outputs of the last `infer()`, on the host, in the model's order."""
    engine_ms: Callable[[Any], float] | None = None
    """Returns the engine's own time of the last inference with the argument of `call`, in ms."""
    infer_on_device: Callable[[], int] | None = None
    """One inference with inputs and outputs on the device; returns its time by the device's own clock, in ns."""


@dataclass(frozen=True, kw_only=True)
class Session:
    """A loaded model."""

    bind: Callable[[Sequence[Value]], Bound]
    """Bind inputs (in the order of `job.inputs`, bfloat16 as uint16) once, for many inferences.

    Several may be bound at the same time; in throughput mode each is called from its own thread.
    """
    runtime_info: RuntimeInfo
    phases: dict[str, int] = field(default_factory=dict)
    """Separate parts of opening, in ns: `read`, `compile`. After inputs are bound: `enqueue`."""
    precisions: Callable[[], dict[str, int]] | None = None
    """Counts the operators per type, if that takes longer than reading a property; called after the loop."""
    sizes: Callable[[], dict[str, int]] | None = None
    """Returns sizes in bytes that are known once the model has run: `engine_size`, `memory_device`."""
    round_trip_ns: Callable[[], int] | None = None
    """Returns the time of the shortest way to an accelerator that has nothing to do, and back: part of the probe."""


OpenSession = Callable[[Job, Path, Path | None], AbstractContextManager[Session]]
"""Opens the artifact in a folder. Entering is timed as load, leaving frees the device. `job.threads` is set.

The third argument is a folder for what the engine compiles: the first opening fills it, the next one uses it (in this
process or a later one of the same runner); None: nothing is saved. The engine is imported inside, so that a
broken engine cannot break another.
"""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """A row of a runner's table RUNTIMES."""

    open_session: OpenSession
    engine: str
    """The Python module of the engine; the supervisor imports it once, before it forks."""
    apart: bool = False
    """Whether its libraries conflict with another engine's: then only processes that need it import it."""
    keeps_compiled: bool = False
    """Whether it can save what it compiles."""
    compiles_once: bool = False
    """Whether compiling takes so long that a job's first process does it for all; only that one loads cold."""
    compiled_for: Callable[[Job], object] = lambda job: ""
    """Returns what the compiled form depends on besides the job: GPU, driver, version. Called after the import."""
    find_problem: Callable[[], str] = lambda: ""
    """Returns why it cannot be used although its engine can be imported; empty if it can."""
    remedy: str = "see `turnkey runners check`"
    """What to do if its engine cannot be imported."""
