"""Compares a runtime's outputs with PyTorch's, output by output."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

import numpy as np

from turnkey_runner.contract import OutputParity, TensorSpec
from turnkey_runner.contract.value_types import STRING, is_numeric_tensor
from turnkey_runner.harness.parity_leaves import leaves_of, merge_leaves
from turnkey_runner.harness.stored_values import Value
from turnkey_runner.stats.tolerances import CONSTANT, MIN_FRACTION, Gate, for_dtype, is_aligned

_LARGEST = float(np.finfo(np.float64).max)
"""A larger error is reported as this: JSON has no infinity."""
_ABSENT = object()
"""In the place of an output that there is not: None is an optional value without one."""


def compare(
    references: list[Value], actuals: list[Value], specs: tuple[TensorSpec, ...], gate: Gate
) -> tuple[OutputParity, ...]:
    """Compare all outputs. A missing output, a different shape and a different type fail."""
    return tuple(
        _compare_value(spec, reference, actual, gate)
        if spec is not None and reference is not _ABSENT and actual is not _ABSENT
        else _refused(spec, gate, "the runtime returned a different number of outputs")
        for spec, reference, actual in _longest(specs, references, actuals)
    )


def _longest(
    specs: tuple[TensorSpec, ...], references: list[Value], actuals: list[Value]
) -> Iterator[tuple[TensorSpec | None, Value, Value]]:
    for spec, reference, actual in zip_longest(specs, references, actuals, fillvalue=_ABSENT):
        yield spec if isinstance(spec, TensorSpec) else None, reference, actual


def _compare_value(spec: TensorSpec, reference: Value, actual: Value, gate: Gate) -> OutputParity:
    """Compare tensors; of a sequence, a map or an optional value, all tensors in it."""
    if is_numeric_tensor(spec.dtype):
        return _compare(
            spec, as_float(reference, spec.dtype), as_float(actual, spec.dtype), for_dtype(gate, spec.dtype)
        )
    expected, found = leaves_of(reference, spec), leaves_of(actual, spec)
    if [leaf.place for leaf in expected] != [leaf.place for leaf in found]:
        return _refused(spec, gate, "other elements, keys or lengths than the reference's")
    compared = [
        _compare_strings(one.spec, one.array, other.array, gate)
        if one.spec.dtype == STRING
        else _compare_value(one.spec, one.array, other.array, gate)
        for one, other in zip(expected, found, strict=True)
    ]
    return merge_leaves(spec, compared) or _output_parity(spec, gate, 0.0, 0.0, 1.0, 1.0, passed=True, remark="empty")


def _compare_strings(spec: TensorSpec, reference: np.ndarray, actual: np.ndarray, gate: Gate) -> OutputParity:
    if reference.shape != actual.shape:
        return _refused(spec, gate, f"shape {list(actual.shape)} instead of {list(reference.shape)}")
    same = float(np.mean(reference == actual)) if reference.size else 1.0
    remark = f"{1 - same:.2%} of the strings differ" if same < 1.0 else ""
    return _output_parity(spec, gate, None, None, None, same, passed=same == 1.0, remark=remark, atol=0.0, rtol=0.0)


def as_float(tensor: np.ndarray, dtype: str) -> np.ndarray:
    """Return bfloat16 bits (stored as uint16) as float32, other tensors unchanged."""
    if dtype == "bfloat16" and tensor.dtype == np.uint16:
        return (tensor.astype(np.uint32) << 16).view(np.float32)
    return tensor


def _compare(spec: TensorSpec, reference: np.ndarray, actual: np.ndarray, gate: Gate) -> OutputParity:
    if reference.shape != actual.shape:
        return _refused(spec, gate, f"shape {list(actual.shape)} instead of {list(reference.shape)}")
    if reference.dtype != actual.dtype:
        return _refused(spec, gate, f"type {actual.dtype} instead of {reference.dtype}")
    if reference.size == 0:
        return _output_parity(spec, gate, 0.0, 0.0, 1.0, 1.0, passed=True, remark="empty")
    if not np.issubdtype(reference.dtype, np.inexact):
        return _compare_exactly(spec, reference, actual, gate)
    finite = np.isfinite(reference)
    if not np.array_equal(finite, np.isfinite(actual)) or not np.array_equal(
        reference[~finite], actual[~finite], equal_nan=True
    ):
        return _refused(spec, gate, "NaN or infinity in different places")
    if not finite.any():
        if np.isnan(reference).any():
            return _refused(spec, gate, "no finite element to compare")
        return _output_parity(spec, gate, 0.0, 0.0, 1.0, 1.0, passed=True, remark=CONSTANT)
    expected = reference[finite].astype(np.float64)
    found = actual[finite].astype(np.float64)
    with np.errstate(over="ignore"):  # the difference of two float64 numbers may exceed float64
        error = np.abs(found - expected)
        relative = error / np.maximum(np.abs(expected), np.finfo(np.float32).tiny)
    scale = max(1.0, _rms(expected))
    atol = gate.atol * scale
    fraction_within = float(np.mean(error <= atol + gate.rtol * np.abs(expected)))
    cosine = _cosine(expected, found)
    varies = _varies(expected)
    wrong = expected.size > 1 and not _varies(found) and varies
    remark = "constant output" if wrong else CONSTANT if reference.size > 1 and finite.all() and not varies else ""
    return _output_parity(
        spec,
        gate,
        min(float(error.max()), _LARGEST),
        min(float(relative.max()), _LARGEST),
        cosine,
        fraction_within,
        passed=fraction_within >= MIN_FRACTION and is_aligned(gate, cosine) and not wrong,
        remark=remark,
        atol=atol,
    )


def _compare_exactly(spec: TensorSpec, reference: np.ndarray, actual: np.ndarray, gate: Gate) -> OutputParity:
    same = float(np.mean(reference == actual))
    error = float(np.abs(actual.astype(np.float64) - reference.astype(np.float64)).max())
    remark = f"{1 - same:.2%} of the elements differ" if same < 1.0 else ""
    if not remark and reference.size > 1 and not _varies(reference):
        remark = CONSTANT
    return _output_parity(spec, gate, error, None, None, same, passed=same == 1.0, remark=remark, atol=0.0, rtol=0.0)


def _varies(tensor: np.ndarray) -> bool:
    return bool((tensor != tensor.flat[0]).any())


def _rms(tensor: np.ndarray) -> float:
    """Return the root mean square; scaled first because squares of float64 overflow above 1e154."""
    largest = float(np.abs(tensor).max())
    return largest * float(np.sqrt(np.mean((tensor / largest) ** 2))) if largest else 0.0


def _cosine(expected: np.ndarray, found: np.ndarray) -> float:
    largest, other = float(np.abs(expected).max()), float(np.abs(found).max())
    if largest == 0.0 or other == 0.0:
        return 1.0 if largest == other else 0.0
    one, two = expected / largest, found / other
    return min(1.0, float(np.dot(one, two)) / float(np.linalg.norm(one) * np.linalg.norm(two)))


def _output_parity(
    spec: TensorSpec,
    gate: Gate,
    max_abs: float | None,
    max_rel: float | None,
    cosine: float | None,
    fraction_within: float | None,
    *,
    passed: bool,
    remark: str,
    atol: float | None = None,
    rtol: float | None = None,
) -> OutputParity:
    return OutputParity(
        name=spec.name,
        dtype=spec.dtype,
        max_abs_error=max_abs,
        max_rel_error=max_rel,
        cosine_similarity=cosine,
        fraction_within=fraction_within,
        atol=gate.atol if atol is None else atol,
        rtol=gate.rtol if rtol is None else rtol,
        passed=passed,
        remark=remark,
    )


def _refused(spec: TensorSpec | None, gate: Gate, remark: str) -> OutputParity:
    spec = spec or TensorSpec(name="?", dtype="?", shape=())
    return _output_parity(spec, gate, None, None, None, None, passed=False, remark=remark)
