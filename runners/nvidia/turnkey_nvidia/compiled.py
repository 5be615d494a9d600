"""Files that compiling produces: the engines of one job, tactic timings for all jobs, and what both depend on."""

from __future__ import annotations

import hashlib
import importlib
import sys
from pathlib import Path

from turnkey_nvidia import gpus
from turnkey_nvidia.gpus import Gpu
from turnkey_runner.contract import Job

_UNFINISHED = "unfinished"


def compiled_for(engine: str, job: Job) -> tuple[str, ...]:
    """Return what an engine depends on besides its job: the GPU's name, its driver, and the library's version."""
    return _dependencies(engine, gpus.find_gpu(job.gpu))


def timings_folder(compiled: Path, engine: str, gpu: Gpu, job: Job) -> Path:
    """Return the folder of tactic timings; they hold for all models, and `compiled`, next to it, for one job."""
    key = repr((engine, job.precision, *_dependencies(engine, gpu)))
    folder = compiled.parent / f"timings-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    return folder


def _dependencies(engine: str, gpu: Gpu) -> tuple[str, ...]:
    return gpu.name, gpu.driver, str(getattr(importlib.import_module(engine), "__version__", ""))


def save(path: Path, content: bytes) -> None:
    """Write a file atomically, for later processes; without free space, they compile again.

    The temporary file is outside of the folder, which must hold complete files only.
    """
    unfinished = path.parent.with_name(_UNFINISHED)
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        print(f"{path.name} cannot be saved: {error}", file=sys.stderr, flush=True)
        unfinished.unlink(missing_ok=True)
