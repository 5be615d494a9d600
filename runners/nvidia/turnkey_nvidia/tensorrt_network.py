"""A parsed network against its job: what TensorRT would silently do otherwise, or cannot take, is refused."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from turnkey_runner.contract import Job, Kind, TensorSpec
from turnkey_runner.errors import JobError

_REMEDY = "use --runtime ort-cuda"
_PLUGIN = re.compile(r"(\w+) plugin creator version \S+ was not found")


def parse(trt: Any, network: Any, log: Any, path: str, job: Job) -> None:
    """Read the model by its path: external weights lie beside it. Raises `JobError` for what cannot be taken."""
    parser = trt.OnnxParser(network, log)
    if not parser.parse_from_file(path):
        errors = [parser.get_error(index) for index in range(parser.num_errors)]
        words = "; ".join(map(_words_of, errors[:3]))
        raise JobError(Kind.UNSUPPORTED, f"TensorRT cannot read the model: {words}"[:400], _REMEDY)
    refuse_what_differs(trt, network, job)


def refuse_what_differs(trt: Any, network: Any, job: Job) -> None:
    """Types that the parser cast (float64 becomes float32), and inputs whose values are shapes."""
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    outputs = [network.get_output(index) for index in range(network.num_outputs)]
    known = {spec.name: spec for spec in (*job.inputs, *job.outputs)}
    for tensor in (*inputs, *outputs):
        _refuse_cast(trt, tensor, known.get(tensor.name))
    for tensor in inputs:
        if tensor.is_shape_tensor:
            message = f"the values of the input {tensor.name} are shapes, which TensorRT wants while it builds"
            raise JobError(Kind.UNSUPPORTED, message, _REMEDY)


def type_name(trt: Any, dtype: Any) -> str:
    """What a type of TensorRT's is called in a job; its own word where numpy has none."""
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


def _words_of(error: Any) -> str:
    """One error; a plugin that is not there is named, without the assertion around it."""
    words = error.desc()
    missing = _PLUGIN.search(words)
    told = f"{missing[1]} needs a plugin that this TensorRT does not have" if missing else " ".join(words.split())
    where = error.node_name() or error.func().removeprefix("import")  # of some errors it names the operator alone
    return f"{where}: {told}" if where else told
