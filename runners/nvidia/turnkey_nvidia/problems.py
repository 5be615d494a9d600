"""Why a runtime cannot be used although its engine can be imported: the GPU, or an incompatible library."""

from __future__ import annotations

import importlib

from turnkey_nvidia import gpus
from turnkey_nvidia.gpus import Gpu
from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError

ORT_TENSORRT_MAJOR = 10
"""The major version of TensorRT that ONNX Runtime's provider is linked with."""
_RTX_REMEDY = "use --runtime ort-cuda, tensorrt or ort-tensorrt"
_BUILD_AGAIN = "build the runner again from its requirements.txt"


def find_rtx_problem() -> str:
    """Return a problem if TensorRT for RTX supports none of the GPUs here."""
    problem = gpus.find_problem()
    if problem:
        return problem
    unfit = [_unfit_for_rtx(gpu) for gpu in gpus.find_all()]
    return f"{unfit[0]}: {_RTX_REMEDY}" if all(unfit) else ""


def find_ort_rtx_problem() -> str:
    """Return the same problem, or that ONNX Runtime, which loads the plugin, is not the one for GPUs."""
    return find_rtx_problem() or find_cuda_problem()


def find_cuda_problem() -> str:
    """Return a problem if there is no GPU, or if ONNX Runtime supports the CPU only."""
    return gpus.find_problem() or _missing_provider("CUDAExecutionProvider")


def find_ort_tensorrt_problem() -> str:
    """Return the same problem, or that ONNX Runtime's provider cannot load this TensorRT."""
    problem = gpus.find_problem() or _missing_provider("TensorrtExecutionProvider")
    if problem:
        return problem
    version = str(importlib.import_module("tensorrt").__version__)
    if version.startswith(f"{ORT_TENSORRT_MAJOR}."):
        return ""
    return f"ONNX Runtime's provider is for TensorRT {ORT_TENSORRT_MAJOR}, this is {version}: use --runtime tensorrt"


def refuse_for_rtx(gpu: Gpu) -> None:
    """Raise `JobError` if TensorRT for RTX has no kernels for a job's GPU."""
    problem = _unfit_for_rtx(gpu)
    if problem:
        raise JobError(Kind.UNSUPPORTED, problem, _RTX_REMEDY)


def _unfit_for_rtx(gpu: Gpu) -> str:
    """Return why TensorRT for RTX does not support a GPU; its libraries support 8.6, 8.9, and 12.0 or later."""
    if gpu.capability in ((8, 6), (8, 9)) or gpu.capability >= (12, 0):
        return ""
    capability = ".".join(map(str, gpu.capability))
    return f"TensorRT for RTX runs on compute capability 8.6, 8.9, or 12.0 and later; {gpu.name} has {capability}"


def _missing_provider(provider: str) -> str:
    try:
        onnxruntime = importlib.import_module("onnxruntime")
    except ImportError as error:
        return f"onnxruntime cannot be imported: {error}: {_BUILD_AGAIN}"
    if provider in onnxruntime.get_available_providers():
        return ""
    return f"onnxruntime {onnxruntime.__version__} has no {provider}, onnxruntime-gpu has it: {_BUILD_AGAIN}"
