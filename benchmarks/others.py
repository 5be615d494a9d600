"""Other tools on the same artifact: bare loops around the runtimes, OpenVINO's benchmark_app, loops by turns."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from artifacts import options_of

from turnkey_runner.contract import codec
from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.harness.input_rotation import INPUT_COPIES, MAX_BYTES
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.make_job import make_job
from turnkeyml.options.targets import choose_targets
from turnkeyml.records import Build
from turnkeyml.system.paths import runners_folder

SECONDS = 1.0
BARE_LOOP = """
import itertools, sys, time, statistics
import numpy as np, onnxruntime as ort
folder, threads, seconds, names = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4].split(",")
options = ort.SessionOptions()
options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
session = ort.InferenceSession(folder + "/model.onnx", options, providers=["CPUExecutionProvider"])
arrays = np.load(folder + "/inputs.npz")
feeds = {name: arrays[str(index)] for index, name in enumerate(names)}
outputs = session.run(None, feeds)
bindings, kept = [], []
for _ in range(int(sys.argv[5])):
    binding = session.io_binding()
    for name, value in feeds.items():
        kept.append(ort.OrtValue.ortvalue_from_numpy(value.copy()))
        binding.bind_ortvalue_input(name, kept[-1])
    for output, value in zip(session.get_outputs(), outputs):
        kept.append(ort.OrtValue.ortvalue_from_numpy(value.copy()))
        binding.bind_ortvalue_output(output.name, kept[-1])
    bindings.append(binding)
run, take = session.run_with_iobinding, itertools.cycle(bindings).__next__
warm = time.perf_counter() + 0.25
while time.perf_counter() < warm: run(take())
times, end = [], time.perf_counter() + seconds
while time.perf_counter() < end or len(times) < 5:
    binding = take(); start = time.perf_counter_ns(); run(binding); times.append(time.perf_counter_ns() - start)
print(statistics.median(times) / 1e6)
"""
SILENCE = {"ORT_DISABLE_TELEMETRY": "1"}
"""As turnkey's own runner has it: else the bare loop has a thread beside it that turnkey's has not."""
SILENT = "import sys; sys.modules['openvino_telemetry'] = None"
"""Else importing OpenVINO sends a message, from a thread and a process beside what is measured."""
OPENVINO_LOOP = f"""{SILENT}"""
OPENVINO_LOOP += """
import itertools, time, statistics
import numpy as np, openvino
folder, threads, seconds, names = sys.argv[1], sys.argv[2], float(sys.argv[3]), sys.argv[4].split(",")
settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": "1", "INFERENCE_PRECISION_HINT": "f32"}
model = openvino.Core().compile_model(folder + "/model.onnx", "CPU", settings)
arrays = np.load(folder + "/inputs.npz")
known = {name: position for position, port in enumerate(model.inputs) for name in port.get_names()}
requests, kept = [], []
for _ in range(int(sys.argv[5])):
    request = model.create_infer_request()
    for index, name in enumerate(names):
        kept.append(arrays[str(index)].copy())
        request.set_input_tensor(known.get(name, index), openvino.Tensor(kept[-1], shared_memory=True))
    requests.append(request)
take = itertools.cycle(requests).__next__
warm = time.perf_counter() + 0.25
while time.perf_counter() < warm: take().infer(share_outputs=True)
times, latencies, end = [], [], time.perf_counter() + seconds
while time.perf_counter() < end or len(times) < 5:
    request = take(); start = time.perf_counter_ns(); request.infer(share_outputs=True)
    times.append(time.perf_counter_ns() - start); latencies.append(request.latency)
print(statistics.median(times) / 1e6, statistics.median(latencies))
"""


def bare_loop_ms(loop: str, python: Path, folder: Path, build: Build, cpus: tuple[int, ...]) -> list[float]:
    """The median of a plain loop around the runtime's call, and of what the engine says; in a new process."""
    assert build.artifact is not None
    names = ",".join(spec.name for spec in build.artifact.inputs)
    command = [*pinned(cpus), str(python), "-c", loop, str(folder), str(len(cpus)), str(SECONDS), names]
    command.append(str(sets_of(folder)))
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | SILENCE)
    return [float(word) for word in done.stdout.split()]


