"""Stand-ins for CUDA's runtime and for TensorRT, whose engines return their input.

A folder with these modules on the path is a machine with a GPU whose memory is the host's.
"""

from pathlib import Path

from runners.fake_gpu import FAKE_NVML

FAKE_CUDA = """
import ctypes, os, time
from types import SimpleNamespace as Names
class Stream:
    def __int__(self): return 5
STREAM, HELD, RECORDED = Stream(), {}, []
recording = False
cudaStreamNonBlocking = 1
cudaMemcpyKind = Names(cudaMemcpyHostToDevice=1, cudaMemcpyDeviceToHost=2)
cudaStreamCaptureMode = Names(cudaStreamCaptureModeThreadLocal=1)
def do(work):
    RECORDED.append(work) if recording else work()
    return (0,)
def of_stream(stream): return (0,) if isinstance(stream, Stream) else (400,)
def cudaMalloc(size):
    memory = ctypes.create_string_buffer(size)
    HELD[ctypes.addressof(memory)] = memory
    return 0, ctypes.addressof(memory)
cudaMallocHost = cudaMalloc
def cudaFree(address): return (0,)
cudaFreeHost = cudaStreamDestroy = cudaEventDestroy = cudaGraphDestroy = cudaGraphExecDestroy = cudaFree
def cudaMemGetInfo(): return 0, 2**30, 2**31
def cudaStreamCreateWithFlags(flags): return 0, STREAM
def cudaMemcpyAsync(target, source, size, kind, stream):
    time.sleep(0.001 if "far" in os.environ.get("FAKE_CUDA", "") else 0)
    return do(lambda: ctypes.memmove(target, source, size))
def cudaStreamSynchronize(stream): return of_stream(stream)
def cudaEventCreate(): return 0, object()
def cudaEventRecord(event, stream): return of_stream(stream)
def cudaEventSynchronize(event): return (0,)
def cudaEventElapsedTime(begin, end): return 0, 0.5
def cudaGetLastError(): return (0,)
def cudaStreamBeginCapture(stream, mode):
    global recording
    recording = True
    RECORDED.clear()
    return (0,)
def cudaStreamEndCapture(stream):
    global recording
    recording = False
    return (901, None) if "uncapturable" in os.environ.get("FAKE_CUDA", "") else (0, list(RECORDED))
def cudaGraphInstantiate(graph, flags): return 0, graph
def cudaGraphLaunch(graph, stream):
    for work in graph: work()
    return (0,)
def cudaRuntimeGetVersion(): return 0, 13050
cudaDriverGetVersion = cudaRuntimeGetVersion
"""

FAKE_TENSORRT = """
import ctypes, json, os, time
from pathlib import Path
from types import SimpleNamespace as Names
import numpy
from cuda.bindings import runtime
__version__ = os.environ.get("FAKE_TENSORRT", "10.16.1.11")
class ILogger:
    Severity = Names(INTERNAL_ERROR=0, ERROR=1, WARNING=2)
NetworkDefinitionCreationFlag, MemoryPoolType = Names(STRONGLY_TYPED=1), Names(WORKSPACE=0)
ProfilingVerbosity, BuilderFlag = Names(DETAILED=2), Names(TF32=7)
LayerInformationFormat, TensorIOMode = Names(JSON=1), Names(INPUT=0, OUTPUT=1)
DataType = Names(BF16="bf16", FLOAT="float")
def nptype(dtype): return numpy.float32
def init_libnvinfer_plugins(log, namespace): OnnxParser.has_plugins = True
def say(**words):
    with Path(os.environ["TMPDIR"], "log").open("a") as log: log.write(json.dumps(words) + "\\n")
class Network:
    num_inputs = num_outputs = 1
    def get_input(self, index): return Names(name="x", dtype="float", shape=(2, 4), is_shape_tensor=False)
    def get_output(self, index): return Names(name="y", dtype="float", shape=(2, 4))
class Config:
    def set_memory_pool_limit(self, pool, size): pass
    def clear_flag(self, flag): pass
    set_flag = clear_flag
    def create_timing_cache(self, content): return Names(serialize=lambda: content + b"timed ")
    def set_timing_cache(self, cache, ignore_mismatch): self.cache = cache
    def get_timing_cache(self): return self.cache
class Builder:
    def __init__(self, log): pass
    def create_network(self, flags): return Network()
    def create_builder_config(self): return Config()
    def build_serialized_network(self, network, config):
        if hasattr(config, "cache"): say(built=config.cache.serialize().decode())
        return b"plan"
class OnnxParser:
    def __init__(self, network, log): pass
    def parse_from_file(self, path): return self.has_plugins
class Runtime:
    def __init__(self, log): pass
    def deserialize_cuda_engine(self, plan): return Engine()
class Engine:
    num_io_tensors = 2
    def get_tensor_name(self, index): return "xy"[index]
    def get_tensor_mode(self, name): return "xy".index(name)
    def get_tensor_dtype(self, name): return "float"
    def create_execution_context(self): return Context()
    def create_engine_inspector(self): return Inspector()
class Context:
    def __init__(self): self.shapes, self.addresses = {}, {}
    def set_input_shape(self, name, shape): self.shapes[name] = shape
    def get_tensor_shape(self, name): return self.shapes["x"]
    def set_tensor_address(self, name, address): self.addresses[name] = address
    def execute_async_v3(self, handle):
        assert type(handle) is int
        target, source = self.addresses["y"], self.addresses["x"]
        def work():
            time.sleep(0.002)
            ctypes.memmove(target, source, 32)
        return runtime.do(work) == (0,)
class Inspector:
    execution_context = None
    def get_engine_information(self, form):
        context = self.execution_context
        types = ["Float"] if context is not None and context.shapes else []
        return json.dumps({"Layers": [{"Name": "same", "Inputs": [{"Format/Datatype": one} for one in types]}]})
"""


FAKE_RTX = """
from tensorrt import *
from tensorrt import Context, Engine, __version__, say
class Cache:
    def __init__(self): self.content = b""
    def deserialize(self, content):
        self.content = b"" if content == b"strange" else bytes(content)
        return bool(self.content)
    def serialize(self): return self.content or b"compiled"
class RuntimeConfig:
    def create_runtime_cache(self): return Cache()
    def set_runtime_cache(self, cache): self.cache = cache
def make_context(self, config):
    say(kernels=config.cache.content.decode())
    return Context()
Engine.create_runtime_config = lambda self: RuntimeConfig()
Engine.create_execution_context = make_context
"""


def write_modules(folder: Path) -> None:
    """Put the stand-ins where a runner finds them."""
    (folder / "pynvml.py").write_text(FAKE_NVML)
    (folder / "tensorrt.py").write_text(FAKE_TENSORRT)
    (folder / "tensorrt_rtx_bindings.py").write_text(FAKE_RTX)
    (folder / "onnxruntime_ep_nv_tensorrt_rtx.py").touch()
    (folder / "cuda" / "bindings").mkdir(parents=True)
    for package in (folder / "cuda", folder / "cuda" / "bindings"):
        (package / "__init__.py").touch()
    (folder / "cuda" / "bindings" / "runtime.py").write_text(FAKE_CUDA)
