"""A parsed network against its job: what TensorRT would silently do otherwise, or cannot take, is refused."""

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
"""What an assertion says beside its condition."""


def parse(trt: Any, network: Any, log: Any, path: str, job: Job) -> None:
    """Read the model by its path: external weights lie beside it. Raises `JobError` for what cannot be taken."""
    parser = trt.OnnxParser(network, log)
    if not parser.parse_from_file(path):
        errors = [parser.get_error(index) for index in range(parser.num_errors)]
        raise JobError(Kind.UNSUPPORTED, f"TensorRT cannot read the model: {_words_of(errors)}"[:400], _REMEDY)
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


def _words_of(errors: Sequence[Any]) -> str:
    """The first causes, each with the first of its nodes; what is only asserted is put into words."""
    causes: dict[str, str] = {}
    for error in errors:
        operator = error.node_operator() or error.func().removeprefix("import")  # of some errors there is no node
        words, quoted = " ".join(error.desc().split()), _SENTENCE.search(error.desc())
        if words == "false" or _NO_PLUGIN.search(words):
            words = f"this TensorRT has no {operator}"
        else:
            words = f"{operator}: {quoted[1] if quoted else words}"
        causes.setdefault(words, error.node_name())
    told = [f"{words} ({node})" if node else words for words, node in causes.items()]
    return "; ".join(told[:3])
