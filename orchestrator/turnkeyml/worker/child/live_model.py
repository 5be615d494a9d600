"""PyTorch as a runtime: measures the live model by the same method as an artifact."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from turnkey_runner.contract import Job, Progress, Result, RuntimeInfo
from turnkey_runner.harness.measure_job import Folders, measure_job
from turnkey_runner.harness.session import Bound, Runtime, Session
from turnkey_runner.stats.verdict_execution import MATMUL_PRECISION
from turnkeyml.analysis.output_structure import named_tensors
from turnkeyml.analysis.trace_calls import Call
from turnkeyml.export.npz import to_numpy
from turnkeyml.export.wrapper import eval_mode
from turnkeyml.worker.child.live_model_precisions import precisions_of

EAGER, COMPILED = "torch-eager", "torch-compiled"


def measure_call(job: Job, process: int, volume: Path, call: Call) -> Result:
    """Measure a model that a script has called; its artifact is verified, and provides the reference outputs."""
    runtimes = {
        name: Runtime(open_session=functools.partial(_open_session, call, compiled), engine="torch")
        for name, compiled in ((EAGER, False), (COMPILED, True))
    }
    return measure_job(
        job, process, Folders(volume=volume, scratch=Path(tempfile.gettempdir())), runtimes, _ignore_progress
    )


def _ignore_progress(progress: Progress) -> None:
    """For the orchestrator, a job in the worker has one stage."""


@contextmanager
def _open_session(call: Call, compiled: bool, job: Job, _: Path, __: Path | None) -> Iterator[Session]:
    """Set the threads, and compile. Compilation happens at the first call: its time counts as load time."""
    torch.set_num_threads(1 if job.settings.mode == "throughput" else job.threads or len(os.sched_getaffinity(0)))
    with eval_mode(call.module), torch.inference_mode():
        model = call.module
        if compiled:
            torch._dynamo.config.disable = False  # TORCH_COMPILE_DISABLE is set for the scripts
            model = torch.compile(call.module)  # type: ignore[assignment]
            _infer_once(call, job, model)
        yield Session(
            bind=lambda tensors: _bind(call, job, model, tensors),
            runtime_info=RuntimeInfo(
                engine="torch",
                engine_version=torch.__version__,
                provider="CPU",
                threads=None if job.settings.mode == "throughput" else torch.get_num_threads(),
                streams=None if job.settings.mode == "throughput" else 1,
                options={"compiled": str(compiled), MATMUL_PRECISION: torch.get_float32_matmul_precision()},
            ),
            precisions=functools.partial(precisions_of, functools.partial(_infer_once, call, job, call.module)),
        )


def _infer_once(call: Call, job: Job, model: torch.nn.Module) -> None:
    args, kwargs = _arguments(call, job, None)
    model(*args, **kwargs)


def _bind(call: Call, job: Job, model: torch.nn.Module, tensors: Sequence[np.ndarray]) -> Bound:
    args, kwargs = _arguments(call, job, tensors)

    def infer() -> object:
        return model(*args, **kwargs)

    def infer_in_any_thread() -> object:
        with torch.inference_mode():  # is thread-local
            return model(*args, **kwargs)

    def outputs() -> list[np.ndarray]:
        fresh_args, fresh_kwargs = _arguments(call, job, tensors)
        return [to_numpy(tensor) for _, tensor in named_tensors(model(*fresh_args, **fresh_kwargs))]

    return Bound(infer=infer_in_any_thread if job.settings.mode == "throughput" else infer, outputs=outputs)


def _arguments(call: Call, job: Job, tensors: Sequence[np.ndarray] | None) -> tuple[list[Any], dict[str, Any]]:
    """The call's arguments with copies of its tensors, since a model may write to them.

    `tensors` replace those that are inputs of the artifact; without them, the recorded ones are used.
    """
    replaced = {} if tensors is None else dict(zip((spec.name for spec in job.inputs), tensors, strict=True))
    values = []
    for name, recorded in zip(call.inputs.names, call.inputs.tensors, strict=True):
        if name in replaced:
            values.append(torch.from_numpy(replaced[name].copy()).view(recorded.dtype).reshape(recorded.shape))
        else:
            values.append(recorded.clone())
    return call.inputs.rebuild(values)
