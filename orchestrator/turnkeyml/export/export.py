"""Exports one invocation to one artifact: references, model, statistics, digests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from turnkey_runner.contract import Failure, Kind, Stage
from turnkeyml.analysis.call_remarks import call_remarks
from turnkeyml.analysis.failures import describe_exception, host_failure, text_of, traceback_of
from turnkeyml.analysis.input_structure import Inputs, spec_of
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export import npz, onnx_info
from turnkeyml.export.artifact import describe_artifact
from turnkeyml.export.call_check import CACHES_REMARK, check_inputs, describe_missing
from turnkeyml.export.exporters import ExportError, export_model
from turnkeyml.export.random_inputs import randomize_constants
from turnkeyml.export.reference import SecondRun, compute_random_references, compute_references, run_again
from turnkeyml.export.repeatability import repeatability
from turnkeyml.export.unsupported import UnsupportedTensorError, check_tensors
from turnkeyml.export.wrapper import OnnxWrapper, eval_mode
from turnkeyml.records import INPUTS_FILE, RANDOM_INPUTS_FILE, RANDOM_REFERENCES_FILE, REFERENCES_FILE, Artifact


def export_call(call: Call, folder: Path, opset: int | None) -> Artifact:
    """Write the artifact of a call into an empty folder: of the model as it was called, in evaluation mode.

    Raises `ChangedModelError` where the model cannot be made what it was, `ExportError` where no exporter succeeds, and
    whatever the model itself raises.
    """
    inputs = call.inputs
    form = call.as_called
    remarks = form.restore()
    check_tensors("input", zip(inputs.names, inputs.tensors, strict=True))
    check_inputs(inputs)
    parameter_bytes = sum(parameter.nbytes for parameter in call.module.parameters())
    with form.modes.default_dtype_applied(), eval_mode(call.module), torch.no_grad():
        wrapper = OnnxWrapper(call.module, inputs, form.modes).eval()
        outputs = compute_references(wrapper, inputs)
        call.computes_gradients = wrapper.computes_gradients
        check_tensors("output", zip(wrapper.output_names, outputs, strict=True))
        second = run_again(wrapper, inputs)
        repeated = repeatability(form, wrapper, inputs, outputs, second.outputs)
        exported = export_model(wrapper, inputs, folder, opset, parameter_bytes)
    onnx_info.gather_external_data(folder)
    graph = onnx_info.read_graph(folder)
    if opset is not None and graph.opset != opset:
        raise ExportError(f"{exported.exporter} wrote opset {graph.opset} instead of {opset}")
    used_inputs = _used_inputs(inputs, graph)
    input_specs = tuple(spec_of(name, tensor) for name, tensor in used_inputs)
    output_specs = tuple(spec_of(name, output) for name, output in zip(wrapper.output_names, outputs, strict=True))
    npz.save_tensors(folder / REFERENCES_FILE, [npz.to_numpy(output) for output in outputs])
    recorded = [npz.to_numpy(tensor) for _, tensor in used_inputs]
    npz.save_tensors(folder / INPUTS_FILE, recorded)
    randomized = randomize_constants(input_specs, recorded, graph.index_bounds)
    if randomized is not None:
        named = dict(zip((spec.name for spec in input_specs), randomized, strict=True))
        _write_randomized(folder, wrapper, inputs, named, outputs)
    return describe_artifact(
        folder,
        graph,
        inputs=input_specs,
        outputs=output_specs,
        exporter=exported.exporter,
        call_macs=second.macs,
        remarks=(*remarks, *repeated.remarks, *exported.remarks, *_remarks(call, wrapper, second)),
        left_out=describe_missing(inputs, wrapper, graph),
        digests=exported.digests,
        deterministic=repeated.deterministic,
    )


def _write_randomized(
    folder: Path,
    wrapper: OnnxWrapper,
    inputs: Inputs,
    randomized: dict[str, np.ndarray],
    outputs: tuple[torch.Tensor, ...],
) -> None:
    """Write random inputs, and PyTorch's outputs for them where it accepts them."""
    npz.save_tensors(folder / RANDOM_INPUTS_FILE, list(randomized.values()))
    references = compute_random_references(wrapper, inputs, randomized, outputs)
    if references is not None:
        npz.save_tensors(folder / RANDOM_REFERENCES_FILE, [npz.to_numpy(one) for one in references])


def _remarks(call: Call, wrapper: OnnxWrapper, second: SecondRun) -> tuple[str, ...]:
    """On the call, on outputs that no graph has, and on a model that does not run twice."""
    problem = f"PyTorch does not run the model a second time: {second.problem}" if second.problem else ""
    return (*call_remarks(call), *filter(None, (CACHES_REMARK if wrapper.has_caches else "", problem)))


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
