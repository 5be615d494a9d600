"""A real runner process, and artifacts made by hand for it."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest

from factories import make_settings
from turnkey_runner.contract import (
    Describe,
    Description,
    FileDigest,
    Job,
    Progress,
    Result,
    TensorSpec,
    codec,
)
from turnkeyml.devices import find_device

REPOSITORY = Path(__file__).resolve().parents[2]
QUICK = make_settings(warmup_time_s=0.0, warmup_iterations=1, min_time_s=0.05, min_iterations=5)
RUNTIMES = find_device("x86").runtimes


class RunnerProcess:
    """The x86 runner as a child process."""

    def __init__(
        self,
        interpreter: Path,
        volume: Path,
        program: list[str] | None = None,
        *,
        scratch: Path | None = None,
        path: tuple[Path, ...] = (),
        variables: dict[str, str] | None = None,
    ) -> None:
        self.volume = volume
        self.home = volume / "home"
        self.home.mkdir(exist_ok=True)
        roots = [*path, *(REPOSITORY / "runners" / name for name in ("common", "x86", "nvidia"))]
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": ":".join(map(str, roots)),
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "HOME": str(self.home),
            **(variables or {}),
        }
        self.process = subprocess.Popen(
            [
                *(str(interpreter), *(program or ["-m", "turnkey_x86"]), "--volume", str(volume)),
                *(["--scratch", str(scratch)] if scratch else []),
            ],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def send(self, message: object) -> None:
        self.send_line(codec.encode(message))

    def send_line(self, line: bytes) -> None:
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def read(self) -> Progress | Result | Description:
        return codec.decode(self.process.stdout.readline(), Progress, Result, Description)

    def describe(self) -> Description:
        self.send(Describe())
        return self.read()

    def run(self, job: Job) -> Result:
        self.send(job)
        while not isinstance(message := self.read(), Result):
            assert message.id == job.id
        return message

    def end(self) -> int:
        self.process.stdin.close()
        status = self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()
        return status


@pytest.fixture(scope="session")
def runner_python(cache_root: Path) -> Path:
    """The interpreter of the runner's own environment, which turnkey makes."""
    from turnkeyml.launchers.venvs import ensure_environment

    previous = os.environ.get("TURNKEY_CACHE_ROOT")
    os.environ["TURNKEY_CACHE_ROOT"] = str(cache_root)
    try:
        return ensure_environment(find_device("x86"))
    finally:
        if previous is None:
            del os.environ["TURNKEY_CACHE_ROOT"]
        else:
            os.environ["TURNKEY_CACHE_ROOT"] = previous


@pytest.fixture(scope="session")
def shared_runner(runner_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunnerProcess]:
    """One warm runner for all tests that do not end it."""
    runner = RunnerProcess(runner_python, tmp_path_factory.mktemp("volume"))
    yield runner
    assert runner.end() == 0


@pytest.fixture
def own_runner(runner_python: Path, tmp_path: Path) -> Iterator[RunnerProcess]:
    """A runner of the test's own."""
    runner = RunnerProcess(runner_python, tmp_path)
    yield runner
    if runner.process.poll() is None:
        runner.process.kill()
        runner.process.wait()
    for stream in (runner.process.stdin, runner.process.stdout, runner.process.stderr):
        if not stream.closed:
            stream.close()


def write_artifact(
    volume: Path,
    model: onnx.ModelProto,
    inputs: list[np.ndarray],
    outputs: list[np.ndarray] | None,
    varied: list[np.ndarray] | None = None,
) -> dict[str, object]:
    """Write an artifact; return the fields of a job that name it."""
    name = uuid.uuid4().hex
    folder = volume / name
    folder.mkdir()
    onnx.save(model, folder / "model.onnx")
    np.savez(folder / "inputs.npz", **{str(i): array for i, array in enumerate(inputs)})
    if varied is not None:
        np.savez(folder / "varied.npz", **{str(i): array for i, array in enumerate(varied)})
    if outputs is not None:
        np.savez(folder / "outputs.npz", **{str(i): array for i, array in enumerate(outputs)})
    files = tuple(
        FileDigest(path=path.name, size_bytes=path.stat().st_size, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.iterdir())
    )
    return {
        "artifact": name,
        "files": files,
        "inputs": specs(model.graph.input, inputs),
        "outputs": specs(model.graph.output, outputs or []),
    }


def specs(values, arrays) -> tuple[TensorSpec, ...]:
    pairs = zip(values, arrays, strict=False)
    return tuple(TensorSpec(name=value.name, dtype=str(array.dtype), shape=array.shape) for value, array in pairs)


def make_job(fields: dict[str, object], runtime: str = "ort", **options: object) -> Job:
    """A job of the x86 runner."""
    defaults = {"id": uuid.uuid4().hex, "device": "x86", "precision": "fp32", "settings": QUICK, "timeout_s": 60.0}
    return Job(**defaults | {"runtime": runtime} | fields | options)


def affine_model(
    width: int = 64, seed: int = 0, rows: int = 3
) -> tuple[onnx.ModelProto, list[np.ndarray], list[np.ndarray]]:
    """x @ W + b, with inputs and the outputs that numpy computes."""
    generator = np.random.default_rng(seed)
    weight, bias = (generator.standard_normal(shape).astype(np.float32) for shape in ((width, width), (width,)))
    x = generator.standard_normal((rows, width)).astype(np.float32)
    helper = onnx.helper
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["xw"]), helper.make_node("Add", ["xw", "b"], ["y"])],
        "affine",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, x.shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, x.shape)],
        [onnx.numpy_helper.from_array(weight, "w"), onnx.numpy_helper.from_array(bias, "b")],
    )
    return finish(graph), [x], [x @ weight + bias]


def endless_model() -> tuple[onnx.ModelProto, list[np.ndarray], list[np.ndarray]]:
    """A loop that multiplies a matrix for longer than any test waits."""
    helper = onnx.helper
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("MatMul", ["m", "m"], ["m_next"])],
        "body",
        [
            helper.make_tensor_value_info("i", onnx.TensorProto.INT64, []),
            helper.make_tensor_value_info("go", onnx.TensorProto.BOOL, []),
            helper.make_tensor_value_info("m", onnx.TensorProto.FLOAT, [256, 256]),
        ],
        [
            helper.make_tensor_value_info("go_on", onnx.TensorProto.BOOL, []),
            helper.make_tensor_value_info("m_next", onnx.TensorProto.FLOAT, [256, 256]),
        ],
    )
    graph = helper.make_graph(
        [helper.make_node("Loop", ["count", "yes", "x"], ["y"], body=body)],
        "endless",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [256, 256])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [256, 256])],
        [
            onnx.numpy_helper.from_array(np.array(10**9, dtype=np.int64), "count"),
            onnx.numpy_helper.from_array(np.array(True), "yes"),
        ],
    )
    x = np.zeros((256, 256), np.float32)
    return finish(graph), [x], [x]


def finish(graph: onnx.GraphProto) -> onnx.ModelProto:
    """A model of an old enough IR for every engine."""
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)], ir_version=9)


def as_json(result: Result) -> str:
    """For the message of a failing assertion."""
    return json.dumps(codec.to_plain(result), indent=1)[:4000]
