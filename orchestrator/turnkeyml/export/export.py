"""Exports one invocation to one artifact: references, model, statistics, digests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from turnkey_runner.contract import Failure, Kind, Stage, TensorSpec
from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import gate_of
from turnkeyml.analysis.failures import describe_exception, host_failure, text_of, traceback_of
from turnkeyml.analysis.input_structure import Inputs, spec_of
from turnkeyml.analysis.trace_calls import Call
from turnkeyml.export import npz, onnx_info
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.exporters import ExportError, export_model
from turnkeyml.export.random_inputs import randomize_constants
from turnkeyml.export.reference import compute_references, run_again
from turnkeyml.export.unsupported import UnsupportedTensorError, check_tensors
from turnkeyml.export.wrapper import OnnxWrapper, eval_mode
from turnkeyml.records import INPUTS_FILE, RANDOM_INPUTS_FILE, REFERENCES_FILE, Artifact


def export_call(call: Call, folder: Path, opset: int | None) -> Artifact:
    """Write the artifact of a call into an empty folder.

    Raises `ExportError` where no exporter succeeds, and whatever the model itself raises.
    """
    inputs = call.inputs
    check_tensors("input", zip(inputs.names, inputs.tensors, strict=True))
    parameter_bytes = sum(parameter.nbytes for parameter in call.module.parameters())
    with eval_mode(call.module), torch.no_grad():
        wrapper = OnnxWrapper(call.module, inputs)
        outputs = compute_references(wrapper, inputs)
        call.computes_gradients = wrapper.computes_gradients
        check_tensors("output", zip(wrapper.output_names, outputs, strict=True))
        macs, second_outputs = run_again(wrapper, inputs)
        exported = export_model(wrapper, inputs, folder, opset, parameter_bytes)
    onnx_info.gather_external_data(folder)
    graph = onnx_info.read_graph(folder)
    if opset is not None and graph.opset != opset:
        raise ExportError(f"{exported.exporter} wrote opset {graph.opset} instead of {opset}")
    used_inputs = _used_inputs(inputs, graph)
    input_specs = tuple(spec_of(name, tensor) for name, tensor in used_inputs)
    output_specs = tuple(spec_of(name, output) for name, output in zip(wrapper.output_names, outputs, strict=True))
    recorded = [npz.to_numpy(tensor) for _, tensor in used_inputs]
    references = [npz.to_numpy(output) for output in outputs]
    npz.save_tensors(folder / INPUTS_FILE, recorded)
    npz.save_tensors(folder / REFERENCES_FILE, references)
    randomized = randomize_constants(input_specs, recorded, graph.index_bounds)
    if randomized is not None:
        npz.save_tensors(folder / RANDOM_INPUTS_FILE, randomized)
    return describe_artifact(
        folder,
        graph,
        inputs=input_specs,
        outputs=output_specs,
        exporter=exported.exporter,
        macs=macs,
        remarks=exported.remarks,
        digests=exported.digests,
        deterministic=second_outputs is None or _are_equal(references, second_outputs, output_specs),
    )


def _are_equal(first: list[np.ndarray], second: tuple[torch.Tensor, ...], specs: tuple[TensorSpec, ...]) -> bool:
    """Whether two runs of PyTorch agree within the tolerances that a runtime has to meet."""
    compared = compare(first, [npz.to_numpy(output) for output in second], specs, gate_of("fp32"))
    return all(output.passed for output in compared)


def failure_from_exception(error: Exception) -> Failure:
    """The failure that an exception of `export_call` stands for."""
    kind, remedy = host_failure(error) or (Kind.EXPORT_ERROR, "see the build's log_export.txt")
    is_own = isinstance(error, ExportError | UnsupportedTensorError)
    message = text_of(error) if is_own else describe_exception(error)
    return Failure(
        stage=Stage.EXPORT,
        kind=kind,
        message=message[:500],
        remedy=remedy,
        detail=traceback_of(error),
    )


def _used_inputs(inputs: Inputs, graph: onnx_info.Graph) -> list[tuple[str, torch.Tensor]]:
    """The inputs that the graph has, in its order: exporters drop inputs that no operator uses."""
    by_name = dict(zip(inputs.names, inputs.tensors, strict=True))
    missing = [spec.name for spec in graph.inputs if spec.name not in by_name]
    if missing:
        raise ExportError(f"the graph has inputs that were not recorded: {', '.join(missing)}")
    return [(spec.name, by_name[spec.name]) for spec in graph.inputs]
