"""Checks a parsed network against its job: what TensorRT would silently change, or does not support, is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from turnkey_runner.contract import Job, Kind, TensorSpec
from turnkey_runner.harness.errors import JobError

_REMEDY = "use --runtime ort-cuda"
_NO_PLUGIN = re.compile(r"plugin creator version \S+ was not found|Plugin not found")
_SENTENCE = re.compile(r'&& "(.+?)\.?"')
"""The message of an assertion after its condition."""


def parse(trt: Any, network: Any, log: Any, path: str, job: Job) -> None:
    """Parse the model by its path (external weights are next to it). Raises `JobError` for what is unsupported."""
    parser = trt.OnnxParser(network, log)
    if not parser.parse_from_file(path):
        errors = [parser.get_error(index) for index in range(parser.num_errors)]
        raise JobError(Kind.UNSUPPORTED, f"TensorRT cannot read the model: {_describe(errors)}"[:400], _REMEDY)
    refuse_what_differs(trt, network, job)


def refuse_what_differs(trt: Any, network: Any, job: Job) -> None:
    """Raise `JobError` for types that the parser cast (float64 to float32), and for inputs whose values are shapes."""
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    outputs = [network.get_output(index) for index in range(network.num_outputs)]
    known = {spec.name: spec for spec in (*job.inputs, *job.outputs)}
    for tensor in (*inputs, *outputs):
        _refuse_cast(trt, tensor, known.get(tensor.name))
    for tensor in inputs:
        if tensor.is_shape_tensor:
            message = f"the values of the input {tensor.name} are shapes, which TensorRT needs when it builds"
            raise JobError(Kind.UNSUPPORTED, message, _REMEDY)


def type_name(trt: Any, dtype: Any) -> str:
    """Return the name of a TensorRT type in a job; TensorRT's own name if numpy does not have the type."""
    if dtype == trt.DataType.BF16:
        return "bfloat16"
    try:
        return str(np.dtype(trt.nptype(dtype)).name)
    except TypeError:
        return str(dtype)


def _refuse_cast(trt: Any, tensor: Any, spec: TensorSpec | None) -> None:
    found = type_name(trt, tensor.dtype)
    if spec is not None and found != spec.dtype:
        message = f"TensorRT computes {tensor.name} in {found}, the model has {spec.dtype}"
        raise JobError(Kind.UNSUPPORTED, message, _REMEDY)


def _describe(errors: Sequence[Any]) -> str:
    """Return the first causes, each with the first of its nodes."""
    causes: dict[str, str] = {}
    for error in errors:
        operator = error.node_operator() or error.func().removeprefix("import")  # some errors have no node
        cause, quoted = " ".join(error.desc().split()), _SENTENCE.search(error.desc())
        if cause == "false" or _NO_PLUGIN.search(cause):
            cause = f"this TensorRT has no {operator}"
        else:
            cause = f"{operator}: {quoted[1] if quoted else cause}"
        causes.setdefault(cause, error.node_name())
    described = [f"{cause} ({node})" if node else cause for cause, node in causes.items()]
    return "; ".join(described[:3])
