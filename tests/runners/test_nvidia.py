"""The nvidia runner where there is no card: its job path on the CPU's provider, what it says without a driver."""

import importlib
import json
import os
import struct
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
from turnkeyml.dispatch.occupancy import card_of

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
    return int(uuid[-1])
def nvmlDeviceGetDeviceHandleFromMigDeviceHandle(handle): return 1
def nvmlDeviceGetMaxMigDeviceCount(handle): return 7
def nvmlDeviceGetMigDeviceHandleByIndex(handle, index):
    if STATE != "slices" or (handle, index) != (1, 2): raise NVMLError("Not Found")
    return 7
def nvmlDeviceGetIndex(handle): return handle
def nvmlDeviceGetUUID(handle): return f"GPU-{handle}"
def nvmlDeviceGetName(handle): return "A card"
def nvmlDeviceGetCudaComputeCapability(handle): return (8, 9) if STATE == "rtx" and handle == 1 else (9, 0)
def nvmlDeviceGetTemperature(handle, sensor):
    if STATE == "lost": raise NVMLError("GPU is lost")
    return 40
def nvmlDeviceGetMemoryInfo(handle):
    if STATE == "slices" and handle == 1: raise NVMLError("Insufficient Permissions")
    class Memory: total = 2**30
    return Memory
def nvmlDeviceGetClockInfo(handle, clock): return 1500
def nvmlDeviceGetDefaultApplicationsClock(handle, clock): return 10**4000 if STATE == "long" else 1500
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


UNFIT = "TensorRT for RTX runs on compute capability 8.6, 8.9, or 12.0 and later; A card has 9.0"
REFUSED = (
    "from turnkey_nvidia import cards, problems\n"
    "from turnkey_runner.errors import JobError\n"
    "try: problems.refuse_for_rtx(cards.find_card({asked!r})); print('taken')\n"
    "except JobError as error: print(error.kind.value, error.message)\n"
)


def test_a_runtime_without_kernels_for_the_card_is_told_apart(tmp_path):
    """The others go on; with several cards it is each job's own card that decides."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    told = "from turnkey_nvidia import cards, problems\nprint([cards.find_problem(), problems.find_rtx_problem()])"
    assert run_python(told, tmp_path, "") == str(["", f"{UNFIT}: use --runtime ort-cuda, tensorrt or ort-tensorrt"])
    assert run_python(told, tmp_path, "rtx") == str(["", ""])
    assert run_python(REFUSED.format(asked="0"), tmp_path, "rtx") == f"unsupported {UNFIT}"
    assert run_python(REFUSED.format(asked="1"), tmp_path, "rtx") == "taken"


ENGINES = """
import sys
from types import ModuleType as Module
ort, trt = Module("onnxruntime"), Module("tensorrt")
ort.__version__, trt.__version__ = "1.31.1", {tensorrt!r}
ort.get_available_providers = lambda: {providers!r}
sys.modules |= {{"onnxruntime": ort, "tensorrt": trt}}
from turnkey_nvidia.problems import {asked}
print({asked}())
"""


@pytest.mark.parametrize(
    ("asked", "providers", "tensorrt", "expected"),
    [
        ("find_cuda_problem", ["CUDAExecutionProvider"], "", ""),
        ("find_cuda_problem", ["CPUExecutionProvider"], "", "onnxruntime 1.31.1 has no CUDAExecutionProvider"),
        ("find_ort_tensorrt_problem", ["TensorrtExecutionProvider"], "10.16.1.11", ""),
        ("find_ort_tensorrt_problem", ["TensorrtExecutionProvider"], "11.4.0.106", "for TensorRT 10, here is 11.4.0"),
    ],
)
def test_an_onnxruntime_that_does_not_fit_is_a_problem(tmp_path, asked, providers, tensorrt, expected):
    """One without CUDA, or a TensorRT that its provider is not linked with: told before any job, with what to do."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = ENGINES.format(asked=asked, providers=providers, tensorrt=tensorrt)
    found = run_python(program, tmp_path, "")
    assert expected in found
    assert bool(found) == bool(expected)


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


def test_a_slice_is_asked_for_its_own_memory(tmp_path):
    """The whole card, once it is in slices, tells of it to nobody but root."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "from turnkey_nvidia.cards import describe, find_failure\n"
        "class Job: gpu = 'MIG-7'\n"
        "print(find_failure(Job), describe()['gpu'])\n"
    )
    assert run_python(program, tmp_path, "slices") == "None A card (1 GiB), A card (1 GiB)"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("", "GPU-a"), ("1", "GPU-b"), ("GPU-b", "GPU-b"), ("MIG-2", "GPU-b"), ("MIG-9", "MIG-9"), ("7", "7")],
)
def test_all_slices_of_a_card_share_its_lock(tmp_path, monkeypatch, asked, expected):
    """What is measured on one of them is heard on the others."""
    listing = (
        "GPU 0: NVIDIA H100 (UUID: GPU-a)\nGPU 1: NVIDIA H100 (UUID: GPU-b)\n"
        "  MIG 1g.10gb     Device  0: (UUID: MIG-1)\n  MIG 1g.10gb     Device  1: (UUID: MIG-2)\n"
    )
    (tmp_path / "nvidia-smi").write_text(f"#!/bin/sh\ncat <<'END'\n{listing}END\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert card_of(asked) == expected


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


def test_a_long_window_is_sampled_to_its_end(tmp_path):
    """More than a pipe holds (64 KiB, 18 s of a card): the samples here are as long as minutes of them."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import time\n"
        "from turnkey_nvidia.telemetry import watch\n"
        "with watch('GPU-1') as observe:\n"
        "    time.sleep(2.5)\n"
        "    start = time.perf_counter_ns()\n"
        "    time.sleep(0.5)\n"
        "    print(observe(start, 500_000_000).samples)\n"
    )
    assert int(run_python(program, tmp_path, "long")) >= 3


