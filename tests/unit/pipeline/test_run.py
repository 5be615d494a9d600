"""How far inputs are built ahead of the measurements."""

import dataclasses

import pytest

from turnkeyml.options.request import RunRequest
from turnkeyml.options.resolve import resolve_options
from turnkeyml.pipeline.context import PlannedInput, _has_capacity


@pytest.mark.parametrize(("lean_cache", "most"), [(False, 256), (True, 4)])
def test_what_waits_to_be_measured_is_bounded(lean_cache, most):
    """Thousands of scripts in a row are not all held in memory; hundreds are no matter."""
    options = resolve_options(dataclasses.replace(RunRequest(), lean_cache=lean_cache))
    waiting = PlannedInput(name="one")
    assert _has_capacity(options, [waiting] * (most - 1))
    assert not _has_capacity(options, [waiting] * most)
