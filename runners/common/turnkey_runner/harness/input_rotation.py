"""The inputs of the timed loop: several copies in separate memory, used in turn."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.harness.stored_values import Value, copy_value, size_bytes
from turnkey_runner.harness.timed_loop import Calls, calls_of

INPUT_COPIES = 4
"""Copies, so that no inference finds its inputs in the CPU caches, where the previous one left them."""
MAX_BYTES = 256 * 1024 * 1024
"""Of all copies together; larger inputs are bound once."""


def bind_sets(session: Session, tensors: Sequence[Value]) -> tuple[Bound, ...]:
    """Bind copies of the inputs; their values are equal, so that each inference is the same work."""
    count = INPUT_COPIES if INPUT_COPIES * sum(map(size_bytes, tensors)) <= MAX_BYTES else 1
    copies = [[copy_value(value) for value in tensors] for _ in range(count - 1)]
    return tuple(session.bind(one) for one in [list(tensors), *copies])


def round_robin(bound: Sequence[Bound]) -> Callable[[], object]:
    """Return a function that runs one inference, with each copy in turn."""
    if len(bound) == 1:
        return bound[0].infer
    take = itertools.cycle([one.infer for one in bound]).__next__
    return lambda: take()()


def timed_calls(bound: Sequence[Bound]) -> Calls:
    """Return the calls to time: through the function that all copies share, if there is one."""
    shared = [one.call for one in bound if one.call is not None]
    if len(shared) < len(bound) or any(function != shared[0][0] for function, _ in shared):
        return calls_of(*(one.infer for one in bound))
    return Calls(
        function=shared[0][0], arguments=[argument for _, argument in shared], engine_time_ms=bound[0].engine_ms
    )
