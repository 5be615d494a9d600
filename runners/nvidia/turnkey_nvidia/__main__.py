"""The table of this runner's runtimes, and its monitor of the GPU."""

import functools
import sys

from turnkey_nvidia import (
    gpus,
    onnxruntime_cuda,
    onnxruntime_tensorrt,
    onnxruntime_tensorrt_rtx,
    problems,
    tensorrt_engine,
)
from turnkey_nvidia.compiled import compiled_for
from turnkey_nvidia.monitor import GpuMonitor
from turnkey_nvidia.tensorrt_engine import TENSORRT, TENSORRT_RTX
from turnkey_runner.harness.session import Runtime
from turnkey_runner.harness.supervisor import main

PLUGIN = "onnxruntime_ep_nv_tensorrt_rtx"
_NO_TENSORRT = (
    "build the image with --with-tensorrt, or name an interpreter that has TensorRT (--launcher process, "
    "TURNKEY_RUNNER_PYTHON), or use --runtime tensorrt-rtx or ort-cuda"
)
# `apart`: TensorRT for RTX exports TensorRT's symbols, and its plugin loads it for the whole process.
RUNTIMES = {
    "tensorrt": Runtime(
        open_session=functools.partial(tensorrt_engine.open_session, TENSORRT),
        engine=TENSORRT,
        compiles_once=True,
        compiled_for=functools.partial(compiled_for, TENSORRT),
        find_problem=gpus.find_problem,
        remedy=_NO_TENSORRT,
    ),
    "tensorrt-rtx": Runtime(
        open_session=functools.partial(tensorrt_engine.open_session, TENSORRT_RTX),
        engine=TENSORRT_RTX,
        apart=True,
        compiles_once=True,
        compiled_for=functools.partial(compiled_for, TENSORRT_RTX),
        find_problem=problems.find_rtx_problem,
    ),
    "ort-cuda": Runtime(
        open_session=onnxruntime_cuda.open_session, engine="onnxruntime", find_problem=problems.find_cuda_problem
    ),
    "ort-tensorrt": Runtime(
        open_session=onnxruntime_tensorrt.open_session,
        engine=TENSORRT,
        compiles_once=True,
        compiled_for=functools.partial(compiled_for, TENSORRT),
        find_problem=problems.find_ort_tensorrt_problem,
        remedy=_NO_TENSORRT,
    ),
    "ort-tensorrt-rtx": Runtime(
        open_session=onnxruntime_tensorrt_rtx.open_session,
        engine=PLUGIN,
        apart=True,
        compiles_once=True,
        compiled_for=functools.partial(compiled_for, PLUGIN),
        find_problem=problems.find_ort_rtx_problem,
    ),
}

if __name__ == "__main__":
    sys.exit(main("nvidia", RUNTIMES, GpuMonitor()))
