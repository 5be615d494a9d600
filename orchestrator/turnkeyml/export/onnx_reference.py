"""Computes the reference outputs of an .onnx file with ONNX Runtime, without its optimizations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from turnkey_runner.contract import TensorSpec
from turnkey_runner.harness.engine_reason import reason_of
from turnkey_runner.harness.onnxruntime_common import run_once
from turnkey_runner.harness.parity import compare
from turnkey_runner.stats.tolerances import gate_of
from turnkeyml.analysis.failures import text_of
from turnkeyml.export.onnx_info import walk_nodes
from turnkeyml.records import MODEL_FILE

_RANDOM_OPERATORS = ("Random", "Multinomial", "Bernoulli")
"""Beginnings of the names of operators whose outputs differ each time, and from one engine to another."""
_MAYBE_RANDOM_OPERATORS = ("Dropout", "BiasDropout", "BitmaskDropout", "BitmaskBiasDropout")
"""Those that are random in training mode only."""


@dataclass(frozen=True, kw_only=True)
class References:
    """The outputs of one run."""

    values: list[Any]
    deterministic: bool
    """Whether a second run gives the same."""


def compute_references(
    model: onnx.ModelProto,
    folder: Path,
    inputs: tuple[TensorSpec, ...],
    values: Sequence[Any],
    outputs: tuple[TensorSpec, ...],
) -> References:
    """Run the model of an artifact in ONNX Runtime. Raises what ONNX Runtime raises."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"])
    first = run_once(session, inputs, values, outputs)
    names = {node.op_type for node in walk_nodes(model)}
    if any(name.startswith(_RANDOM_OPERATORS) for name in names):
        return References(values=first, deterministic=False)
    if not any(name.startswith(_MAYBE_RANDOM_OPERATORS) for name in names):
        return References(values=first, deterministic=True)
    second = run_once(session, inputs, values, outputs)
    return References(values=first, deterministic=_are_equal(first, second, outputs))


def describe_reason(error: Exception) -> str:
    """What ONNX Runtime says, without where in its source."""
    return reason_of(text_of(error))


def _are_equal(first: list[Any], second: list[Any], specs: tuple[TensorSpec, ...]) -> bool:
    pairs = zip(first, second, strict=True)
    if all(isinstance(a, np.ndarray) and np.array_equal(a, b) for a, b in pairs):
        return True
    return all(output.passed for output in compare(first, second, specs, gate_of("fp32")))
