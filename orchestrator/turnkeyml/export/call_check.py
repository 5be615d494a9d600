"""Checks that a graph can have the inputs of a call, and says what of its inputs and outputs it has not."""

from __future__ import annotations

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export.exporters import ExportError
from turnkeyml.export.onnx_info import Graph
from turnkeyml.export.wrapper import OnnxWrapper

CACHES_REMARK = "the caches that the model returns are no outputs of the graph"


def check_inputs(inputs: Inputs) -> None:
    """Raise `ExportError` where a graph has no inputs like those of the call, or they have no values."""
    for name, tensor in zip(inputs.names, inputs.tensors, strict=True):
        if tensor.is_meta:
            raise ExportError(f"the input {name} is on the device meta: it has no values")
    if not inputs.tensors:
        held = " and ".join((*inputs.left_out, *inputs.arrays))
        raise ExportError(
            "the call has no tensor among its arguments, so that the graph would have no inputs"
            + (f" (they hold {held})" if held else "")
            + ": make tensors of the inputs in the script, and call the model with them"
        )


def describe_missing(inputs: Inputs, wrapper: OnnxWrapper, graph: Graph) -> tuple[str, ...]:
    """Sentences on what the graph does not have."""
    missing = [f"the inputs hold {one}" for one in (*inputs.left_out, *wrapper.conversions)]
    missing += [f"the outputs hold {one}" for one in wrapper.left_out]
    if not graph.inputs:
        missing.append(f"the outputs depend on no input ({', '.join(inputs.names)}): the graph has none")
    return tuple(missing)
