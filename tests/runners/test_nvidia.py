"""The nvidia runner where there is no GPU: its job path on the CPU's provider, what it says without a driver."""

from dataclasses import replace

import numpy as np
import onnx
import pytest

from conftest import REPOSITORY
from factories import QUICK
from onnx_factories import affine_model, finish, make_job, write_artifact
from runners.fake_gpu import FAKE_NVML, run_python
from runners.runner_process import RunnerProcess, as_json
from turnkey_runner.contract import Kind, Stage, Status

CPU_RUNNER = """
import contextlib, pathlib, sys, time
import numpy as np
from turnkey_nvidia.cuda import Buffer
from turnkey_nvidia.onnxruntime_session import Provider, open_bound
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.supervisor import main

NAME = "CPUExecutionProvider"
PROVIDER = Provider(name=NAME, add=lambda settings, options: settings.add_provider(NAME, {}), options={}, device="cpu")

class HostDevice:
    "A GPU whose memory is the host's."
    held = []
    streams = 0
    def make_stream(self):
        HostDevice.streams += 1
        return 1
    def make_timer(self, stream): return self.time
    def make_round_trip(self): return lambda: 5_000
    def time(self, enqueue):
        start = time.perf_counter_ns()
        enqueue()
        return time.perf_counter_ns() - start
    def hold(self, tensor):
        self.held.append(np.ascontiguousarray(tensor))
        return Buffer(device=self.held[-1].ctypes.data, host=self.held[-1])
    def copy_in(self, buffer, stream): pass
    def synchronize(self, stream): pass
    def versions(self): return {}
    def used_bytes(self): return 1

@contextlib.contextmanager
def open_session(job, folder, compiled):
    if compiled is not None:
        (compiled / "engine").write_bytes(b"made")
    with open_bound(job, folder, PROVIDER, HostDevice()) as session:
        yield session
    print("streams", HostDevice.streams, file=sys.stderr)

def physical_gpu(job):
    gpu = pathlib.Path(sys.argv[-1]) / "hardware" / "gpu"
    return gpu.read_text() if gpu.exists() else ""

runtime = Runtime(open_session=open_session, engine="onnxruntime", compiles_once=True, compiled_for=physical_gpu)
sys.exit(main("nvidia", {"ort-cuda": runtime}))
"""


@pytest.fixture
def cpu_runner(runner_python, tmp_path):
    """The nvidia runner's own code, with the CPU provider in the place of the GPU's."""
    (tmp_path / "volume").mkdir()
    (tmp_path / "hardware").mkdir()
    runner = RunnerProcess(
        runner_python, tmp_path / "volume", ["-c", CPU_RUNNER], scratch=tmp_path, path=(tmp_path / "hardware",)
    )
    yield runner
    assert runner.end() == 0


def test_the_job_path_of_a_gpu_measures_and_matches(cpu_runner):
    """From host memory to host memory; every node where it was asked for."""
    job = make_job(write_artifact(cpu_runner.volume, *affine_model()), "ort-cuda", device="nvidia")
    result = cpu_runner.run(job)
    assert result.failure is None, as_json(result)
    assert (result.load, result.benchmark, result.parity) == (Status.SUCCESSFUL,) * 3
    assert result.runtime_info.providers.keys() == {"CPUExecutionProvider"}
    assert result.runtime_info.fallback == {}


def test_bfloat16_goes_in_and_comes_out(cpu_runner):
    """As uint16, which is how numpy holds it; from host memory, and where the device's tensors lie."""
    helper, bfloat16 = onnx.helper, onnx.TensorProto.BFLOAT16
    x, y = (helper.make_tensor_value_info(name, bfloat16, (2, 4)) for name in "xy")
    model = finish(helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "same", [x], [y]))
    values = np.arange(0x3F80, 0x3F88, dtype=np.uint16).reshape(2, 4)
    fields = write_artifact(cpu_runner.volume, model, [values], [values])
    specs = {name: (replace(fields[name][0], dtype="bfloat16"),) for name in ("inputs", "outputs")}
    result = cpu_runner.run(make_job(fields | specs, "ort-cuda", device="nvidia", precision="bf16"))
    assert result.failure is None, as_json(result)
    assert result.parity == Status.SUCCESSFUL
    assert "latency_device" in {one.name for one in result.measurements}


