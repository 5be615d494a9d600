"""Versions of the libraries that compute, and whether TF32 is disabled; both matter for comparisons."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import Any

from turnkey_nvidia.cuda import Device
from turnkey_nvidia.gpus import TF32_OVERRIDE

PRUNED = "PRUNED"
"""A file of this name in the package contains the only GPU that it has kernels for."""


def cuda_versions(device: Device) -> dict[str, str]:
    """Return CUDA's versions, and whether TF32 is disabled for all libraries."""
    return {**device.versions(), "tf32_override": os.environ.get(TF32_OVERRIDE, "")}


def onnxruntime_versions(onnxruntime: Any) -> dict[str, str]:
    """Return the CUDA that it was built with, the cuDNN that it has loaded, and whether kernels were removed.

    Unknown values are omitted.
    """
    built = str(getattr(onnxruntime, "cuda_version", "") or "")
    mark = Path(onnxruntime.__file__).with_name(PRUNED)
    pruned = mark.read_text(encoding="ascii").strip() if mark.exists() else ""
    found = {"onnxruntime_cuda": built, "cudnn": _cudnn(), "pruned": pruned}
    return {name: version for name, version in found.items() if version}


def _cudnn() -> str:
    try:
        read = ctypes.CDLL("libcudnn.so.9").cudnnGetVersion  # by its soname: the library that is loaded
    except (OSError, AttributeError):
        return ""
    read.restype = ctypes.c_size_t
    number = int(read())
    return f"{number // 10000}.{number % 10000 // 100}.{number % 100}"
