"""How far an output may lie from PyTorch's, by precision and by type (standard library only)."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract import Tolerance

MIN_FRACTION = 0.999
"""Share of elements that must lie within the tolerance."""
CONSTANT = "constant output, as PyTorch's"
"""The remark of an output of several elements that are all the same, as they should be: that says little."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A tolerance: |a - b| <= atol * scale + rtol * |b|, with scale = max(1, RMS of the reference)."""

    rtol: float
    atol: float
    cosine: float | None
    """The least cosine similarity to the reference; None: it is not asked for."""
    fixed: bool = False
    """Asked for by a person: no type of an output widens it."""


GATES = {
    "fp32": Gate(rtol=1e-3, atol=1e-5, cosine=0.9999),
    "tf32": Gate(rtol=1e-2, atol=1e-3, cosine=0.9999),
    "fp16": Gate(rtol=1e-2, atol=1e-3, cosine=0.999),
    "bf16": Gate(rtol=5e-2, atol=1e-2, cosine=0.999),
    "int8": Gate(rtol=0.25, atol=0.1, cosine=0.9),
}
"""By precision. Wider than torch.testing's (another engine adds in another order), narrower than what a
wrong weight or a dropped layer shows."""
_DTYPES = {"float16": "fp16", "bfloat16": "bf16"}
"""Outputs of these types have the gate of that precision at least: they cannot say more."""


def gate_of(precision: str, tolerance: Tolerance | None = None) -> Gate:
    """The gate of a precision, or the one that was asked for in its place.

    Who loosens it says how far outputs may lie apart, and is not asked for their angle, too.
    """
    gate = GATES[precision]
    if tolerance is None:
        return gate
    looser = tolerance.rtol > gate.rtol or tolerance.atol > gate.atol
    return Gate(rtol=tolerance.rtol, atol=tolerance.atol, cosine=None if looser else gate.cosine, fixed=True)


def for_dtype(gate: Gate, dtype: str) -> Gate:
    """The gate for one output."""
    if gate.fixed or dtype not in _DTYPES:
        return gate
    own = GATES[_DTYPES[dtype]]
    least = min(one for one in (gate.cosine, own.cosine) if one is not None)
    return Gate(rtol=max(gate.rtol, own.rtol), atol=max(gate.atol, own.atol), cosine=least)


def is_aligned(gate: Gate, cosine: float) -> bool:
    """Whether a cosine similarity is what the gate asks for."""
    return gate.cosine is None or cosine >= gate.cosine
