"""The two exporters of torch, tried in their order."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path

import torch

from turnkeyml.analysis.structure import Inputs
from turnkeyml.export.adaptor import Adaptor
from turnkeyml.records import MODEL_FILE

DYNAMO = "torch.onnx-dynamo"
TORCHSCRIPT = "torch.onnx-torchscript"
DYNAMO_MIN_OPSET = 18
"""Below, the exporter would convert its graph down, and may silently leave it as it is."""
TORCHSCRIPT_MAX_OPSET = 20
EXTERNAL_DATA_ABOVE_BYTES = 1_000_000_000
"""Protobuf ends at 2 GB, and a parser that holds the weights twice is slow before that."""


class ExportError(Exception):
    """Neither exporter could write the model; says what each of them said."""


def export_model(
    adaptor: Adaptor, inputs: Inputs, folder: Path, opset: int | None, parameter_bytes: int
) -> tuple[str, str]:
    """Write `model.onnx` (and its weights beside it, when large); return the exporter and why not the first one.

    Raises `ExportError`.
    """
    problems = []
    for name, export, supports in (
        (DYNAMO, _with_dynamo, opset is None or opset >= DYNAMO_MIN_OPSET),
        (TORCHSCRIPT, _with_torchscript, opset is None or opset <= TORCHSCRIPT_MAX_OPSET),
    ):
        if not supports:
            continue
        try:
            export(adaptor, inputs, folder, opset, parameter_bytes)
        except Exception as error:  # exporters raise whatever their passes raise
            logging.getLogger(__name__).exception("%s failed", name)
            problems.append(f"{name}: {_in_one_line(error)}")
            _remove_files(folder)
        else:
            return name, "; ".join(problems)
    raise ExportError("; ".join(problems))


def _with_dynamo(adaptor: Adaptor, inputs: Inputs, folder: Path, opset: int | None, parameter_bytes: int) -> None:
    torch.onnx.export(
        adaptor,
        inputs.tensors,
        folder / MODEL_FILE,
        dynamo=True,
        # Half of the time of a large export, and each runtime optimizes again with its own passes.
        optimize=False,
        opset_version=opset,
        input_names=inputs.names,
        output_names=adaptor.output_names,
        external_data=parameter_bytes > EXTERNAL_DATA_ABOVE_BYTES,
        verbose=False,
    )


def _with_torchscript(adaptor: Adaptor, inputs: Inputs, folder: Path, opset: int | None, _: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            adaptor,
            inputs.tensors,
            folder / MODEL_FILE,
            dynamo=False,
            opset_version=opset,
            input_names=inputs.names,
            output_names=adaptor.output_names,
        )


def _in_one_line(error: Exception) -> str:
    """The cause's own words: the exporters wrap them in pages of advice."""
    root: BaseException = error
    while root.__cause__ is not None:
        root = root.__cause__
    return f"{type(root).__name__}: {' '.join(str(root).split())}"[:300]


def _remove_files(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
