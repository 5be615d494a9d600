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
from turnkeyml.export import npz, onnx_info, random_inputs
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.external_weights import write_model
from turnkeyml.export.onnx_file import InvalidOnnxError, LoadedModel
from turnkeyml.export.onnx_reference import compute_references
from turnkeyml.records import INPUTS_FILE, MODEL_FILE, REFERENCES_FILE, Artifact

_INTEGERS_BELOW = 2
"""Most integer inputs are indices, masks or types: 0 and 1 are valid for all of them."""


@dataclass(frozen=True, kw_only=True)
class _References:
    """The outputs that runtimes are compared with, or why there are none."""

    values: list[Any] | None = None
    deterministic: bool = True
    remark: str
    error: Exception | None = None
    """What ONNX Runtime has raised."""


def export_onnx(loaded: LoadedModel, folder: Path) -> Artifact:
    """Write the artifact. The references are given ones, or ONNX Runtime's if it can run the model.

    Raises `InvalidOnnxError` for a model that neither onnx's checker nor ONNX Runtime accepts.
    """
    model, remarks = loaded.model, []
    write_model(model, loaded.path, folder / MODEL_FILE)
    if not loaded.watched.are_unchanged():
        raise InvalidOnnxError(f"the weights of {loaded.path.name} changed while they were copied")
    objection = _objection(folder / MODEL_FILE)
    described = onnx_info.describe_graph(model)
    if loaded.chosen_dims:
        remarks.append(f"dimensions that the file leaves open: {', '.join(loaded.chosen_dims)}")
    if loaded.given is not None:
        values = [loaded.given.inputs[spec.name] for spec in described.inputs]
        remarks.append(f"the inputs were given: {loaded.given_name}")
    else:
        values = _random_inputs(described.inputs, described.index_bounds)
    inputs = tuple(_described(spec, value) for spec, value in zip(described.inputs, values, strict=True))
    npz.save_values(folder / INPUTS_FILE, inputs, values)
    references = _references(loaded, folder, inputs, values, described.outputs)
    if objection and references.error is not None:
        raise InvalidOnnxError(f"{loaded.path.name} is not a valid ONNX model: {objection}") from references.error
    if objection:
        remarks.append(f"onnx's checker objects, ONNX Runtime does not: {objection}")
    outputs = described.outputs
    if references.values is not None:
        pairs = zip(described.outputs, references.values, strict=True)
        outputs = tuple(_described(spec, value) for spec, value in pairs)
        npz.save_values(folder / REFERENCES_FILE, outputs, references.values)
    return describe_artifact(
        folder,
        described,
        inputs=inputs,
        outputs=outputs,
        exporter="onnx",
        remarks=(*remarks, references.remark),
        deterministic=references.deterministic,
    )


def _objection(model: Path) -> str:
    """What onnx's checker says against a model; empty where it accepts it."""
    try:
        onnx.checker.check_model(str(model))
    except MemoryError:
        raise
    except Exception as error:  # the checker and its shape inference raise different types
        return " ".join(str(error).split()) or type(error).__name__
    return ""


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
        reason = " ".join(str(error).split())
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


def _random_inputs(specs: tuple[TensorSpec, ...], bounds: dict[str, int]) -> list[np.ndarray]:
    generator = np.random.default_rng(random_inputs.SEED)
    try:
        return [random_inputs.random_tensor(generator, spec, bounds.get(spec.name, _INTEGERS_BELOW)) for spec in specs]
    except random_inputs.NoValuesError as error:
        raise InvalidOnnxError(str(error)) from error
