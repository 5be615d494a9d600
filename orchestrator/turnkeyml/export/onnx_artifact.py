"""Writes the artifact of an .onnx file: the model with fixed shapes, values for its inputs, and reference outputs."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkeyml.export import npz, onnx_info
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.external_weights import write_model
from turnkeyml.export.fix_dims import correct_outputs
from turnkeyml.export.generated_inputs import Attempt, describe_choices, generate_inputs, lacks_shape
from turnkeyml.export.input_limits import input_limits
from turnkeyml.export.onnx_file import InvalidOnnxError, LoadedModel
from turnkeyml.export.onnx_reference import compute_references, describe_reason
from turnkeyml.export.random_inputs import NoValuesError
from turnkeyml.export.shape_hints import shape_hints
from turnkeyml.records import INPUTS_FILE, MODEL_FILE, REFERENCES_FILE, Artifact

_ATTEMPTS = (Attempt(), Attempt(is_positive=True), Attempt(has_ones=True))
_RANK_ATTEMPTS = tuple(Attempt(rank=rank) for rank in (2, 3, 4, 1, 0))
"""For inputs whose number of axes neither the file nor a weight says."""


@dataclass(frozen=True, kw_only=True)
class _References:
    """The outputs that runtimes are compared with, or why there are none."""

    values: list[Any] | None = None
    deterministic: bool = True
    remark: str
    error: Exception | None = None
    """What ONNX Runtime has raised."""


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """The values of the inputs, and the references for them."""

    specs: tuple[TensorSpec, ...]
    values: Sequence[Any]
    references: _References
    remarks: tuple[str, ...] = ()


def export_onnx(loaded: LoadedModel, folder: Path) -> Artifact:
    """Write the artifact. The references are given ones, or ONNX Runtime's if it can run the model.

    Raises `InvalidOnnxError` for a model that neither onnx's checker nor ONNX Runtime accepts.
    """
    model = loaded.model
    write_model(model, loaded.path, folder / MODEL_FILE)
    if not loaded.watched.are_unchanged():
        raise InvalidOnnxError(f"the weights of {loaded.path.name} changed while they were copied")
    objection = onnx_info.find_objection(folder / MODEL_FILE)
    described = onnx_info.describe_graph(model)
    chosen = _given_values(loaded, folder, described) or _generated_values(loaded, folder, described)
    references = chosen.references
    if objection and references.error is not None:
        message = f"{objection}; ONNX Runtime: {describe_reason(references.error)}"
        raise InvalidOnnxError(f"{loaded.path.name} is not a valid ONNX model: {message}") from references.error
    npz.save_values(folder / INPUTS_FILE, chosen.specs, chosen.values)
    outputs = described.outputs
    if references.values is not None:
        pairs = zip(described.outputs, references.values, strict=True)
        outputs = tuple(_described(spec, value) for spec, value in pairs)
        npz.save_values(folder / REFERENCES_FILE, outputs, references.values)
    corrected = correct_outputs(model, [getattr(value, "shape", None) for value in references.values or ()])
    if corrected:
        onnx.save(model, folder / MODEL_FILE)
    dims = f"dimensions that the file leaves open: {', '.join(loaded.chosen_dims)}" if loaded.chosen_dims else ""
    disputed = f"onnx's checker objects, ONNX Runtime does not: {objection}" if objection else ""
    return describe_artifact(
        folder,
        described,
        inputs=chosen.specs,
        outputs=outputs,
        exporter="onnx",
        remarks=tuple(filter(None, (dims, *chosen.remarks, *corrected, disputed, references.remark))),
        deterministic=references.deterministic,
    )


def _given_values(loaded: LoadedModel, folder: Path, described: onnx_info.Graph) -> _Chosen | None:
    """The values that the user gives, if so."""
    if loaded.given is None:
        return None
    values = [loaded.given.inputs[spec.name] for spec in described.inputs]
    specs = tuple(_described(spec, value) for spec, value in zip(described.inputs, values, strict=True))
    references = _references(loaded, folder, specs, values, described.outputs)
    return _Chosen(
        specs=specs, values=values, references=references, remarks=(f"the inputs were given: {loaded.given_name}",)
    )


def _generated_values(loaded: LoadedModel, folder: Path, described: onnx_info.Graph) -> _Chosen:
    """Values that the model runs with, and that give finite numbers; of several attempts, else the first."""
    weights = {tensor.name for tensor in loaded.model.graph.initializer}
    inputs = [value for value in loaded.model.graph.input if value.name not in weights]
    limits, hints = input_limits(loaded.model), shape_hints(loaded.model)
    open_shapes = [value.name for value in inputs if lacks_shape(value.type)]
    first: _Chosen | None = None
    for attempt in _ATTEMPTS if set(open_shapes) <= hints.keys() else _RANK_ATTEMPTS:
        try:
            found = generate_inputs(inputs, limits, hints, attempt)
        except NoValuesError as error:
            raise InvalidOnnxError(str(error), remedy="give values with --inputs") from error
        values = [found[spec.name] for spec in described.inputs]
        specs = tuple(_described(spec, value) for spec, value in zip(described.inputs, values, strict=True))
        shapes = [f"{name}={list(found[name].shape)}" for name in open_shapes]
        texts = {
            "shapes that the file does not say": shapes,
            "input values that were chosen": describe_choices(found, limits),
        }
        remarks = tuple(f"{text}: {', '.join(names)}" for text, names in texts.items() if names)
        references = _references(loaded, folder, specs, values, described.outputs)
        chosen = _Chosen(specs=specs, values=values, references=references, remarks=remarks)
        if references.error is None and _has_finite(references.values or []):
            return chosen
        first = first or chosen
    assert first is not None
    return first


def _has_finite(outputs: Sequence[Any]) -> bool:
    """Whether a number of the outputs is finite; other values than floats are."""
    floats = [one for one in outputs if isinstance(one, np.ndarray) and one.dtype.kind == "f" and one.size]
    return not floats or any(bool(np.isfinite(one).any()) for one in floats)


def _references(
    loaded: LoadedModel,
    folder: Path,
    inputs: tuple[TensorSpec, ...],
    values: Sequence[Any],
    outputs: tuple[TensorSpec, ...],
) -> _References:
    """Given outputs, or those of ONNX Runtime, which is asked in any case whether it can run the model."""
    try:
        computed = compute_references(loaded.model, folder, inputs, values, outputs)
    except MemoryError:
        raise
    except Exception as error:  # another engine may run the model: its results say that nothing was compared
        reason = describe_reason(error)
        if loaded.given is not None and loaded.given.outputs:
            values = [loaded.given.outputs[spec.name] for spec in outputs]
            return _References(values=values, remark=f"the references were given; ONNX Runtime: {reason}", error=error)
        return _References(remark=f"no references: {reason}", error=error)
    if not computed.deterministic:
        return _References(
            values=computed.values, deterministic=False, remark="no references: the model's outputs are random"
        )
    if loaded.given is not None and loaded.given.outputs:
        return _References(
            values=[loaded.given.outputs[spec.name] for spec in outputs], remark="the references were given"
        )
    return _References(values=computed.values, remark="the references are those of ONNX Runtime without optimizations")


def _described(spec: TensorSpec, value: Any) -> TensorSpec:
    """The input or output with the shape of its value; that of a sequence, a map or an optional value is empty."""
    if not isinstance(value, np.ndarray):
        return dataclasses.replace(spec, shape=())
    dtype = str(value.dtype) if spec.dtype == "undefined" else spec.dtype
    return dataclasses.replace(spec, dtype=dtype, shape=value.shape)
