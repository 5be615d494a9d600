"""The inputs of the timed loop: several sets of them, in memory of their own, taken in turn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.harness.timed_loop import Calls, calls_of

INPUT_COPIES = 4
"""So that no inference finds its inputs where the one before left them in the caches nearest to the core."""
MAX_BYTES = 256 * 1024 * 1024
"""Of all sets together; larger inputs are bound once."""


def bind_sets(session: Session, tensors: Sequence[np.ndarray]) -> tuple[Bound, ...]:
    """Bind copies of the inputs; the values are the same, so that each inference is the same work."""
    count = INPUT_COPIES if INPUT_COPIES * sum(tensor.nbytes for tensor in tensors) <= MAX_BYTES else 1
    copies = [[tensor.copy() for tensor in tensors] for _ in range(count - 1)]
    return tuple(session.bind(own) for own in [list(tensors), *copies])


def round_robin(bound: Sequence[Bound]) -> Callable[[], object]:
    """One inference with each set after the other."""
    if len(bound) == 1:
        return bound[0].infer
    take = itertools.cycle([one.infer for one in bound]).__next__
    return lambda: take()()


def timed_calls(bound: Sequence[Bound]) -> Calls:
    """One inference with each set, as they are timed: by the function that all sets share, where they do."""
    shared = [one.call for one in bound if one.call is not None]
    if len(shared) < len(bound) or any(function != shared[0][0] for function, _ in shared):
        return calls_of(*(one.infer for one in bound))
    return Calls(
        function=shared[0][0], arguments=[argument for _, argument in shared], engine_time_ms=bound[0].engine_ms
    )
