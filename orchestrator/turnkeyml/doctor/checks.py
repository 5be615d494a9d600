"""What this machine can run, and what is missing: each finding with its remedy."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from turnkey_runner.host.hardware import cpu_model
from turnkeyml.devices import all_devices
from turnkeyml.errors import EngineError
from turnkeyml.launchers import docker_engine
from turnkeyml.launchers.status import image_state, process_state
from turnkeyml.system import paths

_NEEDED = ("torch", "onnx", "onnxscript")
_FOR_MODELS = ("transformers", "timm", "torchvision", "diffusers", "torch_geometric")
_FREE_DISK_BYTES = 5e9
_SMI_TIMEOUT_S = 10.0


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    what: str
    finding: str
    ok: bool
    remedy: str = ""
    optional: bool = False


def run_checks() -> Iterator[Check]:
    """Look at Python, the libraries, the hardware, the engine and the runners; starts nothing."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Check(what="python", finding=python, ok=sys.version_info >= (3, 11), remedy="")
    yield Check(what="cpu", finding=f"{cpu_model()}, {len(os.sched_getaffinity(0))} usable", ok=True)
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    yield Check(what="memory", finding=f"{memory_bytes / 1e9:.1f} GB", ok=memory_bytes > 4e9, optional=True)
    yield _disk()
    yield from (_library(name, "pip install turnkeyml", optional=False) for name in _NEEDED)
    yield from (_library(name, "pip install '.[models]', in turnkey's checkout", optional=True) for name in _FOR_MODELS)
    yield from _bytecode()
    yield _engine()
    yield _cards()
    for device in all_devices().values():
        state = image_state(device)
        remedy = "" if state == "ready" else f"turnkey runners build {device.name}"
        yield Check(what=f"{device.name} image", finding=state, ok=state == "ready", remedy=remedy, optional=True)
        state = process_state(device)
        yield Check(what=f"{device.name} environment", finding=state, ok=True)


def _disk() -> Check:
    folder = paths.cache_root()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free_bytes = shutil.disk_usage(existing).free
    remedy = "" if free_bytes > _FREE_DISK_BYTES else "set TURNKEY_CACHE_ROOT to a larger disk"
    finding = f"{folder}, {free_bytes / 1e9:.1f} GB free"
    return Check(what="cache root", finding=finding, ok=not remedy, remedy=remedy, optional=True)


def _library(name: str, remedy: str, *, optional: bool) -> Check:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Check(what=name, finding="not installed", ok=False, remedy=remedy, optional=optional)
    return Check(what=name, finding=version, ok=True)


def _bytecode() -> Iterator[Check]:
    """Whether Python compiles torch's thousand modules anew at each start: uv leaves them as they are unless asked.

    Where `PYTHONDONTWRITEBYTECODE` is set, too, they stay so. Importing torch then takes twice as long.
    """
    torch = importlib.util.find_spec("torch")
    if torch is None or torch.origin is None:
        return
    compiled = os.path.exists(importlib.util.cache_from_source(torch.origin))
    yield Check(
        what="bytecode",
        finding="torch's modules are compiled" if compiled else "torch's modules are compiled anew at each start",
        ok=compiled,
        remedy="" if compiled else f"{sys.executable} -m compileall -q -j 0 {Path(torch.origin).parents[1]}",
        optional=True,
    )


def _cards() -> Check:
    """NVIDIA's driver and cards, as its own tool tells of them."""
    query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        listed = subprocess.run(query, capture_output=True, text=True, timeout=_SMI_TIMEOUT_S, check=True)
    except FileNotFoundError:
        problem = "no NVIDIA driver on this host: nvidia-smi is not there"
    except (OSError, subprocess.SubprocessError) as error:
        problem = f"no NVIDIA card answers: {error}"
    else:
        cards = [line.strip() for line in listed.stdout.splitlines() if line.strip()]
        if cards:
            return Check(what="nvidia cards", finding="; ".join(cards), ok=True)
        problem = "the NVIDIA driver finds no card"
    return Check(
        what="nvidia cards",
        finding=problem,
        ok=False,
        remedy="install NVIDIA's driver for --device nvidia",
        optional=True,
    )


def _engine() -> Check:
    try:
        with docker_engine.connect() as client:
            return Check(what="engine", finding=f"docker {client.version()['Version']}", ok=True)
    except EngineError as error:
        return Check(what="engine", finding=error.message, ok=False, remedy=error.remedy, optional=True)
