"""Inputs bound to a TensorRT engine: buffers on both sides, one stream, captured as a CUDA graph if possible."""

from __future__ import annotations

import functools
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from turnkey_nvidia.cuda import Buffer, Device
from turnkey_nvidia.tensorrt_network import type_name
from turnkey_runner.contract import Job, Kind
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.session import Bound

ENQUEUES, ENQUEUE_S = 11, 0.1
"""How often the enqueue time is measured, and for how long at most: once per process, before anything else."""


@dataclass(frozen=True, kw_only=True)
class _Tensor:
    """One input or output of the engine, with its memory."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    buffer: Buffer


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Bound inputs, and how to run them."""

    bound: Bound
    is_graph: bool
    """Whether an inference is a single launch of a captured graph, both with and without the copies."""
    time_enqueue: Callable[[], int]
    """Returns the time of the host to enqueue an inference without its copies, in ns."""


def bind(trt: Any, job: Job, engine: Any, context: Any, device: Device, tensors: Sequence[np.ndarray]) -> Binding:
    """Copy the inputs to pinned memory, and capture two graphs: copies with execution, and execution alone."""
    stream = device.make_stream()
    handle = int(stream)
    inputs = _inputs(trt, job, engine, device, tensors)
    outputs = _outputs(trt, job, engine, context, device)

    def execute() -> None:
        for tensor in (*inputs, *outputs):  # another binding may have used the context in between
            context.set_tensor_address(tensor.name, tensor.buffer.device)
        if not context.execute_async_v3(handle):
            device.synchronize(stream)  # raises CUDA's error, if there is one
            raise JobError(Kind.ENGINE_ERROR, "TensorRT failed to enqueue the inference", "see the log")

    def whole() -> None:
        for tensor in inputs:
            device.copy_in(tensor.buffer, stream)
        execute()
        for tensor in outputs:
            device.copy_out(tensor.buffer, stream)

    whole()  # the first run allocates, which a graph capture does not allow
    device.synchronize(stream)
    graphs = device.capture(whole, stream), device.capture(execute, stream)
    launch_whole, launch_execution = graphs[0] or whole, graphs[1] or execute
    timer = device.make_timer(stream)

    def infer() -> None:
        launch_whole()
        device.synchronize(stream)

    def read() -> list[np.ndarray]:
        return _read(outputs)

    def time_enqueue() -> int:
        return _median_ns(launch_execution, lambda: device.synchronize(stream))

    bound = Bound(infer=infer, outputs=read, infer_on_device=functools.partial(timer, launch_execution))
    return Binding(bound=bound, is_graph=None not in graphs, time_enqueue=time_enqueue)


def _median_ns(enqueue: Callable[[], object], wait: Callable[[], object]) -> int:
    """Return the median time of some calls, each into an empty stream; for a slow model of one call."""
    samples: list[int] = []
    end = time.perf_counter() + ENQUEUE_S
    while len(samples) < ENQUEUES and (not samples or time.perf_counter() < end):
        start = time.perf_counter_ns()
        enqueue()
        samples.append(time.perf_counter_ns() - start)
        wait()
    return round(statistics.median(samples))


def _inputs(trt: Any, job: Job, engine: Any, device: Device, tensors: Sequence[np.ndarray]) -> list[_Tensor]:
    given = {spec.name: (spec, tensor) for spec, tensor in zip(job.inputs, tensors, strict=True)}
    found = []
    for name in _names(engine, trt.TensorIOMode.INPUT):
        spec, tensor = given[name]
        found.append(_Tensor(name=name, shape=spec.shape, dtype=spec.dtype, buffer=device.hold(tensor)))
    return found


def _outputs(trt: Any, job: Job, engine: Any, context: Any, device: Device) -> list[_Tensor]:
    """Return the outputs with the engine's shapes, or PyTorch's where a shape depends on the data."""
    known = {spec.name: spec for spec in job.outputs}
    found = []
    for name in sorted(_names(engine, trt.TensorIOMode.OUTPUT), key=list(known).index):
        spec = known[name]
        shape = tuple(context.get_tensor_shape(name))
        if min(shape, default=1) < 0:
            shape = spec.shape
        if min(shape, default=1) < 0:
            raise JobError(Kind.UNSUPPORTED, f"the shape of {name} depends on the data", "try ort-cuda")
        dtype = type_name(trt, engine.get_tensor_dtype(name))
        item = 2 if dtype == "bfloat16" else np.dtype(dtype).itemsize
        buffer = device.make_buffer(int(np.prod(shape, dtype=np.int64)) * item)
        found.append(_Tensor(name=name, shape=shape, dtype=dtype, buffer=buffer))
    return found


def _names(engine: Any, mode: Any) -> list[str]:
    names = [engine.get_tensor_name(index) for index in range(engine.num_io_tensors)]
    return [name for name in names if engine.get_tensor_mode(name) == mode]


def _read(outputs: Sequence[_Tensor]) -> list[np.ndarray]:
    """Return copies of the outputs, in the model's order."""
    arrays = []
    for tensor in outputs:
        dtype = np.dtype(np.uint16 if tensor.dtype == "bfloat16" else tensor.dtype)
        size = int(np.prod(tensor.shape, dtype=np.int64)) * dtype.itemsize
        arrays.append(tensor.buffer.host[:size].view(dtype).reshape(tensor.shape).copy())
    return arrays
