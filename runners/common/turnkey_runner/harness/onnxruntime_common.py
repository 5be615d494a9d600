"""What every user of ONNX Runtime needs: values of all types, and which execution provider got which nodes."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from turnkey_runner.contract import TensorSpec
from turnkey_runner.contract.value_types import ELEMENT_TYPES, is_numeric_tensor
from turnkey_runner.harness.stored_values import Value

BFLOAT16 = ELEMENT_TYPES["bfloat16"].onnx_type


def to_ort_value(tensor: np.ndarray, dtype: str) -> Any:
    """Return a tensor as an OrtValue; types that numpy does not have come as the unsigned numbers of their bits."""
    import onnxruntime

    element = ELEMENT_TYPES.get(dtype)
    if element is None:
        return onnxruntime.OrtValue.ortvalue_from_numpy(tensor)
    if element.bits >= 8:
        return onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(tensor, element.onnx_type)
    value = onnxruntime.OrtValue.ortvalue_from_shape_and_type(list(tensor.shape), element.onnx_type)
    packed = _packed(tensor, element.bits)
    ctypes.memmove(value.data_ptr(), packed, len(packed))
    return value


def from_ort_value(value: Any, dtype: str) -> np.ndarray:
    """Return a copy of a tensor in host memory as an array; other types than numpy's as unsigned numbers."""
    element = ELEMENT_TYPES.get(dtype)
    if element is None:
        return np.array(value.numpy())
    shape = tuple(value.shape())
    data = ctypes.string_at(value.data_ptr(), value.tensor_size_in_bytes())
    if element.bits < 8:
        return _unpacked(data, element.bits, int(np.prod(shape))).reshape(shape)
    return np.frombuffer(data, np.uint16 if element.bits == 16 else np.uint8).reshape(shape).copy()


def is_bindable(session: Any) -> bool:
    """Whether all inputs and outputs are tensors of numbers; an IOBinding takes nothing else."""
    types = [value.type for value in (*session.get_inputs(), *session.get_outputs())]
    return all(one.startswith("tensor(") and one != "tensor(string)" for one in types)


def run_once(
    session: Any, inputs: tuple[TensorSpec, ...], values: Sequence[Value], outputs: tuple[TensorSpec, ...]
) -> list[Value]:
    """Run a model once, with whatever it takes and returns."""
    if not is_bindable(session):
        feed = {spec.name: value for spec, value in zip(inputs, values, strict=True)}
        found: list[Value] = session.run(None, feed)
        return found
    binding = session.io_binding()
    for spec, value in zip(inputs, values, strict=True):
        binding.bind_ortvalue_input(spec.name, to_ort_value(value, spec.dtype))
    for declared in session.get_outputs():
        binding.bind_output(declared.name)
    session.run_with_iobinding(binding)
    return [from_ort_value(value, spec.dtype) for value, spec in zip(binding.get_outputs(), outputs, strict=True)]


def needs_own_reader(specs: Sequence[TensorSpec]) -> bool:
    """Whether ONNX Runtime cannot return one of these as arrays by itself."""
    return any(is_numeric_tensor(spec.dtype) and spec.dtype in ELEMENT_TYPES for spec in specs)


def nodes_by_provider(session: Any, provider: str) -> tuple[dict[str, int], dict[str, int]]:
    """Count the nodes of each execution provider, and those that `provider` did not get by operator type.

    The session needs the entry session.record_ep_graph_assignment_info.
    """
    nodes: Counter[str] = Counter()
    fallback: Counter[str] = Counter()
    for subgraph in session.get_provider_graph_assignment_info():
        for node in subgraph.get_nodes():
            nodes[subgraph.ep_name] += 1
            if subgraph.ep_name != provider:
                fallback[node.op_type] += 1
    return dict(nodes), dict(fallback)


def _packed(tensor: np.ndarray, bits: int) -> bytes:
    """Several elements per byte, the first in the lowest bits."""
    per_byte = 8 // bits
    numbers = tensor.astype(np.uint8).reshape(-1) & ((1 << bits) - 1)
    padded = np.pad(numbers, (0, -len(numbers) % per_byte)).reshape(-1, per_byte)
    shifts = np.arange(per_byte, dtype=np.uint8) * np.uint8(bits)
    packed: np.ndarray = np.bitwise_or.reduce(padded << shifts, axis=1).astype(np.uint8)
    return packed.tobytes()


def _unpacked(data: bytes, bits: int, count: int) -> np.ndarray:
    """One byte per element."""
    shifts = np.arange(8 // bits, dtype=np.uint8) * np.uint8(bits)
    numbers = (np.frombuffer(data, np.uint8)[:, None] >> shifts) & ((1 << bits) - 1)
    return numbers.astype(np.uint8).reshape(-1)[:count]
