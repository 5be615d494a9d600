"""The versions of the libraries that compute, and what they were forbidden: a comparison must know both."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

from turnkey_nvidia.cuda import Device
from turnkey_nvidia.gpus import TF32_OVERRIDE

PRUNED = "PRUNED"
"""A file of this name in the package tells for which GPU alone it has kernels."""


def tell(device: Device) -> dict[str, str]:
    """CUDA's versions, and whether TF32 is forbidden to all libraries."""
    return {**device.versions(), "tf32_override": os.environ.get(TF32_OVERRIDE, "")}


def tell_of_onnxruntime(onnxruntime: Any) -> dict[str, str]:
    """The CUDA that it was built with, the cuDNN that it has loaded, and whether kernels were taken out of it.

    What cannot be found out is left out.
    """
    built = str(getattr(onnxruntime, "cuda_version", "") or "")
    mark = Path(onnxruntime.__file__).with_name(PRUNED)
    pruned = mark.read_text(encoding="ascii").strip() if mark.exists() else ""
    found = {"onnxruntime_cuda": built, "cudnn": _cudnn(), "pruned": pruned}
    return {name: version for name, version in found.items() if version}


def _cudnn() -> str:
    try:
        read = ctypes.CDLL("libcudnn.so.9").cudnnGetVersion  # by its name: the one that is loaded
    except (OSError, AttributeError):
        return ""
    read.restype = ctypes.c_size_t
    number = int(read())
    return f"{number // 10000}.{number % 10000 // 100}.{number % 100}"
