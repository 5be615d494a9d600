"""The table of this runner's runtimes, and its eye on the card."""

import functools
import sys

from turnkey_nvidia import (
    cards,
    onnxruntime_cuda,
    onnxruntime_tensorrt,
    onnxruntime_tensorrt_rtx,
    problems,
    tensorrt_engine,
)
from turnkey_nvidia.monitor import CardMonitor
from turnkey_nvidia.tensorrt_engine import TENSORRT, TENSORRT_RTX
from turnkey_runner.session import Runtime
from turnkey_runner.supervisor import main

_NO_TENSORRT = "build the runner with --with-tensorrt, or use --runtime tensorrt-rtx or ort-cuda"
RUNTIMES = {
    "tensorrt": Runtime(
        open_session=functools.partial(tensorrt_engine.open_session, TENSORRT),
        engine=TENSORRT,
        compiles_once=True,
        find_problem=cards.find_problem,
        remedy=_NO_TENSORRT,
    ),
    "tensorrt-rtx": Runtime(
        open_session=functools.partial(tensorrt_engine.open_session, TENSORRT_RTX),
        engine=TENSORRT_RTX,
        compiles_once=True,
        find_problem=problems.find_rtx_problem,
    ),
    "ort-cuda": Runtime(
        open_session=onnxruntime_cuda.open_session, engine="onnxruntime", find_problem=problems.find_cuda_problem
    ),
    "ort-tensorrt": Runtime(
        open_session=onnxruntime_tensorrt.open_session,
        engine=TENSORRT,
        compiles_once=True,
        find_problem=problems.find_ort_tensorrt_problem,
        remedy=_NO_TENSORRT,
    ),
    "ort-tensorrt-rtx": Runtime(
        open_session=onnxruntime_tensorrt_rtx.open_session,
        engine="onnxruntime_ep_nv_tensorrt_rtx",
        compiles_once=True,
        find_problem=problems.find_ort_rtx_problem,
    ),
}

if __name__ == "__main__":
    sys.exit(main("nvidia", RUNTIMES, CardMonitor()))
