"""Bare loops on a card, without anything of turnkey's: what its numbers are held against.

    RUNNER_PYTHON benchmarks/gpu_bare.py ARTIFACT NAMES SECONDS

Prints {"whole_ms": …, "device_ms": …}: ONNX Runtime's CUDA provider, `session.run` by the clock, and with inputs and
outputs on the card by CUDA events.
"""

import json
import os
import statistics
import sys
import time

import numpy as np


def median_of(take, seconds):
    """The median of what `take` returns, after a warm-up."""
    for _ in range(20):
        take()
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(found) < 20:
        found.append(take())
    return statistics.median(found)


def main(folder, names, seconds):
    """Load once, loop twice."""
    import onnxruntime as ort
    from cuda.bindings import runtime as cuda

    ort.preload_dlls()
    stream = cuda.cudaStreamCreateWithFlags(cuda.cudaStreamNonBlocking)[1]
    options = {
        "use_tf32": "0",
        "cudnn_conv_algo_search": "EXHAUSTIVE",
        "has_user_compute_stream": "1",
        "user_compute_stream": str(int(stream)),
    }
    session = ort.InferenceSession(
        os.path.join(folder, "model.onnx"), providers=[("CUDAExecutionProvider", options), "CPUExecutionProvider"]
    )
    arrays = np.load(os.path.join(folder, "inputs.npz"))
    feeds = {name: arrays[str(index)] for index, name in enumerate(names)}

    def whole():
        start = time.perf_counter_ns()
        session.run(None, feeds)
        return (time.perf_counter_ns() - start) / 1e6

    binding = session.io_binding()
    kept = {name: ort.OrtValue.ortvalue_from_numpy(value, "cuda", 0) for name, value in feeds.items()}
    for name, value in kept.items():
        binding.bind_ortvalue_input(name, value)
    for output in session.get_outputs():
        binding.bind_output(output.name, "cuda")
    asynchronous = ort.RunOptions()
    asynchronous.add_run_config_entry("disable_synchronize_execution_providers", "1")
    begin, end = cuda.cudaEventCreate()[1], cuda.cudaEventCreate()[1]

    def device():
        cuda.cudaEventRecord(begin, stream)
        session.run_with_iobinding(binding, asynchronous)
        cuda.cudaEventRecord(end, stream)
        cuda.cudaEventSynchronize(end)
        return cuda.cudaEventElapsedTime(begin, end)[1]

    print(json.dumps({"whole_ms": median_of(whole, seconds), "device_ms": median_of(device, seconds)}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2].split(","), float(sys.argv[3]))
