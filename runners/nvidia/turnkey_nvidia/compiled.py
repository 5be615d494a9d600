"""What compiling yields: engines of one job, timings of tactics for all of them, and what both depend on."""

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
    """What an engine is for beside its job: the GPU's name, its driver, and the version of the library."""
    return _made_for(engine, gpus.find_gpu(job.gpu))


def timings_folder(compiled: Path, engine: str, gpu: Gpu, job: Job) -> Path:
    """Where timings of tactics lie: beside `compiled`, which is one job's. They hold for other models, too."""
    key = repr((engine, job.precision, *_made_for(engine, gpu)))
    folder = compiled.parent / f"timings-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    folder.mkdir(exist_ok=True)
    return folder


def _made_for(engine: str, gpu: Gpu) -> tuple[str, ...]:
    return gpu.name, gpu.driver, str(getattr(importlib.import_module(engine), "__version__", ""))


def keep(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, for later processes; where there is no room, they make it anew.

    It is written outside of its folder, in which nothing but what is whole counts.
    """
    unfinished = path.parent.with_name(_UNFINISHED)
    try:
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        print(f"{path.name} is not kept: {error}", file=sys.stderr, flush=True)
        unfinished.unlink(missing_ok=True)
