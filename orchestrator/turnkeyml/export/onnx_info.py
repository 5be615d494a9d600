"""Describes an ONNX file: inputs, outputs, operators, structure."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkey_runner.contract.value_types import STRING
from turnkeyml.export.computing_type import narrowest_type
from turnkeyml.export.macs.graph import MacCount, count_macs
from turnkeyml.export.random_inputs import index_bounds
from turnkeyml.export.structure_hash import structure_of
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The inputs and outputs of a model, and its statistics."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]
    """Dimensions that the file does not fix are -1."""
    opset: int
    ir_version: int
    operators: dict[str, int]
    index_bounds: dict[str, int]
    """By the name of an input that indexes a table: how many entries the table has."""
    structure: str
    """Digest of the computation, without names and values of weights."""
    computes_in: str
    """The narrowest type that it computes in: `bfloat16`, `float16`, or empty for others."""
    macs: MacCount | None = None
    """The multiply-accumulates of one inference; None where nobody has counted them."""


def read_graph(folder: Path) -> Graph:
    """Check and describe `model.onnx`, and count its work. Raises what onnx's checker raises for an invalid one."""
    path = folder / MODEL_FILE
    onnx.checker.check_model(str(path))
    model = onnx.load(path, load_external_data=False)
    return dataclasses.replace(describe_graph(model, folder), macs=count_macs(model))


def find_objection(model: Path) -> str:
    """What onnx's checker says against a model; empty where it accepts it."""
    try:
        onnx.checker.check_model(str(model))
    except MemoryError:
        raise
    except Exception as error:  # the checker and its shape inference raise different types
        return " ".join(str(error).split()) or type(error).__name__
    return ""


@dataclass(frozen=True, kw_only=True)
class Values:
    """The inputs and outputs of a model; dimensions that the file does not fix are -1."""

    inputs: tuple[TensorSpec, ...]
    outputs: tuple[TensorSpec, ...]


def describe_values(model: onnx.ModelProto) -> Values:
    """The inputs without weights, and the outputs."""
    weights = {tensor.name for tensor in model.graph.initializer}
    return Values(
        inputs=tuple(_spec(value) for value in model.graph.input if value.name not in weights),
        outputs=tuple(_spec(value) for value in model.graph.output),
    )


def describe_graph(model: onnx.ModelProto, folder: Path | None = None) -> Graph:
    """Describe a model: inputs without weights, outputs, operators of all subgraphs and functions.

    `folder` has the weights that are not in the model itself.
    """
    values = describe_values(model)
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    return Graph(
        inputs=values.inputs,
        outputs=values.outputs,
        opset=opset,
        ir_version=model.ir_version,
        operators=dict(sorted(Counter(_operators(model)).items())),
        index_bounds=index_bounds(model),
        structure=structure_of(model, folder),
        computes_in=narrowest_type(model),
    )


def gather_external_data(folder: Path) -> None:
    """Move weights from any number of files to the one that an artifact has."""
    others = [file for file in folder.iterdir() if file.name not in (MODEL_FILE, WEIGHTS_FILE)]
    if others:
        model = onnx.load(folder / MODEL_FILE)
        onnx.save(model, folder / MODEL_FILE, save_as_external_data=True, location=WEIGHTS_FILE, size_threshold=1024)
        for file in others:
            file.unlink()


def walk_nodes(model: onnx.ModelProto) -> Iterator[onnx.NodeProto]:
    """Every node, including those in branches, loops and functions."""
    yield from _walk(model.graph.node)
    for function in model.functions:
        yield from _walk(function.node)


def _walk(nodes: object) -> Iterator[onnx.NodeProto]:
    for node in nodes:  # type: ignore[attr-defined]
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                yield from _walk(graph.node)


def _operators(model: onnx.ModelProto) -> Iterator[str]:
    for node in walk_nodes(model):
        yield f"{node.domain}::{node.op_type}" if node.domain not in ("", "ai.onnx") else node.op_type


def _spec(value: onnx.ValueInfoProto) -> TensorSpec:
    shape = tuple(dim.dim_value if dim.HasField("dim_value") else -1 for dim in value.type.tensor_type.shape.dim)
    return TensorSpec(name=value.name, dtype=type_name(value.type), shape=shape)


def type_name(kind: onnx.TypeProto) -> str:
    """The name of a type, as `turnkey_runner.contract.value_types` reads it."""
    match kind.WhichOneof("value"):
        case "sequence_type":
            return f"sequence({type_name(kind.sequence_type.elem_type)})"
        case "optional_type":
            return f"optional({type_name(kind.optional_type.elem_type)})"
        case "map_type":
            return f"map({dtype_name(kind.map_type.key_type)},{type_name(kind.map_type.value_type)})"
        case _:
            return dtype_name(kind.tensor_type.elem_type)


def dtype_name(element: int) -> str:
    """The name of an element type in numpy or ml_dtypes, or `string`."""
    if element == onnx.TensorProto.STRING:
        return STRING
    try:
        return str(np.dtype(onnx.helper.tensor_dtype_to_np_dtype(element)))
    except (KeyError, TypeError):
        names = onnx.TensorProto.DataType
        return str(names.Name(element)).lower() if element in names.values() else f"type{element}"
