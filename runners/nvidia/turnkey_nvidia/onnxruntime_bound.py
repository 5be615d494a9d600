"""Inputs bound to an ONNX Runtime session: in host memory for the whole latency, on the GPU for the device latency."""

from __future__ import annotations

import ctypes
import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from turnkey_nvidia.cuda import Device
from turnkey_runner.contract import Job
from turnkey_runner.harness.onnxruntime_common import BFLOAT16, to_ort_value
from turnkey_runner.harness.session import Bound

_Whole = tuple[Callable[[], None], Callable[[], list[np.ndarray]]]
"""An inference from and to host memory, and the function that reads its outputs."""


def bind(
    job: Job, session: Any, tensors: Sequence[np.ndarray], where: str, device: Device | None, stream: Any
) -> Bound:
    """Bind twice: in host memory, and in the device's memory (named `where`) if there is a device."""
    types = {one.type for one in (*session.get_inputs(), *session.get_outputs())}
    by_whole = _rebound if "tensor(bfloat16)" in types else _run
    infer, outputs = by_whole(job, session, tensors)
    on_device = None if device is None else _device_infer(job, session, tensors, where, device, stream)
    return Bound(infer=infer, outputs=outputs, infer_on_device=on_device)


def _run(job: Job, session: Any, tensors: Sequence[np.ndarray]) -> _Whole:
    """Use `session.run`, as users do: it copies the inputs to the GPU in each call."""
    names = [output.name for output in session.get_outputs()]
    feeds = {spec.name: tensor for spec, tensor in zip(job.inputs, tensors, strict=True)}
    last: list[np.ndarray] = []

    def infer() -> None:
        last[:] = session.run(names, feeds)

    return infer, lambda: list(last)


def _rebound(job: Job, session: Any, tensors: Sequence[np.ndarray]) -> _Whole:
    """Do the same for types that numpy does not have: with an IOBinding, bound each time because binding copies.

    `run_with_ort_values` would also work, but takes 70 µs longer in Python (1.31).
    """
    binding = session.io_binding()
    feeds = [(spec.name, to_ort_value(tensor, spec.dtype)) for spec, tensor in zip(job.inputs, tensors, strict=True)]
    for output in session.get_outputs():
        binding.bind_output(output.name, "cpu")

    def infer() -> None:
        for name, value in feeds:
            binding.bind_ortvalue_input(name, value)
        session.run_with_iobinding(binding)

    return infer, lambda: [_to_numpy(value) for value in binding.get_outputs()]


def _device_infer(
    job: Job, session: Any, tensors: Sequence[np.ndarray], where: str, device: Device, stream: Any
) -> Callable[[], int]:
    """Return an inference on tensors that stay on the device, timed by events in the session's stream."""
    import onnxruntime

    buffers = [device.hold(tensor) for tensor in tensors]
    for buffer in buffers:
        device.copy_in(buffer, stream)
    device.synchronize(stream)  # binding copies the inputs of nodes on the CPU, in another stream
    binding = session.io_binding()
    for spec, tensor, buffer in zip(job.inputs, tensors, buffers, strict=True):
        element = BFLOAT16 if spec.dtype == "bfloat16" else np.dtype(spec.dtype).type
        binding.bind_input(spec.name, where, 0, element, tensor.shape, buffer.device)
    for output in session.get_outputs():
        binding.bind_output(output.name, where)
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("disable_synchronize_execution_providers", "1")
    enqueue = functools.partial(session.run_with_iobinding, binding, options)
    return functools.partial(device.make_timer(stream), enqueue)


def _to_numpy(value: Any) -> np.ndarray:
    """Return a copy as an array; bfloat16, which ONNX Runtime does not convert to numpy, as uint16."""
    if value.element_type() != BFLOAT16:
        return np.array(value.numpy())
    shape = tuple(value.shape())
    memory = (ctypes.c_uint16 * math.prod(shape)).from_address(value.data_ptr())
    return np.ctypeslib.as_array(memory).reshape(shape).copy()
