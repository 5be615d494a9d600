"""Exports a model to ONNX with the first exporter that succeeds; the fastest is tried first."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import onnx
import onnx_ir as ir
import torch

from turnkey_runner.contract import FileDigest
from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.export import serialize
from turnkeyml.export.artifact import EXTERNAL_DATA_ABOVE_BYTES
from turnkeyml.export.graph_interface import name_interface
from turnkeyml.export.graph_passes import cleanup
from turnkeyml.export.own_decompositions import OWN
from turnkeyml.export.patched import patched
from turnkeyml.export.unsupported import name_cause
from turnkeyml.export.wrapper import OnnxWrapper
from turnkeyml.records import MODEL_FILE

TRACED = "torch.onnx-make_fx"
"""Traces once with torch's `make_fx` and uses torch.onnx's translation to ONNX."""
DYNAMO = "torch.onnx-dynamo"
TORCHSCRIPT = "torch.onnx-torchscript"
DYNAMO_MIN_OPSET = 18
"""For a lower opset, the exporter would convert its graph down, and may silently leave it unchanged."""
TORCHSCRIPT_MAX_OPSET = 20


class ExportError(Exception):
    """No exporter could write the model; the message quotes each of them."""

    def __init__(self, message: str, causes: Sequence[Exception] = ()) -> None:
        super().__init__(message)
        self.causes = tuple(causes)
        """What each exporter raised."""


@dataclass(frozen=True, kw_only=True)
class ExportedModel:
    """How a model was exported."""

    exporter: str
    """One of the names above."""
    remarks: tuple[str, ...] = ()
    """Why the fastest exporter did not succeed."""
    digests: tuple[FileDigest, ...] = ()
    """Digests of the files that were hashed while they were written."""


def export_model(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, parameter_bytes: int
) -> ExportedModel:
    """Write `model.onnx`, and the file with its weights where they are large. Raises `ExportError`."""
    problems: list[str] = []
    errors: list[Exception] = []
    dynamo_can = opset is None or opset >= DYNAMO_MIN_OPSET
    torchscript_can = opset is None or opset <= TORCHSCRIPT_MAX_OPSET
    for name, remark, export, is_supported in (
        (TRACED, "", _with_one_trace, dynamo_can),
        (DYNAMO, "captured by torch.export", _with_dynamo, dynamo_can),
        (DYNAMO, "exported with all passes", _with_dynamo_in_full, dynamo_can),
        (TRACED, "has the branches, sizes and numbers of the recorded inputs", _with_one_run, dynamo_can),
        (TORCHSCRIPT, "exported by TorchScript", _with_torchscript, torchscript_can),
    ):
        if not is_supported or not _may_succeed(export, wrapper, errors):
            continue
        wrapper.reset()
        try:
            with _unvalidated_distributions():
                digests = export(wrapper, inputs, folder, opset, parameter_bytes)
        except Exception as error:  # exporters raise whatever their passes raise
            logging.getLogger(__name__).exception("%s failed", name)
            problems.append(f"{name}: {_root_message(error)}")
            errors.append(error)
            _remove_files(folder)
        else:
            remarks = (f"{remark}: {'; '.join(problems)}",) if problems else ()
            return ExportedModel(exporter=name, remarks=remarks, digests=digests)
    cause = name_cause(wrapper.model, computes_gradients=wrapper.computes_gradients)
    raise ExportError(": ".join(filter(None, (cause, "; ".join(problems)))), errors)


@contextmanager
def _unvalidated_distributions() -> Iterator[None]:
    """Let `torch.distributions` not check their arguments' values, as under `python -O`: a trace has no values."""
    distributions = sys.modules.get("torch.distributions")
    with patched(distributions.Distribution, "_validate_args", False) if distributions else nullcontext():
        yield


def _may_succeed(export: Callable[..., object], wrapper: OnnxWrapper, errors: Sequence[Exception]) -> bool:
    """Whether an attempt is worth its time after what the previous ones raised."""
    if wrapper.computes_gradients and export not in (_with_one_trace, _with_one_run):
        return False  # the other exporters trace above autograd
    if export is _with_dynamo_in_full:
        return isinstance(errors[-1], onnx.checker.ValidationError)
    if export is _with_one_run:
        return not isinstance(errors[0], torch.onnx.errors.OnnxExporterError)  # it was traced, but not translated
    return True


def _with_one_trace(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, _: int, *, values: bool = False
) -> tuple[FileDigest, ...]:
    # These modules import private parts of torch. Where another version has moved them, torch.export is used instead.
    from turnkeyml.export import capture, translate

    program = capture.capture(
        wrapper,
        inputs.tensors,
        translate.decompositions(opset),
        gradients=wrapper.computes_gradients,
        values=values,
    )
    model = translate.translate(program, opset)
    return _write(model, wrapper, inputs, folder)


def _with_one_run(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, parameter_bytes: int
) -> tuple[FileDigest, ...]:
    """Trace while the model runs: for code that depends on values. It is a graph for these inputs."""
    return _with_one_trace(wrapper, inputs, folder, opset, parameter_bytes, values=True)


def _with_dynamo(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, _: int
) -> tuple[FileDigest, ...]:
    return _write(_capture(wrapper, inputs, opset, optimize=False).model, wrapper, inputs, folder)


def _write(model: ir.Model, wrapper: OnnxWrapper, inputs: Inputs, folder: Path) -> tuple[FileDigest, ...]:
    """Only the passes that runtimes need: each runtime optimizes the graph again with its own passes."""
    name_interface(model, inputs.names, wrapper.output_names)
    serialize.remove_metadata(model)
    cleanup(model)
    digests = serialize.write_model(model, folder)
    serialize.check(folder)
    return digests


def _with_dynamo_in_full(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, parameter_bytes: int
) -> tuple[FileDigest, ...]:
    """All passes of the exporter, and its own serialization."""
    program = _capture(wrapper, inputs, opset, optimize=True)
    name_interface(program.model, inputs.names, wrapper.output_names)
    program.save(folder / MODEL_FILE, external_data=parameter_bytes > EXTERNAL_DATA_ABOVE_BYTES)
    serialize.check(folder)
    return ()


def _capture(wrapper: OnnxWrapper, inputs: Inputs, opset: int | None, *, optimize: bool) -> torch.onnx.ONNXProgram:
    from turnkeyml.export import translate

    # torch.export traces the branches of `torch.cond` with the compiler, which is disabled for the scripts: what they
    # called is marked as not to be traced until the compiler is reset.
    with torch._dynamo.config.patch(disable=False):
        torch._dynamo.reset()
        captured = torch.export.export(wrapper, inputs.tensors, strict=False)
        captured = captured.run_decompositions(OWN)
        program = torch.onnx.export(
            captured,
            dynamo=True,
            optimize=optimize,
            opset_version=translate.choose_opset(captured.graph_module, opset),
            verbose=False,
        )
    assert program is not None
    return program


def _with_torchscript(
    wrapper: OnnxWrapper, inputs: Inputs, folder: Path, opset: int | None, _: int
) -> tuple[FileDigest, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            wrapper,
            inputs.tensors,
            folder / MODEL_FILE,
            dynamo=False,
            opset_version=opset,
            input_names=inputs.names,
            output_names=wrapper.output_names,
        )
    return ()


def _root_message(error: Exception) -> str:
    """The message of the first cause, in one line: the exporters add pages of advice to it."""
    root: BaseException = error
    while root.__cause__ is not None:
        root = root.__cause__
    return f"{type(root).__name__}: {' '.join(str(root).split())}"[:300]


def _remove_files(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
