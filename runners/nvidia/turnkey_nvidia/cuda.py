"""The part of CUDA's runtime API that a benchmark needs: errors are exceptions, memory is freed at the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from turnkey_nvidia.faults import error_of, kind_of_code
from turnkey_runner.harness.errors import JobError

_ROUND_TRIPS, _ROUND_TRIP_BYTES = 20, 64


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of cuda-bindings and return its values without the error code. Raises `JobError`."""
    return values_of(function.__name__, function(*arguments))


def values_of(name: str, answer: tuple[Any, ...]) -> Any:
    """Return the values in a function's answer without the error code. Raises `JobError`, with the function's name."""
    error, *values = answer
    if int(error) != 0:
        raise error_of(kind_of_code(int(error)), f"{name}: {getattr(error, 'name', error)}")
    if not values:
        return None
    return values[0] if len(values) == 1 else tuple(values)


@dataclass(frozen=True, kw_only=True)
class Buffer:
    """Memory on the device, and pinned memory of the same size on the host."""

    device: int
    host: np.ndarray
    """The pinned memory, in bytes."""


class Device:
    """The GPU of this process: streams, memory and events, all freed at the end."""

    def __init__(self) -> None:
        from cuda.bindings import runtime

        self.api: Any = runtime
        self._stack = ExitStack()
        self.free_before = 0

    def __enter__(self) -> Device:
        call(self.api.cudaFree, 0)  # creates the context
        self.free_before = self.free_bytes()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def free_bytes(self) -> int:
        """Return the free memory of the GPU."""
        return int(call(self.api.cudaMemGetInfo)[0])

    def used_bytes(self) -> int:
        """Return the GPU memory allocated since this device was entered: by this process, if it has the GPU alone."""
        return max(0, self.free_before - self.free_bytes())

    def make_stream(self) -> Any:
        """Create a stream that does not wait for others; an object, since the bindings convert an integer per call."""
        stream = call(self.api.cudaStreamCreateWithFlags, self.api.cudaStreamNonBlocking)
        self._stack.callback(call, self.api.cudaStreamDestroy, stream)
        return stream

    def make_buffer(self, size_bytes: int) -> Buffer:
        """Allocate memory on both sides."""
        size_bytes = max(1, size_bytes)
        device = call(self.api.cudaMalloc, size_bytes)
        self._stack.callback(call, self.api.cudaFree, device)
        pinned = call(self.api.cudaMallocHost, size_bytes)
        self._stack.callback(call, self.api.cudaFreeHost, pinned)
        return Buffer(device=int(device), host=_as_array(int(pinned), size_bytes))

    def hold(self, tensor: np.ndarray) -> Buffer:
        """Allocate memory on both sides, and copy the tensor to the host's."""
        buffer = self.make_buffer(tensor.nbytes)
        buffer.host[: tensor.nbytes] = np.ascontiguousarray(tensor).reshape(-1).view(np.uint8)
        return buffer

    def copy_in(self, buffer: Buffer, stream: Any) -> None:
        """Copy from host to device, in the stream."""
        kind = self.api.cudaMemcpyKind.cudaMemcpyHostToDevice
        call(self.api.cudaMemcpyAsync, buffer.device, buffer.host.ctypes.data, buffer.host.nbytes, kind, stream)

    def copy_out(self, buffer: Buffer, stream: Any) -> None:
        """Copy from device to host, in the stream."""
        kind = self.api.cudaMemcpyKind.cudaMemcpyDeviceToHost
        call(self.api.cudaMemcpyAsync, buffer.host.ctypes.data, buffer.device, buffer.host.nbytes, kind, stream)

    def synchronize(self, stream: Any) -> None:
        """Wait until all work in the stream is done."""
        call(self.api.cudaStreamSynchronize, stream)

    def make_timer(self, stream: Any) -> Callable[[Callable[[], object]], int]:
        """Return a function that enqueues work between two events of the stream and returns the ns between them."""
        begin, end = (call(self.api.cudaEventCreate) for _ in range(2))
        for event in (begin, end):
            self._stack.callback(call, self.api.cudaEventDestroy, event)
        record = self.api.cudaEventRecord

        def time_on_device(enqueue: Callable[[], object]) -> int:
            began = record(begin, stream)
            enqueue()
            ended = record(end, stream)
            for answer in (began, ended):  # checked afterwards: the GPU would wait for Python in between
                values_of("cudaEventRecord", answer)
            call(self.api.cudaEventSynchronize, end)
            elapsed_ms: float = call(self.api.cudaEventElapsedTime, begin, end)
            return round(elapsed_ms * 1e6)

        return time_on_device

    def make_round_trip(self) -> Callable[[], int]:
        """Return a function that copies some bytes to the GPU and back, and returns the shortest time, in ns."""
        stream, buffer = self.make_stream(), self.make_buffer(_ROUND_TRIP_BYTES)

        def time_ns() -> int:
            taken = []
            for _ in range(_ROUND_TRIPS):
                start = time.perf_counter_ns()
                self.copy_in(buffer, stream)
                self.copy_out(buffer, stream)
                self.synchronize(stream)
                taken.append(time.perf_counter_ns() - start)
            return min(taken)

        return time_ns

    def capture(self, enqueue: Callable[[], object], stream: Any) -> Callable[[], None] | None:
        """Capture enqueued work as a graph; return a function that launches it, or None if it cannot be captured."""
        mode = self.api.cudaStreamCaptureMode.cudaStreamCaptureModeThreadLocal
        call(self.api.cudaStreamBeginCapture, stream, mode)
        problem: JobError | None = None
        try:
            enqueue()
        except JobError as error:
            problem = error
        ended, graph = self.api.cudaStreamEndCapture(stream)
        if problem is not None or int(ended) != 0:
            self.api.cudaGetLastError()  # clears the error, which a later call would report
            return None
        launched = call(self.api.cudaGraphInstantiate, graph, 0)
        call(self.api.cudaGraphDestroy, graph)
        self._stack.callback(call, self.api.cudaGraphExecDestroy, launched)
        return lambda: call(self.api.cudaGraphLaunch, launched, stream)

    def versions(self) -> dict[str, str]:
        """Return the versions of CUDA's runtime and of the newest CUDA that the driver supports."""
        found = {
            "cuda": call(self.api.cudaRuntimeGetVersion),
            "driver_cuda": call(self.api.cudaDriverGetVersion),
        }
        return {name: f"{number // 1000}.{number % 1000 // 10}" for name, number in found.items()}


def _as_array(address: int, size_bytes: int) -> np.ndarray:
    import ctypes

    return np.ctypeslib.as_array((ctypes.c_uint8 * size_bytes).from_address(address))
