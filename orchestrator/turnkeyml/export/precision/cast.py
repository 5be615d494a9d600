"""A model's floats into a 16-bit type: weights, constants and what is computed; inputs and outputs stay as they are."""

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

_EXTERNAL_ABOVE_BYTES = 1024
_FP16_MAX, _FP16_TINY = 65504.0, 2.0**-24
_TYPES = {"fp16": ir.DataType.FLOAT16, "bf16": ir.DataType.BFLOAT16}
_TYPE_WORDS = {ir.DataType.FLOAT16: "tensor(float16)", ir.DataType.BFLOAT16: "tensor(bfloat16)"}
_TYPED_BY_ATTRIBUTE = {
    "Cast": "to",
    **dict.fromkeys(("RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike"), "dtype"),
    **dict.fromkeys(("EyeLike", "Bernoulli", "SequenceEmpty"), "dtype"),
    **dict.fromkeys(("HannWindow", "HammingWindow", "BlackmanWindow", "MelWeightMatrix"), "output_datatype"),
}
_FLOAT_BY_DEFAULT = ("RandomNormal", "RandomUniform", "SequenceEmpty", "HannWindow", "HammingWindow", "BlackmanWindow")
"""Operators whose outputs are fp32 where the attribute is left out."""


class ConversionError(Exception):
    """A model that cannot be converted; says why in one line."""


def cast_model(source: Path, target: Path, precision: str) -> None:
    """Convert the model of an artifact's folder to `fp16` or `bf16`, into another folder.

    An operator that does not take the type (by its schema) keeps fp32, between casts. fp16 holds no
    number beyond 65504 and none below 2**-24: constants are clipped to these, so that a mask of
    -3.4e38 does not become an infinity nor an epsilon zero. Raises `ConversionError`.
    """
    model = ir.load(source / MODEL_FILE)
    if model.functions:
        model = passes.InlinePass()(model).model
    model = passes.ShapeInferencePass()(model).model
    _Casting(model, _TYPES[precision]).run()
    ir.save(model, target / MODEL_FILE, external_data=WEIGHTS_FILE, size_threshold_bytes=_EXTERNAL_ABOVE_BYTES)


