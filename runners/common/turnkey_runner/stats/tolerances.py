"""How far an output may differ from PyTorch's, by precision and type (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract import Job, Tolerance

MIN_FRACTION = 0.999
"""Fraction of the elements that must be within the tolerance."""
CONSTANT = "constant output, as PyTorch's"
"""The remark on an output whose elements are all equal, as in the reference: comparing it shows little."""

EMPTY, NOT_FINITE = "empty", "no finite element, as in PyTorch"
"""The remarks on an output without elements, and on one with nothing but NaN and infinity, in the same places."""
USELESS = frozenset({CONSTANT, EMPTY, NOT_FINITE})
"""The remarks on outputs whose comparison shows little."""
AMPLIFIED = "within what the model makes of rounding errors of its inputs"
"""The remark on an output outside the tolerance of a model that amplifies rounding."""
OUTLIER_FACTOR = 10.0
"""No element may differ by more than this many tolerances, not even one of the few that may be outside."""
AMPLIFIED_COSINE = 0.99
"""The minimum cosine similarity of an output with the remark `AMPLIFIED`."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A tolerance: |a - b| <= atol * scale + rtol * |b|, with scale = max(1, RMS of the reference)."""

    rtol: float
    atol: float
    cosine: float | None
    """The minimum cosine similarity to the reference; None: not required."""
    fixed: bool = False
    """Set by the user: no type of an output widens it."""


GATES = {
    "fp32": Gate(rtol=1e-3, atol=1e-5, cosine=0.9999),
    "tf32": Gate(rtol=1e-2, atol=1e-3, cosine=0.9999),
    "fp16": Gate(rtol=1e-2, atol=1e-3, cosine=0.999),
    "bf16": Gate(rtol=5e-2, atol=1e-2, cosine=0.999),
    "int8": Gate(rtol=0.25, atol=0.1, cosine=0.9),
}
"""By precision. Wider than torch.testing's (another engine adds in another order), narrower than the effect of a
wrong weight or a dropped layer."""
_DTYPES = {"float16": "fp16", "bfloat16": "bf16"}
"""Outputs of these types have at least the gate of that precision: they cannot be more precise."""


def gate_of(precision: str, tolerance: Tolerance | None = None) -> Gate:
    """Return the gate of a precision, or the user's instead.

    A user's gate that is looser than the precision's does not require a cosine similarity.
    """
    gate = GATES[precision]
    if tolerance is None:
        return gate
    looser = tolerance.rtol > gate.rtol or tolerance.atol > gate.atol
    return Gate(rtol=tolerance.rtol, atol=tolerance.atol, cosine=None if looser else gate.cosine, fixed=True)


def gate_of_job(job: Job) -> Gate:
    """Return the gate of a job: at least that of the narrowest type that its model computes in."""
    return for_dtype(gate_of(job.precision, job.tolerance), job.computes_in)


def for_dtype(gate: Gate, dtype: str) -> Gate:
    """Return the gate for an output of this type."""
    if gate.fixed or dtype not in _DTYPES:
        return gate
    own = GATES[_DTYPES[dtype]]
    least = min(one for one in (gate.cosine, own.cosine) if one is not None)
    return Gate(rtol=max(gate.rtol, own.rtol), atol=max(gate.atol, own.atol), cosine=least)


def is_aligned(gate: Gate, cosine: float, remark: str = "") -> bool:
    """Whether a cosine similarity is high enough for the gate."""
    if gate.cosine is None:
        return True
    return cosine >= (min(gate.cosine, AMPLIFIED_COSINE) if remark == AMPLIFIED else gate.cosine)
