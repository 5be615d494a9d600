"""Casts a model to a 16-bit float type: weights, constants and intermediate values, but not inputs and outputs."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
import onnx_ir as ir
import onnx_ir.passes.common as passes

from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE

_EXTERNAL_DATA_MIN_BYTES = 1024
_FP16_MAX, _FP16_MIN = 65504.0, 2.0**-24
_TYPES = {"fp16": ir.DataType.FLOAT16, "bf16": ir.DataType.BFLOAT16}
_SCHEMA_TYPES = {ir.DataType.FLOAT16: "tensor(float16)", ir.DataType.BFLOAT16: "tensor(bfloat16)"}
_TYPED_BY_ATTRIBUTE = {
    "Cast": "to",
    **dict.fromkeys(("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike"), "dtype"),
    **dict.fromkeys(("EyeLike", "Bernoulli", "SequenceEmpty"), "dtype"),
    **dict.fromkeys(("HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix"), "output_datatype"),
}
_FLOAT_BY_DEFAULT = ("RandomNormal", "RandomUniform", "SequenceEmpty", "HannWindow", "HammingWindow", "BlackmanWindow")
"""Operators whose outputs are fp32 where the attribute is not set."""


class ConversionError(Exception):
    """The model cannot be converted; the message gives the reason in one line."""


def cast_model(source: Path, target: Path, precision: str) -> None:
    """Cast the model in the folder `source` to `fp16` or `bf16`, and write it to the folder `target`.

    An operator whose schema does not allow the type stays fp32, with casts around it. The range of fp16 is
    2**-24 to 65504: constants are clipped to it, so that a mask of -3.4e38 does not become an infinity, nor an
    epsilon zero. Raises `ConversionError`.
    """
    model = ir.load(source / MODEL_FILE)
    if model.functions:
        model = passes.InlinePass()(model).model
    model = passes.ShapeInferencePass()(model).model
    _ModelCaster(model, _TYPES[precision]).run()
    ir.save(model, target / MODEL_FILE, external_data=WEIGHTS_FILE, size_threshold_bytes=_EXTERNAL_DATA_MIN_BYTES)


class _ModelCaster:
    """Casts one model to a type, in place."""

    def __init__(self, model: ir.Model, to: ir.DataType) -> None:
        self._model = model
        self._to = to
        self._originals: dict[ir.Value, ir.Value] = {}
        """The fp32 value that a value was cast from."""
        self._tensors: dict[ir.Value, ir.TensorProtocol] = {}
        """The fp32 tensors of initializers and constants."""
        self._count = 0

    def run(self) -> None:
        """Cast all values and the inputs, insert fp32 islands, then cast the outputs back."""
        graph = self._model.graph
        inputs = set(graph.inputs)
        fp32_outputs = {value for value in graph.outputs if value.dtype == ir.DataType.FLOAT}
        nodes = list(ir.traversal.RecursiveGraphIterator(graph))
        for value in _all_values(graph, nodes):
            if value not in inputs and value.dtype == ir.DataType.FLOAT:
                self._cast_value(value)
        for node in nodes:
            self._cast_attributes(node)
        for value in graph.inputs:
            if value.dtype == ir.DataType.FLOAT and value.uses():
                self._cast_input(value)
        for node in nodes:
            self._insert_fp32_islands(node)
        self._cast_outputs(fp32_outputs)

    def _cast_value(self, value: ir.Value) -> None:
        value.type = _with_dtype(value.type, self._to)
        if value.const_value is not None and value.is_initializer():
            self._tensors[value] = value.const_value
            value.const_value = self._lazy_cast(value.const_value, value.name)

    def _lazy_cast(self, tensor: ir.TensorProtocol, name: str | None) -> ir.TensorProtocol:
        """The tensor in the new type; it is read and cast when the model is saved."""
        read = functools.partial(_cast_tensor, tensor, self._to)
        return ir.LazyTensor(read, dtype=self._to, shape=ir.Shape(tensor.shape.numpy()), name=name)

    def _cast_attributes(self, node: ir.Node) -> None:
        if node.domain not in ("", "ai.onnx") or not self._schema_supports(node, 0, is_input=False):
            return
        attributes = node.attributes
        if node.op_type in _TYPED_BY_ATTRIBUTE:
            name = _TYPED_BY_ATTRIBUTE[node.op_type]
            requested = attributes[name].as_int() if name in attributes else None
            if requested == ir.DataType.FLOAT or (requested is None and node.op_type in _FLOAT_BY_DEFAULT):
                attributes[name] = ir.AttrInt64(name, self._to)
        elif node.op_type in ("Constant", "ConstantOfShape"):
            tensor = _constant_value(node)
            if tensor is not None and tensor.dtype == ir.DataType.FLOAT:
                for name in ("value", "value_float", "value_floats"):
                    attributes.pop(name, None)
                attributes["value"] = ir.AttrTensor("value", _cast_tensor(tensor, self._to))
                if node.op_type == "Constant":
                    self._tensors[node.outputs[0]] = tensor

    def _cast_input(self, value: ir.Value) -> None:
        uses = list(value.uses())
        cast = self._cast(value, self._to)
        for user, index in uses:
            user.replace_input_with(index, cast)
        self._originals[cast] = value
        producer = cast.producer()
        assert producer is not None
        self._model.graph.insert_before(self._model.graph[0], producer)

    def _insert_fp32_islands(self, node: ir.Node) -> None:
        """Cast an operator's inputs to fp32, and its outputs back, where its schema does not allow the type."""
        inputs = [
            index
            for index, value in enumerate(node.inputs)
            if value is not None and value.dtype == self._to and not self._schema_supports(node, index, is_input=True)
        ]
        outputs = [
            value
            for index, value in enumerate(node.outputs)
            if value.dtype == self._to and not self._schema_supports(node, index, is_input=False)
        ]
        if (inputs or outputs) and any(
            a.type in (ir.AttributeType.GRAPH, ir.AttributeType.GRAPHS) for a in node.attributes.values()
        ):
            raise ConversionError(f"{node.op_type} of this opset does not support the type; try a later --onnx-opset")
        for index in inputs:
            value = node.inputs[index]
            assert value is not None
            node.replace_input_with(index, self._as_fp32(value, node))
        for value in outputs:
            uses = list(value.uses())
            value.type = _with_dtype(value.type, ir.DataType.FLOAT)
            if uses:
                cast = self._cast(value, self._to)
                for user, index in uses:
                    user.replace_input_with(index, cast)
                self._originals[cast] = value
                assert node.graph is not None
                producer = cast.producer()
                assert producer is not None
                node.graph.insert_after(node, producer)

    def _as_fp32(self, value: ir.Value, user: ir.Node) -> ir.Value:
        """The value in fp32 for one operator: the one it was cast from, its unrounded constant, or a cast of it."""
        if value in self._originals:
            return self._originals[value]
        tensor = self._tensors.get(value)
        assert user.graph is not None
        if tensor is not None:
            inserted = ir.node("Constant", [], attributes={"value": ir.tensor(tensor.numpy())})
            result = inserted.outputs[0]
            self._set_name(result, value, ir.DataType.FLOAT)
        else:
            result = self._cast(value, ir.DataType.FLOAT)
            producer = result.producer()
            assert producer is not None
            inserted = producer
        user.graph.insert_before(user, inserted)
        return result

    def _cast_outputs(self, fp32_outputs: set[ir.Value]) -> None:
        """Cast the outputs back that were fp32: those that had the type before keep it."""
        graph = self._model.graph
        done: dict[ir.Value, ir.Value] = {}
        for index, value in enumerate(graph.outputs):
            if value.dtype != self._to or value not in fp32_outputs:
                continue
            if value not in done:
                name = value.name
                value.name = f"{name}_{self._to.name.lower()}"
                cast = self._cast(value, ir.DataType.FLOAT)
                cast.name, cast.shape = name, value.shape
                producer = cast.producer()
                assert producer is not None
                graph.append(producer)
                done[value] = cast
            graph.outputs[index] = done[value]

    def _cast(self, value: ir.Value, to: ir.DataType) -> ir.Value:
        node = ir.node("Cast", [value], attributes={"to": to})
        self._set_name(node.outputs[0], value, to)
        return node.outputs[0]

    def _set_name(self, value: ir.Value, source: ir.Value, dtype: ir.DataType) -> None:
        self._count += 1
        value.name = f"{source.name}_turnkey_{self._count}"
        value.dtype = dtype
        value.shape = source.shape
        producer = value.producer()
        assert producer is not None
        producer.name = f"{value.name}_node"

    def _schema_supports(self, node: ir.Node, index: int, *, is_input: bool) -> bool:
        """Whether the schema of a node allows the type at a position; False for a node without a schema."""
        domain = "" if node.domain == "ai.onnx" else node.domain
        try:
            schema = onnx.defs.get_schema(node.op_type, self._model.opset_imports.get(domain, 1), domain)
        except onnx.defs.SchemaError:
            return False
        formals = schema.inputs if is_input else schema.outputs
        formal = formals[min(index, len(formals) - 1)]
        type_name = _SCHEMA_TYPES[self._to]
        for constraint in schema.type_constraints:
            if constraint.type_param_str == formal.type_str:
                return any(type_name in allowed for allowed in constraint.allowed_type_strs)
        return type_name in formal.type_str