def test_tf32_is_forbidden_to_every_library_unless_it_is_asked_for(tmp_path):
    """In the job's own process, before CUDA is loaded; whatever the runner's environment says."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = (
        "import os\n"
        "from types import SimpleNamespace as Job\n"
        "from turnkey_nvidia.cards import select\n"
        "for precision in ('fp32', 'tf32', 'fp16'):\n"
        "    select(Job(gpu='', precision=precision))\n"
        "    print(os.environ.get('NVIDIA_TF32_OVERRIDE'), end=' ')\n"
    )
    assert run_python(program, tmp_path, "") == "0 None 0"


def test_a_provider_that_fails_is_not_replaced_by_the_cpu(tmp_path):
    """ONNX Runtime's Python would try again without it, and measure something else."""
    model, _, _ = affine_model()
    onnx.save(model, tmp_path / "model.onnx")
    program = (
        "import contextlib, pathlib, onnxruntime\n"
        "from types import SimpleNamespace as Job\n"
        "from turnkey_nvidia.onnxruntime_session import Provider, open_bound\n"
        "class Session(onnxruntime.InferenceSession):\n"
        "    def _create_inference_session(self, *given):\n"
        "        self._create_inference_session = super()._create_inference_session\n"
        "        raise RuntimeError('no such library')\n"
        "onnxruntime.InferenceSession = Session\n"
        "provider = Provider(name='CPUExecutionProvider', add=lambda *_: None, options={}, device='cpu')\n"
        "try:\n"
        f"    with open_bound(Job(threads=1), pathlib.Path({str(tmp_path)!r}), provider, None): print('CPU')\n"
        "except RuntimeError as error: print(error)\n"
    )
    assert run_python(program, tmp_path, "") == "no such library"


def test_the_plugin_is_registered_once_the_libraries_of_cuda_are_loaded(tmp_path):
    """It is linked with them, and says no more than that it cannot be loaded."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    (tmp_path / "onnxruntime_ep_nv_tensorrt_rtx.py").write_text(
        "get_ep_name, get_library_path = lambda: 'rtx', lambda: 'rtx.so'\n"
    )
    (tmp_path / "onnxruntime.py").write_text(
        "def preload_dlls(): print('loaded', end=' ')\n"
        "def register_execution_provider_library(*_): print('registered', end=' ')\n"
        "def get_ep_devices(): return []\n"
    )
    program = (
        "from types import SimpleNamespace as Job\n"
        "from turnkey_nvidia.onnxruntime_tensorrt_rtx import open_session\n"
        "from turnkey_runner.errors import JobError\n"
        "try:\n"
        "    with open_session(Job(gpu='1', precision='fp32'), None, None): pass\n"
        "except JobError as error: print(error.kind.value)\n"
    )
    assert run_python(program, tmp_path, "rtx") == "loaded registered unsupported"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("CUDA failure 2: out of memory ; GPU=0", "out_of_memory"),
        ("BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 274877906944", None),
        ("CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED", "out_of_memory"),
        ("CUDA failure 719: unspecified launch failure ; GPU=0", "device_lost"),
        ("CUDA error 214: uncorrectable ECC error encountered", "device_lost"),
        ("CUDA failure 700: an illegal memory access was encountered", "RuntimeError"),
        ("This is an invalid model", "RuntimeError"),
    ],
)
def test_what_an_engine_says_of_the_card_is_told_from_its_own_failures(words, kind):
    """The remedy of a card without memory is not --memory, and a lost card is a failure of the infrastructure."""
    program = (
        "from turnkey_nvidia.faults import CardFaults\n"
        "from turnkey_runner.errors import JobError\n"
        "try:\n"
        f"    with CardFaults(): raise RuntimeError({words!r})\n"
        "except JobError as error: print(error.kind.value, '--memory' in error.remedy)\n"
        "except RuntimeError as error: print('RuntimeError', False)\n"
    )
    assert run_python(program, REPOSITORY, "") == f"{kind or 'out_of_memory'} False"


def test_errors_of_cuda_have_their_kind():
    """By the number of cudaError_t."""
    program = (
        "from turnkey_nvidia.faults import kind_of_code\nprint(*(kind_of_code(n).value for n in (2, 719, 999, 1)))"
    )
    assert run_python(program, REPOSITORY, "") == "out_of_memory device_lost device_lost engine_error"


NETWORK = """
from types import SimpleNamespace as Fake
import numpy
from turnkey_nvidia.tensorrt_network import _words_of, refuse_what_differs
from turnkey_runner.contract import TensorSpec
from turnkey_runner.errors import JobError
trt = Fake(DataType=Fake(BF16="bf16"), nptype=lambda dtype: {"float": numpy.float32, "int64": numpy.int64}[dtype])