def sets_of(folder: Path) -> int:
    """How many sets of inputs turnkey takes in turn for this artifact."""
    one_bytes = sum(array.nbytes for array in np.load(folder / "inputs.npz").values())
    return INPUT_COPIES if INPUT_COPIES * one_bytes <= MAX_BYTES else 1


def benchmark_app_ms(python: Path, folder: Path, build: Build, cpus: tuple[int, ...], scratch: Path) -> float | None:
    """The median of OpenVINO's own tool, synchronous, one stream, the recorded inputs in turn; None where it fails."""
    assert build.artifact is not None
    given = []
    # The tool takes inputs of four dimensions for images of bytes, unless it is told.
    kept = ",".join(f"{spec.name}:f32" for spec in build.artifact.inputs if spec.dtype == "float32")
    for index, spec in enumerate(build.artifact.inputs):
        paths = [scratch / f"{index}-{number}.npy" for number in range(sets_of(folder))]
        for path in paths:
            np.save(path, np.load(folder / "inputs.npz")[str(index)])
        given.append(f"{spec.name}:{','.join(map(str, paths))}")
    command = [
        *pinned(cpus),
        *(str(python), "-c", f"{SILENT}; from openvino.tools.benchmark.main import main; main()"),
        *("-m", str(folder / "model.onnx"), "-d", "CPU", "-api", "sync"),
        *("-hint", "none", "-nstreams", "1", "-nthreads", str(len(cpus)), "-infer_precision", "f32"),
        *("-t", str(round(SECONDS)), "-i", ",".join(given), "-inference_only", "false"),
        *(("-iop", kept) if kept else ()),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Median:\s+([\d.]+) (us|ms)", done.stdout)
    return float(found[1]) / (1000 if found[2] == "us" else 1) if found else None


def pinned(cpus: tuple[int, ...]) -> list[str]:
    """What makes a command run on these CPUs alone."""
    return ["taskset", "-c", ",".join(map(str, cpus))]


def by_turns(python: Path, store: Store, build: Build, runtime: str, seconds: float) -> list[dict[str, float]]:
    """The medians of neighbouring turns of our loop and theirs over one session, in ns, by their names in NAMES."""
    command = [*in_runner(python, "by_turns.py", store), str(seconds)]
    job = job_of(build, runtime)
    done = subprocess.run(command, input=job, stdout=subprocess.PIPE, env=runner_environment(), check=True)
    found: list[dict[str, float]] = json.loads(done.stdout)
    return found


@contextmanager
def one_session(python: Path, store: Store, build: Build, runtime: str) -> Iterator[Callable[[float], float]]:
    """A model that is loaded once: a function that has our loop run for some seconds, and tells the median in ns."""
    command, pipe = in_runner(python, "one_session.py", store), subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=runner_environment()) as process:
        questions, answers = process.stdin, process.stdout
        assert questions is not None
        assert answers is not None

        def ask(seconds: float) -> float:
            questions.write(f"{seconds}\n".encode())
            questions.flush()
            return float(answers.readline())

        questions.write(job_of(build, runtime))
        yield ask


def in_runner(python: Path, script: str, store: Store) -> list[str]:
    """What runs a script of this folder in the runner's environment, on a cache's artifacts."""
    return [str(python), "-s", str(Path(__file__).with_name(script)), str(store.volume)]


def job_of(build: Build, runtime: str) -> bytes:
    """A short job as the runner is sent it."""
    assert build.artifact is not None
    (target,) = choose_targets(["x86"], [runtime], [])
    return codec.encode(make_job(build.artifact, target, options_of(PROFILES["quick"])))


def runner_environment() -> dict[str, str]:
    """The runner's own packages, and no threads but the runtime's."""
    runners = runners_folder()
    packages = f"{runners / 'common'}{os.pathsep}{runners / 'x86'}"
    return os.environ | SILENCE | {"PYTHONPATH": packages, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