class _Casting:
    """One model on its way into a type."""

    def __init__(self, model: ir.Model, to: ir.DataType) -> None:
        self._model = model
        self._to = to
        self._originals: dict[ir.Value, ir.Value] = {}
        """The fp32 value behind one that was cast from it."""
        self._tensors: dict[ir.Value, ir.TensorProtocol] = {}
        """The fp32 contents of initializers and constants."""
        self._count = 0

    def run(self) -> None:
        """Types first, then what cannot have them, then the model's own inputs and outputs."""
        graph = self._model.graph
        inputs = set(graph.inputs)
        nodes = list(ir.traversal.RecursiveGraphIterator(graph))
        for value in _values(graph, nodes):
            if value not in inputs and value.dtype == ir.DataType.FLOAT:
                self._convert_value(value)
        for node in nodes:
            self._convert_attributes(node)
        for value in graph.inputs:
            if value.dtype == ir.DataType.FLOAT and value.uses():
                self._cast_input(value)
        for node in nodes:
            self._keep_what_cannot(node)
        self._cast_outputs()

    def _convert_value(self, value: ir.Value) -> None:
        value.type = _with_dtype(value.type, self._to)
        if value.const_value is not None and value.is_initializer():
            self._tensors[value] = value.const_value
            value.const_value = self._converted(value.const_value, value.name)

    def _converted(self, tensor: ir.TensorProtocol, name: str | None) -> ir.TensorProtocol:
        """The tensor in the type, read when it is written."""
        read = functools.partial(_cast_tensor, tensor, self._to)
        return ir.LazyTensor(read, dtype=self._to, shape=ir.Shape(tensor.shape.numpy()), name=name)

    def _convert_attributes(self, node: ir.Node) -> None:
        if node.domain not in ("", "ai.onnx") or not self._allows(node, 0, is_input=False):
            return
        attributes = node.attributes
        if node.op_type in _TYPED_BY_ATTRIBUTE:
            name = _TYPED_BY_ATTRIBUTE[node.op_type]
            asked = attributes[name].as_int() if name in attributes else None
            if asked == ir.DataType.FLOAT or (asked is None and node.op_type in _FLOAT_BY_DEFAULT):
                attributes[name] = ir.AttrInt64(name, self._to)
        elif node.op_type in ("Constant", "ConstantOfShape"):
            tensor = _constant_of(node)
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

    def _keep_what_cannot(self, node: ir.Node) -> None:
        """Give an operator fp32 where its schema takes nothing else."""
        inputs = [
            index
            for index, value in enumerate(node.inputs)
            if value is not None and value.dtype == self._to and not self._allows(node, index, is_input=True)
        ]
        outputs = [
            value
            for index, value in enumerate(node.outputs)
            if value.dtype == self._to and not self._allows(node, index, is_input=False)
        ]
        if (inputs or outputs) and any(
            a.type in (ir.AttributeType.GRAPH, ir.AttributeType.GRAPHS) for a in node.attributes.values()
        ):
            raise ConversionError(f"{node.op_type} of this opset does not take the type; try a later --onnx-opset")
        for index in inputs:
            value = node.inputs[index]
            assert value is not None
            node.replace_input_with(index, self._in_fp32(value, node))
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

    def _in_fp32(self, value: ir.Value, user: ir.Node) -> ir.Value:
        """The value in fp32, for one operator: what it was cast from, its unrounded contents, or cast again."""
        if value in self._originals:
            return self._originals[value]
        tensor = self._tensors.get(value)
        assert user.graph is not None
        if tensor is not None:
            kept = ir.node("Constant", [], attributes={"value": ir.tensor(tensor.numpy())})
            result = kept.outputs[0]
            self._name(result, value, ir.DataType.FLOAT)
        else:
            result = self._cast(value, ir.DataType.FLOAT)
            producer = result.producer()
            assert producer is not None
            kept = producer
        user.graph.insert_before(user, kept)
        return result

    def _cast_outputs(self) -> None:
        graph = self._model.graph
        done: dict[ir.Value, ir.Value] = {}
        for index, value in enumerate(graph.outputs):
            if value.dtype != self._to:
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
        self._name(node.outputs[0], value, to)
        return node.outputs[0]

    def _name(self, made: ir.Value, after: ir.Value, dtype: ir.DataType) -> None:
        self._count += 1
        made.name = f"{after.name}_turnkey_{self._count}"
        made.dtype = dtype
        made.shape = after.shape
        producer = made.producer()
        assert producer is not None
        producer.name = f"{made.name}_node"

    def _allows(self, node: ir.Node, index: int, *, is_input: bool) -> bool:
        """Whether the schema of a node takes the type at a position; what has no schema does not."""
        domain = "" if node.domain == "ai.onnx" else node.domain
        try:
            schema = onnx.defs.get_schema(node.op_type, self._model.opset_imports.get(domain, 1), domain)
        except onnx.defs.SchemaError:
            return False
        formals = schema.inputs if is_input else schema.outputs
        formal = formals[min(index, len(formals) - 1)]
        word = _TYPE_WORDS[self._to]
        for constraint in schema.type_constraints:
            if constraint.type_param_str == formal.type_str:
                return any(word in allowed for allowed in constraint.allowed_type_strs)
        return word in formal.type_str


def _with_dtype(kind: ir.TypeProtocol | None, dtype: ir.DataType) -> ir.TypeProtocol:
    """The type of a tensor, or of a sequence or an optional of them, with other elements."""
    if isinstance(kind, ir.SequenceType | ir.OptionalType):
        return type(kind)(_with_dtype(kind.elem_type, dtype))
    return ir.TensorType(dtype)


def _values(graph: ir.Graph, nodes: list[ir.Node]) -> Iterator[ir.Value]:
    """Every value of the graph and its subgraphs, once."""
    seen: set[ir.Value] = set()
    graphs = {id(graph): graph} | {id(node.graph): node.graph for node in nodes if node.graph is not None}
    for one in graphs.values():
        for value in (*one.inputs, *one.initializers.values()):
            if value not in seen:
                seen.add(value)
                yield value
    for node in nodes:
        for value in node.outputs:
            if value not in seen:
                seen.add(value)
                yield value


def _constant_of(node: ir.Node) -> ir.TensorProtocol | None:
    """The contents of a Constant or ConstantOfShape; None for one that holds no floats."""
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
    small = (clipped != 0) & (np.abs(clipped) < _FP16_TINY)
    rounded = np.where(small, np.copysign(_FP16_TINY, clipped), clipped).astype(np.float16)
    return ir.Tensor(rounded, dtype=to, name=tensor.name)
