"""The nvidia runner where there is no card: its job path on the CPU's provider, what it says without a driver."""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import onnx
import pytest

from runners.conftest import (
    QUICK,
    REPOSITORY,
    RunnerProcess,
    affine_model,
    as_json,
    finish,
    make_job,
    write_artifact,
)
from turnkey_runner.contract import Kind, Stage, Status

CPU_RUNNER = """
import contextlib, sys, time
import numpy as np
from turnkey_nvidia.cuda import Buffer
from turnkey_nvidia.onnxruntime_session import Provider, open_bound
from turnkey_runner.session import Runtime
from turnkey_runner.supervisor import main

NAME = "CPUExecutionProvider"
PROVIDER = Provider(name=NAME, add=lambda settings, options: settings.add_provider(NAME, {}), options={}, device="cpu")

class HostDevice:
    "A card whose memory is the host's."
    held = []
    def make_stream(self): return 1
    def make_timer(self, stream): return self.time
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

runtime = Runtime(open_session=open_session, engine="onnxruntime", compiles_once=True)
sys.exit(main("nvidia", {"ort-cuda": runtime}))
"""


@pytest.fixture
def cpu_runner(runner_python, tmp_path):
    """The nvidia runner's own code, with the CPU provider in the place of the card's."""
    (tmp_path / "volume").mkdir()
    runner = RunnerProcess(runner_python, tmp_path / "volume", ["-c", CPU_RUNNER], scratch=tmp_path)
    yield runner
    assert runner.end() == 0


def test_the_job_path_of_a_card_measures_and_matches(cpu_runner):
    """From host memory to host memory; every node where it was asked for."""
    job = make_job(write_artifact(cpu_runner.volume, *affine_model()), "ort-cuda", device="nvidia")
    result = cpu_runner.run(job)
    assert result.failure is None, as_json(result)
    assert (result.load, result.benchmark, result.parity) == (Status.SUCCESSFUL,) * 3
    assert result.executed.providers.keys() == {"CPUExecutionProvider"}
    assert result.executed.fallback == {}


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
    """Their way to the card is in the time: what the memory holds when an inference begins is what it computes with."""
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


def test_without_a_driver_every_runtime_says_so_and_a_job_ends_in_one_line(runner_python, tmp_path):
    """Never a traceback: the runner starts, describes itself, and answers."""
    stub = tmp_path / "pynvml.py"
    stub.write_text(
        "class NVMLError(Exception): pass\ndef nvmlInit(): raise NVMLError('NVML Shared Library Not Found')\n"
    )
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


FAKE_NVML = """
import os
class NVMLError(Exception): pass
NVML_TEMPERATURE_GPU = NVML_CLOCK_SM = NVML_CLOCK_MEM = 0
STATE = os.environ.get("FAKE_NVML", "")
def nvmlInit(): pass
def nvmlShutdown(): pass
def nvmlSystemGetCudaDriverVersion(): return 12020 if STATE == "old" else 13010
def nvmlSystemGetDriverVersion(): return "535.54" if STATE == "old" else "590.10"
def nvmlDeviceGetCount(): return 0 if STATE == "none" else 2
def nvmlDeviceGetHandleByIndex(index): return index
def nvmlDeviceGetHandleByUUID(uuid):
    if uuid not in ("GPU-0", "GPU-1", "MIG-7"): raise NVMLError("Not Found")
    return 1 if uuid == "MIG-7" else int(uuid[-1])
def nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle): return handle
def nvmlDeviceGetIndex(handle): return handle
def nvmlDeviceGetUUID(handle): return f"GPU-{handle}"
def nvmlDeviceGetName(handle): return "A card"
def nvmlDeviceGetTemperature(handle, sensor):
    if STATE == "lost": raise NVMLError("GPU is lost")
    return 40
def nvmlDeviceGetMemoryInfo(handle):
    class Memory: total = 2**30
    return Memory
def nvmlDeviceGetClockInfo(handle, clock): return 1500
def nvmlDeviceGetCudaComputeCapability(handle): return tuple(map(int, STATE.split("."))) if "." in STATE else (12, 0)
"""