def test_each_inference_takes_its_inputs_from_host_memory():
    """Their way to the GPU is in the time: what the memory holds when an inference begins is what it computes with."""
    model, (x,), _ = affine_model()
    program = (
        "import sys, numpy, onnxruntime\n"
        "from types import SimpleNamespace as Job\n"
        "from turnkey_nvidia.onnxruntime_bound import bind\n"
        "from turnkey_runner.contract import TensorSpec\n"
        "class Session(onnxruntime.InferenceSession):\n"
        "    def run_with_iobinding(self, *_): raise AssertionError('bound once')\n"
        "session = Session(sys.stdin.buffer.read(), providers=['CPUExecutionProvider'])\n"
        f"x = numpy.zeros({x.shape}, numpy.float32)\n"
        "job = Job(inputs=(TensorSpec(name='x', dtype='float32', shape=x.shape),))\n"
        "bound = bind(job, session, [x], 'cpu', None, 0)\n"
        "bound.infer(); before = bound.outputs()[0]\n"
        "x += 1\n"
        "bound.infer(); print((before != bound.outputs()[0]).all())\n"
    )
    assert run_python(program, REPOSITORY, "", given=model.SerializeToString()) == "True"


def test_what_the_first_process_compiles_is_loaded_by_the_others(cpu_runner):
    """One cold load, the rest warm; a second job of the same artifact is warm as a whole, another artifact is not."""
    settings = replace(QUICK, processes=3, max_processes=3)
    first = make_job(write_artifact(cpu_runner.volume, *affine_model()), "ort-cuda", device="nvidia", settings=settings)
    other = make_job(write_artifact(cpu_runner.volume, *affine_model(32)), "ort-cuda", device="nvidia")
    names = []
    for job in (first, replace(first, id="again"), other):
        result = cpu_runner.run(job)
        assert result.failure is None, as_json(result)
        names.append([m.name for m in result.measurements if m.name.startswith("load")])
    assert names == [["load", "load_warm", "load_warm"], ["load_warm"] * 3, ["load"]]


def test_what_was_compiled_for_another_gpu_is_not_loaded(cpu_runner):
    """The job is the same, and what it depends on is not: it is compiled anew."""
    job = make_job(write_artifact(cpu_runner.volume, *affine_model()), "ort-cuda", device="nvidia")
    names = []
    for number, gpu in enumerate(("A GPU", "A GPU", "B GPU")):
        (cpu_runner.volume.parent / "hardware" / "gpu").write_text(gpu)
        result = cpu_runner.run(replace(job, id=str(number)))
        names += [m.name for m in result.measurements if m.name.startswith("load")]
    assert names == ["load", "load_warm", "load"]


def test_requests_at_once_do_not_share_a_stream(cpu_runner):
    """In the mode throughput the session keeps its own; nothing is measured on the device either."""
    settings = replace(QUICK, mode="throughput")
    job = make_job(write_artifact(cpu_runner.volume, *affine_model()), "ort-cuda", device="nvidia", settings=settings)
    result = cpu_runner.run(job)
    assert result.failure is None, as_json(result)
    assert "streams 0" in result.log
    assert "streams 1" in cpu_runner.run(replace(job, id="again", settings=QUICK)).log


def test_without_a_driver_every_runtime_says_so_and_a_job_ends_in_one_line(runner_python, tmp_path):
    """Never a traceback: the runner starts, describes itself, and answers."""
    (tmp_path / "pynvml.py").write_text(f"{FAKE_NVML}\nnvmlInit = failing(12)\n")
    runner = RunnerProcess(runner_python, tmp_path, ["-m", "turnkey_nvidia"], scratch=tmp_path, path=(tmp_path,))
    description = runner.describe()
    assert "no NVIDIA driver on this host" in description.hardware["gpu"]
    assert all(runtime.problem for runtime in description.runtimes)
    fields = write_artifact(tmp_path, *affine_model())
    result = runner.run(make_job(fields, "ort-cuda", device="nvidia"))
    assert (result.failure.stage, result.failure.kind) == (Stage.LOAD, Kind.NO_DEVICE)
    assert result.failure.message.startswith("no NVIDIA driver on this host: ")
    assert "driver" in result.failure.remedy
    assert runner.end() == 0