def _with_dtype(kind: ir.TypeProtocol | None, dtype: ir.DataType) -> ir.TypeProtocol:
    """The type of a tensor, or of a sequence or an optional of tensors, with another dtype."""
    if isinstance(kind, ir.SequenceType | ir.OptionalType):
        return type(kind)(_with_dtype(kind.elem_type, dtype))
    return ir.TensorType(dtype)


def _all_values(graph: ir.Graph, nodes: list[ir.Node]) -> Iterator[ir.Value]:
    """Every value of the graph and its subgraphs, each once."""
    seen: set[ir.Value] = set()
    graphs = {id(graph): graph} | {id(node.graph): node.graph for node in nodes if node.graph is not None}
    for subgraph in graphs.values():
        for value in (*subgraph.inputs, *subgraph.initializers.values()):
            if value not in seen:
                seen.add(value)
                yield value
    for node in nodes:
        for value in node.outputs:
            if value not in seen:
                seen.add(value)
                yield value


def _constant_value(node: ir.Node) -> ir.TensorProtocol | None:
    """The tensor of a Constant or ConstantOfShape; None where it holds no floats."""
    attributes = node.attributes
    if "value" in attributes:
        return attributes["value"].as_tensor()
    if "value_float" in attributes:
        return ir.tensor(np.array(attributes["value_float"].as_float(), np.float32))
    if "value_floats" in attributes:
        return ir.tensor(np.array(attributes["value_floats"].as_floats(), np.float32))
    return ir.tensor(np.zeros(1, np.float32)) if node.op_type == "ConstantOfShape" else None


def _cast_tensor(tensor: ir.TensorProtocol, to: ir.DataType) -> ir.TensorProtocol:
    values = tensor.numpy().astype(np.float32, copy=False)
    if to == ir.DataType.BFLOAT16:
        return ir.Tensor(values.astype(ml_dtypes.bfloat16), dtype=to, name=tensor.name)
    clipped = np.where(np.isfinite(values), np.clip(values, -_FP16_MAX, _FP16_MAX), values)
    small = (clipped != 0) & (np.abs(clipped) < _FP16_MIN)
    rounded = np.where(small, np.copysign(_FP16_MIN, clipped), clipped).astype(np.float16)
    return ir.Tensor(rounded, dtype=to, name=tensor.name)