@pytest.mark.parametrize(
    ("state", "asked", "expected"),
    [
        ("", "", "GPU-0"),
        ("", "1", "GPU-1"),
        ("", "GPU-1", "GPU-1"),
        ("", "MIG-7", "MIG-7"),
        ("", "5", "there is no card 5: this host has 2"),
        ("", "GPU-9", "there is no card GPU-9: Not Found"),
        ("none", "", "the NVIDIA driver finds no card"),
        ("old", "", "the driver 535.54 is for CUDA 12; this runner needs CUDA 13"),
    ],
)
def test_cards_are_found_by_index_uuid_and_slice(tmp_path, state, asked, expected):
    """Or the one line says why not. (A stand-in for NVIDIA's library: this machine has none.)"""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import NoCardError, find_card\n"
        f"try: print(find_card({asked!r}).uuid)\n"
        "except NoCardError as error: print(error)\n"
    )
    assert run_python(program, tmp_path, state) == expected


@pytest.mark.parametrize(("capability", "fits"), [("8.6", True), ("8.9", True), ("9.0", False), ("12.0", True)])
def test_tensorrt_for_rtx_says_which_cards_it_is_not_for(tmp_path, capability, fits):
    """Its libraries refuse a Hopper only when an engine is built, in their own words."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = "from turnkey_nvidia.cards import find_problem_of_rtx\nprint(find_problem_of_rtx())\n"
    told = run_python(program, tmp_path, capability)
    assert told == (
        "" if fits else "TensorRT for RTX does not support A card (compute capability 9.0); use ort-cuda or tensorrt"
    )


def test_a_long_measurement_is_sampled_to_its_end(tmp_path):
    """More than a pipe holds: a build of minutes before the loop costs no sample of the loop."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import time\n"
        "from turnkey_nvidia import telemetry\n"
        "with telemetry.watch('GPU-1') as observe:\n"
        "    time.sleep(8)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(1)\n"
        "    print(observe(start, 10**9).samples > 100)\n"
    )
    often = FAKE_NVML + "import turnkey_nvidia.telemetry, sys\nsys.modules['__main__'].PERIOD_S = 0.001\n"
    (tmp_path / "pynvml.py").write_text(often.replace("import turnkey_nvidia.telemetry, sys", "import sys"))
    assert run_python(program, tmp_path, "") == "True"


@pytest.mark.parametrize(("precision", "override"), [("fp32", "0"), ("fp16", "0"), ("tf32", None)])
def test_tf32_is_not_computed_in_unless_asked_for(tmp_path, precision, override):
    """NVIDIA's libraries would, and TensorRT's provider has no option for it."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import os\n"
        "from turnkey_nvidia.cards import select\n"
        f"class Job: gpu, precision = '', {precision!r}\n"
        "select(Job)\n"
        "print(os.environ.get('NVIDIA_TF32_OVERRIDE'))\n"
    )
    assert run_python(program, tmp_path, "") == str(override)


def test_a_lost_card_is_a_failure_of_the_infrastructure(tmp_path):
    """So that the runner is started again."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import find_failure\n"
        "class Job: gpu = ''\n"
        "failure = find_failure(Job)\n"
        "print(failure and failure.kind.value)\n"
    )
    assert run_python(program, tmp_path, "lost") == "device_lost"
    assert run_python(program, tmp_path, "") == "None"


def test_the_card_is_sampled_beside_and_a_window_is_told(tmp_path):
    """What this card does not tell is None; what it tells lies within the window."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import json, time\n"
        "from turnkey_nvidia.telemetry import watch\n"
        "from turnkey_runner.codec import to_plain\n"
        "with watch('GPU-1') as observe:\n"
        "    time.sleep(1.5)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(0.5)\n"
        "    seen = observe(start, 500_000_000)\n"
        "print(json.dumps(to_plain(seen)))\n"
    )
    seen = json.loads(run_python(program, tmp_path, ""))
    assert seen["samples"] >= 3
    assert (seen["sm_clock_mhz"], seen["power_w"], seen["temperature_c"]) == ([1500, 1500, 1500], None, 40)


def run_python(program, folder, state, given=b""):
    runners = REPOSITORY / "runners"
    environment = {
        "PYTHONPATH": f"{folder}:{runners / 'common'}:{runners / 'nvidia'}",
        "FAKE_NVML": state,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, input=given, check=True
    )
    return done.stdout.decode().strip()
