"""Gives a translated graph the names of its inputs and outputs; each output is a value of its own."""

from __future__ import annotations

from collections.abc import Sequence

import onnx_ir as ir
from torch.onnx._internal.exporter import _ir_passes


def name_interface(model: ir.Model, inputs: Sequence[str], outputs: Sequence[str]) -> None:
    """Name the inputs and the outputs of a graph, in place.

    A model may return its input, a weight, or one tensor twice. In ONNX, these would be one value with one name, so
    that each such output becomes a copy first.
    """
    _copy_shared_outputs(model.graph)
    _free_names(model.graph, {*inputs, *outputs})
    _ir_passes.rename_inputs(model, inputs)
    _ir_passes.rename_outputs(model, outputs)


def _copy_shared_outputs(graph: ir.Graph) -> None:
    seen: set[ir.Value] = set()
    for index, value in enumerate(graph.outputs):
        producer = value.producer()
        if producer is not None and producer.graph is graph and value not in seen:
            seen.add(value)
            continue
        copy = ir.node("Identity", [value], name=f"copy_of_output_{index}")
        copy.outputs[0].name = f"copy_of_output_{index}"
        copy.outputs[0].type, copy.outputs[0].shape = value.type, value.shape
        graph.append(copy)
        graph.outputs[index] = copy.outputs[0]


def _free_names(graph: ir.Graph, taken: set[str]) -> None:
    """Rename the values inside the graph whose names the inputs and outputs are about to get."""
    interface = {*graph.inputs, *graph.outputs}
    inner = [*graph.initializers.values()]
    inner += [output for node in ir.traversal.RecursiveGraphIterator(graph) for output in node.outputs]
    names = taken | {value.name for value in inner if value.name}
    for value in inner:
        if value.name in taken and value not in interface:
            count = next(count for count in range(1, len(names) + 2) if f"{value.name}_{count}" not in names)
            names.add(f"{value.name}_{count}")
            value.name = f"{value.name}_{count}"
