"""NVIDIA GPUs: their listing by nvidia-smi, and what their containers need."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from turnkeyml.launchers.accelerators import Units

_SMI = "nvidia-smi"
_SMI_TIMEOUT_S = 10.0
_TOOLKIT = ("nvidia-container-runtime-hook", "nvidia-container-cli", "nvidia-ctk")
"""Programs of the NVIDIA Container Toolkit."""
_REMEDY = "install NVIDIA's driver for --device nvidia"


class NvidiaAccelerator:
    """An NVIDIA GPU, or a slice of one (MIG)."""

    name = "nvidia"

    def find_units(self) -> Units:
        """Name and driver of each GPU."""
        query = [_SMI, "--query-gpu=name,driver_version", "--format=csv,noheader"]
        try:
            listed = subprocess.run(query, capture_output=True, text=True, timeout=_SMI_TIMEOUT_S, check=True)
        except FileNotFoundError:
            return Units(problem="no NVIDIA driver on this host: nvidia-smi not found", remedy=_REMEDY)
        except (OSError, subprocess.SubprocessError) as error:
            return Units(problem=f"nvidia-smi failed: {error}", remedy=_REMEDY)
        names = tuple(line.strip() for line in listed.stdout.splitlines() if line.strip())
        return Units(names=names) if names else Units(problem="the NVIDIA driver finds no GPU", remedy=_REMEDY)

    def default_unit(self) -> str:
        """The first GPU that CUDA_VISIBLE_DEVICES leaves to this process.

        So the GPU that a cluster's scheduler assigned is the one of the job, of the lock, and of the runner, with every
        launcher.
        """
        first = os.environ.get("CUDA_VISIBLE_DEVICES", "").partition(",")[0].strip()
        return first if re.fullmatch(r"\d+|(GPU|MIG)-.+", first) else ""

    def physical_unit(self, requested: str) -> str:
        """The UUID of the GPU with that index or UUID, or with the slice of that UUID.

        Slices share the GPU's power and clocks, so that only one measurement at a time runs on all of them. The
        requested name itself where it cannot be found: without `nvidia-smi`, or for a slice that it does not list.
        """
        gpu = ""
        for line in _listing(shutil.which(_SMI)).splitlines():  # a GPU's slices follow it
            found = re.match(r"(?:GPU (\d+)|\s+MIG).*\(UUID: ((?:GPU|MIG)-[^)]+)\)", line)
            if found is None:
                continue
            gpu = found[2] if found[1] else gpu
            if (requested or "0") in found.groups():
                return gpu
        return requested or "0"

    def container_options(self, engine: Mapping[str, Any]) -> dict[str, Any]:
        """A request for all GPUs, where the engine has NVIDIA's toolkit.

        Without the toolkit the engine would refuse the request. The runner starts all the same, and reports itself that
        there is no driver.
        """
        from docker.types import DeviceRequest

        has_toolkit = "nvidia" in (engine.get("Runtimes") or {}) or any(map(shutil.which, _TOOLKIT))
        return {"device_requests": [DeviceRequest(count=-1, capabilities=[["gpu"]])]} if has_toolkit else {}


@functools.cache
def _listing(path: str | None) -> str:
    """What `nvidia-smi -L` prints; empty where it fails.

    It takes 0.05 to 2 s, and wakes GPUs that another process may be measuring: hence once per process.
    """
    if path is None:
        return ""
    try:
        return subprocess.run([path, "-L"], capture_output=True, text=True, timeout=_SMI_TIMEOUT_S, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
