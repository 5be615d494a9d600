"""The sets of inputs that the timed loop takes in turn."""

import numpy as np

from turnkey_runner.contract import RuntimeInfo
from turnkey_runner.harness import input_rotation
from turnkey_runner.harness.session import Bound, Session


def recording_session():
    """A session that notes which of its bindings ran, and keeps what was bound."""
    ran, kept = [], []

    def bind(tensors):
        index = len(kept)
        kept.append(tensors)
        return Bound(infer=lambda: ran.append(index), outputs=list)

    runtime_info = RuntimeInfo(engine="e", engine_version="1", provider="p")
    return Session(bind=bind, runtime_info=runtime_info), ran, kept


def test_equal_values_in_memory_of_their_own_are_taken_in_turn():
    """Every set is used, and none shares memory with another."""
    session, ran, kept = recording_session()
    infer = input_rotation.round_robin(input_rotation.bind_sets(session, [np.arange(6.0)]))
    for _ in range(2 * input_rotation.INPUT_COPIES):
        infer()
    assert ran == [*range(input_rotation.INPUT_COPIES)] * 2
    assert all(np.array_equal(one[0], np.arange(6.0)) for one in kept)
    assert not any(np.shares_memory(kept[0][0], other[0]) for other in kept[1:])


def test_large_inputs_are_bound_once(monkeypatch):
    """Four copies of a video would not be measured, but swapped."""
    monkeypatch.setattr(input_rotation, "MAX_BYTES", 100)
    session, _, kept = recording_session()
    assert len(input_rotation.bind_sets(session, [np.zeros(26, np.uint8)])) == 1
    assert len(input_rotation.bind_sets(session, [np.zeros(25, np.uint8)])) == input_rotation.INPUT_COPIES
    assert len(kept) == 1 + input_rotation.INPUT_COPIES
