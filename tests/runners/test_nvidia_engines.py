"""What the nvidia runner says of engines that do not fit, refuse or fail, where there is no GPU."""

from ast import literal_eval
from pathlib import Path

import onnx
import pytest

from conftest import REPOSITORY
from onnx_factories import affine_model
from runners.fake_gpu import FAKE_NVML, run_python
from runners.fake_tensorrt import write_modules

UNFIT = "TensorRT for RTX runs on compute capability 8.6, 8.9, or 12.0 and later; A GPU has 9.0"
REFUSED = (
    "from turnkey_nvidia import gpus, problems\n"
    "from turnkey_runner.harness.errors import JobError\n"
    "try: problems.refuse_for_rtx(gpus.find_gpu({requested!r})); print('taken')\n"
    "except JobError as error: print(error.kind.value, error.message)\n"
)


def test_a_runtime_without_kernels_for_the_gpu_is_distinguished(tmp_path):
    """The others go on; with several GPUs it is each job's own GPU that decides."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    reported = "from turnkey_nvidia import gpus, problems\nprint([gpus.find_problem(), problems.find_rtx_problem()])"
    assert run_python(reported, tmp_path, "") == str(["", f"{UNFIT}: use --runtime ort-cuda, tensorrt or ort-tensorrt"])
    assert run_python(reported, tmp_path, "rtx") == str(["", ""])
    assert run_python(REFUSED.format(requested="0"), tmp_path, "rtx") == f"unsupported {UNFIT}"
    assert run_python(REFUSED.format(requested="1"), tmp_path, "rtx") == "taken"


ENGINES = """
import sys
from types import ModuleType as Module
ort, trt = Module("onnxruntime"), Module("tensorrt")
ort.__version__, trt.__version__ = "1.31.1", {tensorrt!r}
ort.get_available_providers = lambda: {providers!r}
sys.modules |= {{"onnxruntime": ort, "tensorrt": trt}}
from turnkey_nvidia.problems import {requested}
print({requested}())
"""


@pytest.mark.parametrize(
    ("requested", "providers", "tensorrt", "expected"),
    [
        ("find_cuda_problem", ["CUDAExecutionProvider"], "", ""),
        ("find_cuda_problem", ["CPUExecutionProvider"], "", "onnxruntime 1.31.1 has no CUDAExecutionProvider"),
        ("find_ort_tensorrt_problem", ["TensorrtExecutionProvider"], "10.16.1.11", ""),
        ("find_ort_tensorrt_problem", ["TensorrtExecutionProvider"], "11.4.0.106", "for TensorRT 10, this is 11.4.0"),
    ],
)
def test_an_onnxruntime_that_does_not_fit_is_a_problem(tmp_path, requested, providers, tensorrt, expected):
    """Without CUDA, or with another TensorRT than its provider needs: reported before any job, with the remedy."""
    (tmp_path / "pynvml.py").write_text(FAKE_NVML)
    program = ENGINES.format(requested=requested, providers=providers, tensorrt=tensorrt)
    found = run_python(program, tmp_path, "")
    assert expected in found
    assert bool(found) == bool(expected)


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
        "job = Job(threads=1, settings=Job(mode='latency'))\n"
        "provider = Provider(name='CPUExecutionProvider', add=lambda *_: None, options={}, device='cpu')\n"
        "try:\n"
        f"    with open_bound(job, pathlib.Path({str(tmp_path)!r}), provider, None): print('CPU')\n"
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
        "from turnkey_runner.harness.errors import JobError\n"
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
        ("CUDA error 803: system has unsupported display driver / cuda driver combination", "no_device"),
        ("CUDA failure 700: an illegal memory access was encountered", "RuntimeError"),
        ("This is an invalid model", "RuntimeError"),
    ],
)
def test_what_an_engine_says_of_the_gpu_is_distinguished_from_its_own_failures(words, kind):
    """The remedy of a GPU without memory is not --memory, and a lost GPU is a failure of the infrastructure."""
    program = (
        "from turnkey_nvidia.faults import GpuFaults\n"
        "from turnkey_runner.harness.errors import JobError\n"
        "try:\n"
        f"    with GpuFaults(): raise RuntimeError({words!r})\n"
        "except JobError as error: print(error.kind.value, '--memory' in error.remedy)\n"
        "except RuntimeError as error: print('RuntimeError', False)\n"
    )
    assert run_python(program, REPOSITORY, "") == f"{kind or 'out_of_memory'} False"


def test_errors_of_cuda_have_their_kind():
    """By the number of cudaError_t."""
    program = (
        "from turnkey_nvidia.faults import error_of, kind_of_code\n"
        "print(*(kind_of_code(n).value for n in (2, 719, 999, 1, 35, 46, 802, 803, 804)))\n"
        "print(error_of(kind_of_code(46), '').remedy)\n"
    )
    kinds, remedy = run_python(program, REPOSITORY, "").splitlines()
    assert kinds.split() == ["out_of_memory", *["device_lost"] * 2, "engine_error", *["no_device"] * 5]
    assert "driver" in remedy


LAYERS = """
import json
from turnkey_nvidia.tensorrt_inspector import count_types

def layer(kind, inputs, outputs=()):
    sides = {"Inputs": inputs, "Outputs": outputs}
    named = {"Name": "Float to Half"}
    tensors = {side: [named | {"FIELD": one} for one in found] for side, found in sides.items()}
    return {"Name": "NAME of Float", "LayerType": kind, **tensors}

