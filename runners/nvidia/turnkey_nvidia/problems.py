"""Why a runtime cannot be used here though its engine can be imported: the GPU, or a library that does not fit."""

from __future__ import annotations

import importlib

from turnkey_nvidia import gpus
from turnkey_nvidia.gpus import Gpu
from turnkey_runner.contract import Kind
from turnkey_runner.harness.errors import JobError

ORT_TENSORRT_MAJOR = 10
"""Of the TensorRT whose libraries ONNX Runtime's provider is linked with."""
_RTX_REMEDY = "use --runtime ort-cuda, tensorrt or ort-tensorrt"
_BUILD_AGAIN = "build the runner again from its requirements.txt"


def find_rtx_problem() -> str:
    """That TensorRT for RTX runs on none of the GPUs here."""
    problem = gpus.find_problem()
    if problem:
        return problem
    unfit = [_unfit_for_rtx(gpu) for gpu in gpus.find_all()]
    return f"{unfit[0]}: {_RTX_REMEDY}" if all(unfit) else ""


def find_ort_rtx_problem() -> str:
    """The same of the plugin, and that ONNX Runtime, which is to load it, is not the one for GPUs."""
    return find_rtx_problem() or find_cuda_problem()


def find_cuda_problem() -> str:
    """No GPU, or an ONNX Runtime that has nothing but the CPU."""
    return gpus.find_problem() or _lacking("CUDAExecutionProvider")


def find_ort_tensorrt_problem() -> str:
    """The same, or a TensorRT that ONNX Runtime's provider cannot be loaded with."""
    problem = gpus.find_problem() or _lacking("TensorrtExecutionProvider")
    if problem:
        return problem
    version = str(importlib.import_module("tensorrt").__version__)
    if version.startswith(f"{ORT_TENSORRT_MAJOR}."):
        return ""
    return f"ONNX Runtime's provider is for TensorRT {ORT_TENSORRT_MAJOR}, here is {version}: use --runtime tensorrt"


def refuse_for_rtx(gpu: Gpu) -> None:
    """Raise `JobError` where TensorRT for RTX has no kernels for a job's GPU."""
    problem = _unfit_for_rtx(gpu)
    if problem:
        raise JobError(Kind.UNSUPPORTED, problem, _RTX_REMEDY)


def _unfit_for_rtx(gpu: Gpu) -> str:
    """Its libraries name what they support: 8.6, 8.9, and 12.0 or newer."""
    if gpu.capability in ((8, 6), (8, 9)) or gpu.capability >= (12, 0):
        return ""
    told = ".".join(map(str, gpu.capability))
    return f"TensorRT for RTX runs on compute capability 8.6, 8.9, or 12.0 and later; {gpu.name} has {told}"


def _lacking(provider: str) -> str:
    try:
        onnxruntime = importlib.import_module("onnxruntime")
    except ImportError as error:
        return f"onnxruntime cannot be imported: {error}: {_BUILD_AGAIN}"
    if provider in onnxruntime.get_available_providers():
        return ""
    return f"onnxruntime {onnxruntime.__version__} has no {provider}, onnxruntime-gpu has it: {_BUILD_AGAIN}"
