"""Bare loops on a GPU, without anything of turnkey's: what its numbers are held against.

    RUNNER_PYTHON benchmarks/gpu_bare.py '{"gpu": "GPU-…", "folder": …, "names": […], "cpus": [0], …}'

Prints {"whole_ms": …, "device_ms": …}: ONNX Runtime's CUDA provider, `session.run` by the clock, and with inputs and
outputs on the GPU by CUDA events. GPU, CPUs, threads, the sets of inputs that are taken in turn and how many calls
one reading of the clock spans (`block`) are those that turnkey had.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

SECONDS = 2.0


def median_of(take: Callable[[], float]) -> float:
    """The median of what `take` returns, after a warm-up."""
    for _ in range(20):
        take()
    gc.disable()
    found: list[float] = []
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(found) < 20:
        found.append(take())
    gc.enable()
    return statistics.median(found)


def open_session(ort: Any, cuda: Any, folder: str, threads: int) -> tuple[Any, Any]:
    """As turnkey opens it: the same options, and a stream of its own."""
    stream = cuda.cudaStreamCreateWithFlags(cuda.cudaStreamNonBlocking)[1]
    options = {
        "use_tf32": "0",
        "cudnn_conv_algo_search": "EXHAUSTIVE",
        "do_copy_in_default_stream": "1",
        "has_user_compute_stream": "1",
        "user_compute_stream": str(int(stream)),
    }
    settings = ort.SessionOptions()
    settings.intra_op_num_threads, settings.inter_op_num_threads = threads, 1
    settings.add_provider("CUDAExecutionProvider", options)
    return ort.InferenceSession(os.path.join(folder, "model.onnx"), settings, enable_fallback=0), stream


def time_whole(session: Any, feeds: Mapping[str, Any], sets: int, block: int) -> float:
    """Host memory to host memory, several sets of inputs in turn."""
    outputs = [output.name for output in session.get_outputs()]
    values = [{name: value.copy() for name, value in feeds.items()} for _ in range(sets)]
    turn = itertools.cycle(values)

    def take() -> float:
        ready = [next(turn) for _ in range(block)]
        start = time.perf_counter_ns()
        for one in ready:
            session.run(outputs, one)
        return (time.perf_counter_ns() - start) / block / 1e6

    return median_of(take)


def time_device(ort: Any, cuda: Any, session: Any, stream: Any, feeds: Mapping[str, Any]) -> float:
    """Between two events of the session's stream."""
    binding = session.io_binding()
    for name, value in feeds.items():
        binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(value, "cuda", 0))
    for output in session.get_outputs():
        binding.bind_output(output.name, "cuda")
    asynchronous = ort.RunOptions()
    asynchronous.add_run_config_entry("disable_synchronize_execution_providers", "1")
    begin, end = cuda.cudaEventCreate()[1], cuda.cudaEventCreate()[1]

    def take() -> float:
        cuda.cudaEventRecord(begin, stream)
        session.run_with_iobinding(binding, asynchronous)
        cuda.cudaEventRecord(end, stream)
        cuda.cudaEventSynchronize(end)
        return float(cuda.cudaEventElapsedTime(begin, end)[1])

    return median_of(take)


def main(gpu: str, folder: str, names: Sequence[str], cpus: Sequence[int], threads: int, sets: int, block: int) -> None:
    """Load once, loop twice."""
    os.sched_setaffinity(0, cpus)
    os.environ["CUDA_VISIBLE_DEVICES"] = gpu
    os.environ["NVIDIA_TF32_OVERRIDE"] = "0"
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import numpy as np
    import onnxruntime as ort
    from cuda.bindings import runtime as cuda

    ort.preload_dlls()
    session, stream = open_session(ort, cuda, folder, threads)
    arrays = np.load(os.path.join(folder, "inputs.npz"))
    feeds = {name: arrays[str(index)] for index, name in enumerate(names)}
    whole_ms = time_whole(session, feeds, sets, block)
    device_ms = time_device(ort, cuda, session, stream, feeds)
    print(json.dumps({"whole_ms": whole_ms, "device_ms": device_ms}))


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