reported = {"Layers": ["names alone", *LAYERS], "Bindings": ["Float"]}
print(json.dumps(count_types(json.dumps(reported))))
"""


@pytest.mark.parametrize("field", ["Format/Datatype", "Datatype"])
@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ("[layer('kgen', ['BFloat16'], ['BFloat16'])] * 3", '{"bf16": 3}'),
        ("[layer('CaskConvolution', ['Row major linear FP16 format'])]", '{"f16": 1}'),
        ("[layer('CaskConvolution', ['Thirty-two wide channel vectorized row major Int8 format'])]", '{"i8": 1}'),
        ("[layer('gemm', ['Float', 'Half'])]", '{"f32": 1}'),
        ("[layer('Gather', ['Int64', 'Bool'], ['Half'])]", '{"f16": 1}'),
        ("[layer('Slice', ['Int64'], ['Int64'])]", "{}"),
        ("[layer('Reformat', ['Float'], ['Half']), layer('gemm', ['Half'])]", '{"f16": 1}'),
    ],
)
def test_the_types_of_an_engine_are_those_of_its_tensors(layers, expected, field):
    """Of what a layer takes, or else gives; a type in a name is none. (Words as TensorRT's inspector has them.)"""
    program = LAYERS.replace("*LAYERS", f"*{layers}").replace("FIELD", field)
    assert run_python(program, REPOSITORY, "") == expected


@pytest.mark.parametrize(
    ("name", "taken", "expected"),
    [
        ("__myl_Move_myl0_0", "Float", "{}"),
        ("__myl_ReshTranReshMove_myl0_12", "Float", "{}"),
        ("__myl_MulMinMaxRounCastReshTran_myl0_3", "Float", "{}"),
        ("__myl_CastGath_myl0_0", "Int8", "{}"),
        ("__myl_AddReshTran_myl0_1", "Float", '{"f32": 1}'),
        ("__myl_MulMulMinMaxRounCastCastMulAddRelu_myl0_9", "Float", '{"f32": 1}'),
        ("__myl_CastMulAddMaxrSubExpSumDivMulIsna_myl0_4", "Int8", '{"f32": 1}'),
        ("__myl_CorrMulAddMulMinMaxRounCast_myl0_1", "Int8", '{"i8": 1}'),
        ("Move_myl0_0", "Float", '{"f32": 1}'),
    ],
)
def test_a_kernel_is_what_its_steps_are(name, taken, expected):
    """One that moves, casts or quantizes computes nothing, a softmax that takes int8 computes in floats.

    (Names as TensorRT for RTX gave them.)
    """
    program = LAYERS.replace("*LAYERS", f"layer('kgen', [{taken!r}], ['Float'])").replace("FIELD", "Datatype")
    assert run_python(program.replace("NAME of Float", name), REPOSITORY, "") == expected


ONNXRUNTIME = """
class SessionOptions:
    def add_session_config_entry(self, *_): pass
    def add_provider(self, name, options): print(name, options)
def preload_dlls(): pass
class InferenceSession:
    def __init__(self, *_, **__): raise RuntimeError("no further")
"""
OPENED = """
import contextlib, pathlib
from types import SimpleNamespace as Job
from turnkey_nvidia.onnxruntime_tensorrt import open_session
compiled = pathlib.Path({folder!r}, "compiled-1")
compiled.mkdir()
for precision in ("fp32", "fp16", "bf16", "int8"):
    job = Job(gpu="", precision=precision, threads=1, settings=Job(mode={mode!r}))
    with contextlib.suppress(RuntimeError), open_session(job, compiled.parent, compiled): pass
"""


@pytest.mark.parametrize("mode", ["latency", "throughput"])
def test_what_tensorrt_in_onnxruntime_is_reported(tmp_path, mode):
    """Never to choose types: the network is strongly typed. Timings outlive the job, and requests at once no stream."""
    write_modules(tmp_path)
    (tmp_path / "onnxruntime.py").write_text(ONNXRUNTIME)
    reported = run_python(OPENED.format(folder=str(tmp_path), mode=mode), tmp_path, "").splitlines()
    options = [literal_eval(one.partition(" ")[2]) for one in reported if one.startswith("Tensorrt")]
    assert len(options) == 4
    for name in ("trt_fp16_enable", "trt_bf16_enable", "trt_int8_enable"):
        assert {one[name] for one in options} == {"0"}
    timings = {one["trt_timing_cache_path"] for one in options}
    assert len(timings) == 4
    assert {str(Path(one).parent) for one in timings} == {str(tmp_path)}
    assert {one["trt_engine_cache_path"] for one in options} == {str(tmp_path / "compiled-1")}
    assert {one.get("user_compute_stream") for one in options} == {"5" if mode == "latency" else None}


BOUND = """
from types import SimpleNamespace as Fake
import numpy
from turnkey_nvidia.onnxruntime_bound import _device_infer
from turnkey_runner.contract import TensorSpec

class Device:
    def hold(self, tensor): return Fake(device=tensor.ctypes.data)
    def copy_in(self, buffer, stream): print("copy", end=" ")
    def synchronize(self, stream): print("wait", end=" ")
    def make_timer(self, stream): return lambda enqueue: 1

binding = Fake(bind_input=lambda *_: print("bind", end=" "), bind_output=lambda *_: None)
session = Fake(io_binding=lambda: binding, get_outputs=lambda: [], run_with_iobinding=print)
job = Fake(inputs=tuple(TensorSpec(name=name, dtype="float32", shape=(1,)) for name in "ab"))
_device_infer(job, session, [numpy.zeros(1, numpy.float32)] * 2, "cuda", Device(), 5)
"""


def test_inputs_are_on_the_gpu_before_they_are_bound():
    """An input that a node on the CPU takes is copied back as it is bound, and would be what the memory held before."""
    assert run_python(BOUND, REPOSITORY, "") == "copy copy wait bind bind"