def say(dtype, asked, is_shape=False):
    tensor = Fake(name="x", dtype=dtype, is_shape_tensor=is_shape)
    network = Fake(num_inputs=1, num_outputs=0, get_input=lambda _: tensor)
    job = Fake(inputs=(TensorSpec(name="x", dtype=asked, shape=(2,)),), outputs=())
    try: print(refuse_what_differs(trt, network, job))
    except JobError as error: print(f"{error.kind.value}: {error}; {error.remedy}")
"""


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("say('float', 'float32')", "None"),
        ("say('bf16', 'bfloat16')", "None"),
        ("say('float', 'float64')", "unsupported: TensorRT computes x in float32, the model has float64"),
        ("say('int64', 'int64', True)", "unsupported: the values of the input x are shapes, which TensorRT wants"),
        (
            "print(_words_of('n', 'failed: a && b(c): NonZero plugin creator version 1 was not found in a registry.'))",
            "n: NonZero needs a plugin that this TensorRT does not have",
        ),
    ],
)
def test_what_tensorrt_would_do_otherwise_is_refused_in_one_line(told, expected):
    """Nothing is cast silently. (A stand-in for TensorRT, whose own classes these are not.)"""
    found = run_python(NETWORK + told, REPOSITORY, "")
    assert found.startswith(expected)
    assert found.endswith("use --runtime ort-cuda") == found.startswith("unsupported")


@pytest.mark.parametrize(
    ("ours", "bare", "expected"),
    [
        ([(1.02, 0.505)] * 4, (1.0, 0.5), []),
        ([(1.04, 0.50)] * 4, (1.0, 0.5), ["whole/bare is 1.040, allowed are 3%"]),
        ([(1.00, 0.48)] * 4, (1.0, 0.5), ["device/bare is 0.960, allowed are 2%"]),
        ([(1.02, 0.50), (0.98, 0.50)] * 2, (1.0, 0.5), ["A/A whole is 1.041, allowed are 2%"]),
    ],
)
def test_a_ratio_beyond_its_limit_is_a_criterion_missed(monkeypatch, ours, bare, expected):
    """`make gpu-check` fails with it."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    agreement = importlib.import_module("gpu_agreement")
    assert agreement.missed(agreement.ratios_of([(one, bare) for one in ours])) == expected


def test_pieces_that_are_not_measured_are_missed_too(monkeypatch):
    """A page of half of the builds is none that passes; one of all of them is."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    check = importlib.import_module("gpu_check")
    whole = {part: dict.fromkeys(check.MODELS) for part in check.PARTS} | {"missed": {}}
    assert check.all_missed(whole) == []
    assert check.all_missed(whole | {"agreement": {}}) == ["8 of 8 builds lack agreement"]
    assert check.all_missed(whole | {"missed": {"linear": ["device/bare is 2"]}}) == ["linear: device/bare is 2"]


def test_what_failed_is_measured_again_and_a_ratio_is_not(monkeypatch):
    """A second try until it fits would be no measurement."""
    monkeypatch.syspath_prepend(REPOSITORY / "benchmarks")
    check = importlib.import_module("gpu_check")
    kept = {"runtimes": {"a": ["row"], "b": ["row"]}, "agreement": {"a": "it failed", "b": {"device/bare": 2.0}}}
    kept |= {"missed": {"a runtimes": ["no"], "b runtimes": [], "b agreement": ["device/bare is 2"]}}
    known = {name: [check.is_known(kept, part, name) for part in check.PARTS] for name in "abc"}
    assert known == {"a": [False, False], "b": [True, True], "c": [False, False]}


def test_pruning_leaves_the_kernels_of_one_card(tmp_path):
    """Where each was; a fatbin that holds nothing for the card stays whole, and the package is marked."""

    def fatbin(*kernels):
        entries = [struct.pack("<HHIQ12xI", 2, 1, 32, len(code), sm) + code for sm, code in kernels]
        body = b"".join(entries)
        return struct.pack("<IHHQ", 0xBA55ED50, 1, 16, len(body)) + body

    library = tmp_path / "capi" / "libonnxruntime_providers_cuda.so"
    library.parent.mkdir()
    other = fatbin((80, b"80808080"))
    library.write_bytes(b"head" + fatbin((80, b"80808080"), (90, b"90909090")) + other + b"tail")
    script = REPOSITORY / "scripts" / "prune_onnxruntime_gpu.py"
    subprocess.run([sys.executable, script, tmp_path, "90"], check=True, capture_output=True)
    assert library.read_bytes() == b"head" + fatbin((80, bytes(8)), (90, b"90909090")) + other + b"tail"
    assert (tmp_path / "PRUNED").read_text() == "sm_90\n"


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
