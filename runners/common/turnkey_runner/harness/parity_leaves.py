"""Takes outputs that are no tensors apart into tensors to compare, and puts the comparisons together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from turnkey_runner.contract import OutputParity, TensorSpec
from turnkey_runner.contract.value_types import STRING, parse_type
from turnkey_runner.harness.stored_values import Value


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A tensor in a value."""

    place: str
    """Where it is: positions and keys."""
    spec: TensorSpec
    array: np.ndarray


def leaves_of(value: Value, spec: TensorSpec, place: str = "") -> list[Leaf]:
    """All tensors in a value, in an order that depends on the value alone."""
    kind = parse_type(spec.dtype)
    if kind.form == "tensor":
        array = np.asarray(value)
        if kind.element == STRING:
            array = array.astype(str).astype(object)
        leaf = TensorSpec(name=spec.name, dtype=kind.element, shape=array.shape)
        return [Leaf(place=place, spec=leaf, array=array)]
    inner = dataclasses.replace(spec, dtype=kind.element)
    if kind.form == "optional":
        return leaves_of(value, inner, f"{place}?") if value is not None else []
    if kind.form == "sequence":
        items: Sequence[tuple[object, Value]] = list(enumerate(value))
    else:
        items = sorted(value.items())
    return [leaf for key, one in items for leaf in leaves_of(one, inner, f"{place}[{key!r}]")]


def merge_leaves(spec: TensorSpec, compared: Sequence[OutputParity]) -> OutputParity | None:
    """One comparison for a whole value: the worst of each; None where it has no tensors."""
    if not compared:
        return None
    remarks = {one.remark for one in compared}
    wrong = next((one.remark for one in compared if not one.passed), "")
    return OutputParity(
        name=spec.name,
        dtype=spec.dtype,
        max_abs_error=_worst(max, [one.max_abs_error for one in compared]),
        max_rel_error=_worst(max, [one.max_rel_error for one in compared]),
        cosine_similarity=_worst(min, [one.cosine_similarity for one in compared]),
        fraction_within=_worst(min, [one.fraction_within for one in compared]),
        atol=max(one.atol for one in compared),
        rtol=max(one.rtol for one in compared),
        passed=all(one.passed for one in compared),
        remark=wrong or (remarks.pop() if len(remarks) == 1 else ""),
    )


def _worst(choose: object, numbers: Sequence[float | None]) -> float | None:
    """The worst of the numbers that are known."""
    known = [number for number in numbers if number is not None]
    return choose(known) if known else None  # type: ignore[operator]
