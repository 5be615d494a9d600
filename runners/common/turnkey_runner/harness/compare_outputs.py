"""Compares the outputs of the first inference with PyTorch's; where that fails or shows nothing, looks closer.

A constant image makes a normalization amplify rounding, and makes many outputs constant. Random inputs then decide
together with the recorded ones, and slightly different inputs show what the model makes of a rounding error. Both take
an inference, and are done only where the plain comparison is not enough.
"""

from __future__ import annotations

import dataclasses
import traceback
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from turnkey_runner.contract import Job, OutputParity
from turnkey_runner.contract.value_types import is_numeric_tensor
from turnkey_runner.harness import artifact, loops, parity
from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.harness.stored_values import Value
from turnkey_runner.stats.tolerances import AMPLIFIED, AMPLIFIED_COSINE, OUTLIER_FACTOR, USELESS, Gate, gate_of_job

REFERENCES = "outputs.npz"
VARIED_REFERENCES = "varied_outputs.npz"
"""PyTorch's outputs for the random inputs."""
RANDOM_DECIDES = "compared with random inputs, because the recorded ones are constant"
_ROUNDING = float(np.finfo(np.float32).eps)
_MAX_AMPLIFIED = 16.0
"""An engine rounds in every layer, the changed inputs once: errors up to this many times their effect are rounding."""
_MAX_NOISE = 0.1
"""Of what varies: where rounding makes a larger difference than this, the reference shows nothing."""


def compare_outputs(job: Job, session: Session, bound: Bound, folder: Path) -> tuple[OutputParity, ...]:
    """Compare the outputs of the last inference with the references; empty if there is no valid reference."""
    if not job.deterministic or all(file.path != REFERENCES for file in job.files):
        return ()
    gate = gate_of_job(job)
    references, actuals = artifact.read_tensors(folder / REFERENCES, job.outputs), bound.outputs()
    recorded = parity.compare(references, actuals, job.outputs, gate)
    if all(_is_clear(output) for output in recorded) or not _are_tensors(job, references, actuals):
        return recorded
    actuals = [actual.copy() for actual in actuals]  # the next inference may write into the same memory
    try:
        random = _with_random_inputs(job, session, folder, gate)
        wider = parity.compare(references, actuals, job.outputs, _widened(gate))
        chosen = tuple(map(_choose, recorded, wider, random or [None] * len(recorded)))
        if job.precision != "fp32" or gate.fixed or all(output.passed for output in chosen):
            return chosen
        return _accept_amplified(job, session, folder, references, actuals, chosen)
    except Exception:  # what an engine raises for other inputs changes nothing about the recorded ones
        traceback.print_exc()
        return recorded


def _are_tensors(job: Job, references: Sequence[Value], actuals: Sequence[Value]) -> bool:
    """Whether each value is a tensor of numbers: others have no rounding to look closer at."""
    return len(references) == len(actuals) and all(is_numeric_tensor(spec.dtype) for spec in job.outputs)


def _is_clear(output: OutputParity) -> bool:
    return output.passed and output.remark not in USELESS


def _widened(gate: Gate) -> Gate:
    return gate if gate.fixed else dataclasses.replace(gate, atol=OUTLIER_FACTOR * gate.atol)


def _choose(recorded: OutputParity, wider: OutputParity, random: OutputParity | None) -> OutputParity:
    """The comparison that says most of an output: random inputs decide where the recorded ones show nothing."""
    if _is_clear(recorded) or random is None or random.remark in USELESS:
        return recorded
    if recorded.passed:
        return dataclasses.replace(random, remark=f"{RANDOM_DECIDES}: {random.remark}".rstrip(": "))
    if wider.passed and random.passed:
        return dataclasses.replace(wider, remark=RANDOM_DECIDES)
    return recorded


def _with_random_inputs(job: Job, session: Session, folder: Path, gate: Gate) -> tuple[OutputParity, ...] | None:
    """Compare the outputs for the random inputs; None where the artifact has none with references."""
    files = {file.path for file in job.files}
    if not {loops.VARIED, VARIED_REFERENCES} <= files:
        return None
    found = _infer(session, artifact.read_tensors(folder / loops.VARIED, job.inputs))
    references = artifact.read_tensors(folder / VARIED_REFERENCES, job.outputs)
    return parity.compare(references, found, job.outputs, gate) if len(found) == len(references) else None


def _accept_amplified(
    job: Job,
    session: Session,
    folder: Path,
    references: Sequence[np.ndarray],
    actuals: Sequence[np.ndarray],
    compared: tuple[OutputParity, ...],
) -> tuple[OutputParity, ...]:
    """Pass the outputs whose errors are as large as those that a rounding error of the inputs causes."""
    inputs = artifact.read_tensors(folder / loops.INPUTS, job.inputs)
    changed = _with_rounding_errors(inputs)
    if changed is None:
        return compared
    effects = _infer(session, changed)
    found = []
    for output, reference, actual, effect in zip(compared, references, actuals, effects, strict=True):
        noise = None if output.passed else _noise(reference, actual, effect)
        if noise is not None and (output.cosine_similarity or 0.0) >= AMPLIFIED_COSINE:
            output = dataclasses.replace(output, passed=True, fraction_within=1.0, atol=noise, remark=AMPLIFIED)
        found.append(output)
    return tuple(found)


def _noise(reference: np.ndarray, actual: np.ndarray, effect: np.ndarray) -> float | None:
    """Return the error that rounding explains; None where the error is larger, or that error hides the signal."""
    if not reference.shape == actual.shape == effect.shape or reference.dtype.kind != "f":
        return None
    expected = reference.astype(np.float64)
    if not all(np.isfinite(one).all() for one in (expected, actual, effect)):
        return None
    error, noise = np.abs(actual - expected), np.abs(effect.astype(np.float64) - actual)
    rms, largest = _MAX_AMPLIFIED * _rms(noise), _MAX_AMPLIFIED * float(noise.max(initial=0.0))
    hides = rms > _MAX_NOISE * float(np.std(expected))
    return None if hides or _rms(error) > rms or float(error.max(initial=0.0)) > largest else largest


def _with_rounding_errors(inputs: Sequence[np.ndarray]) -> list[np.ndarray] | None:
    """The inputs with an error of a rounding in each float; None where no input is one."""
    generator = np.random.default_rng(0)
    changed, is_changed = [], False
    for tensor in inputs:
        if tensor.dtype in (np.float32, np.float64) and tensor.size:
            scale = np.maximum(np.abs(tensor), np.abs(tensor).max() or 1.0)
            errors = generator.choice((-_ROUNDING, _ROUNDING), tensor.shape) * scale
            changed.append((tensor + errors).astype(tensor.dtype))
            is_changed = True
        else:
            changed.append(tensor)
    return changed if is_changed else None


def _infer(session: Session, inputs: Sequence[np.ndarray]) -> list[np.ndarray]:
    bound = session.bind(inputs)
    bound.infer()
    return [output.copy() for output in bound.outputs()]


def _rms(tensor: np.ndarray) -> float:
    return float(np.sqrt(np.mean(tensor * tensor))) if tensor.size else 0.0
