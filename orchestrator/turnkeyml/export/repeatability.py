"""Finds out whether a model gives the same outputs each time, and whether it does from the state of its call."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import gate_of
from turnkeyml.analysis.input_structure import Inputs, spec_of
from turnkeyml.analysis.model_forms import ModelForm
from turnkeyml.export import npz
from turnkeyml.export.gradients import copies
from turnkeyml.export.wrapper import OnnxWrapper

KEEPS_STATE = "the model keeps a state between its calls: each inference starts from that of the recorded call"


@dataclass(frozen=True, kw_only=True)
class Repeatability:
    """Whether runs of PyTorch agree."""

    deterministic: bool
    remarks: tuple[str, ...] = ()


def repeatability(
    form: ModelForm,
    wrapper: OnnxWrapper,
    inputs: Inputs,
    outputs: Sequence[torch.Tensor],
    second_outputs: Sequence[torch.Tensor] | None,
) -> Repeatability:
    """Compare two runs in sequence, and where they differ, a third one from the state of the call.

    Where a run changes the model, `wrapper.reset` restores that state from now on: a list that grows with each call
    would be exported with the elements of these runs.
    """
    is_equal = second_outputs is not None and are_equal(outputs, second_outputs, wrapper.output_names)
    if form.is_as_restored():
        return Repeatability(deterministic=is_equal or second_outputs is None)
    wrapper.reset = functools.partial(_reset, form)
    if is_equal:
        return Repeatability(deterministic=True)
    wrapper.reset()
    try:
        with torch.set_grad_enabled(wrapper.computes_gradients):
            third_outputs = wrapper(*copies(inputs.tensors))
    except Exception:  # the model does not run twice, from whatever state
        return Repeatability(deterministic=second_outputs is None)
    if are_equal(outputs, third_outputs, wrapper.output_names):
        return Repeatability(deterministic=True, remarks=(KEEPS_STATE,))
    return Repeatability(deterministic=False)


def are_equal(first: Sequence[torch.Tensor], second: Sequence[torch.Tensor], names: Sequence[str]) -> bool:
    """Whether two runs of PyTorch agree within the tolerances that a runtime has to meet."""
    if [(one.shape, one.dtype) for one in first] != [(other.shape, other.dtype) for other in second]:
        return False
    specs = tuple(spec_of(name, tensor) for name, tensor in zip(names, first, strict=True))
    expected, found = ([npz.to_numpy(tensor) for tensor in tensors] for tensors in (first, second))
    return all(output.passed for output in compare(expected, found, specs, gate_of("fp32")))


def _reset(form: ModelForm) -> None:
    form.restore()
    form.module.eval()
