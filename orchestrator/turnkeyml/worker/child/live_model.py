"""PyTorch as a runtime: measures the live model by the same method as an artifact."""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from turnkey_runner.contract import Job, Progress, Result, RuntimeInfo
from turnkey_runner.harness.measure_job import Folders, measure_job
from turnkey_runner.harness.session import Bound, Runtime, Session
from turnkey_runner.stats.verdict_execution import MATMUL_PRECISION
from turnkeyml.analysis.computation import operators_of
from turnkeyml.analysis.output_structure import named_tensors
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export.gradients import copies, run_observed
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
    call.as_called.restore()
    modes = call.as_called.modes
    with modes.default_dtype_applied(), modes.autocast_applied(), eval_mode(call.module), _grad_mode(call):
        model = call.module
        _check_state(call, functools.partial(_infer_once, call, job, model))
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


def _grad_mode(call: Call) -> AbstractContextManager[Any]:
    """Inference mode, or gradients where the model computes some itself."""
    if call.computes_gradients is None:
        args, kwargs = call.inputs.rebuild(copies(call.inputs.tensors))
        _, call.computes_gradients = run_observed(lambda: call.module(*args, **kwargs), call.inputs.tensors)
    return torch.enable_grad() if call.computes_gradients else torch.inference_mode()


class UnsteadyModelError(Exception):
    """The model computes something else in each call."""


def _check_state(call: Call, infer: Callable[[], object]) -> None:
    """Raise `UnsteadyModelError` where the timed calls would not be of one computation: a list grows with each."""
    infer()
    if call.as_called.is_as_restored():
        return
    _reset(call)
    first, second = (operators_of(call.module, infer, with_values=False) for _ in range(2))
    if first != second:
        raise UnsteadyModelError(
            "the model keeps a state that changes what it computes, so that no two calls are equal"
        )
    _reset(call)


def _reset(call: Call) -> None:
    """Give a model that keeps a state that of its recorded call."""
    if not call.as_called.is_as_restored():
        call.as_called.restore()
        call.module.eval()


def _infer_once(call: Call, job: Job, model: torch.nn.Module) -> None:
    args, kwargs = _arguments(call, job, None)
    model(*args, **kwargs)


def _bind(call: Call, job: Job, model: torch.nn.Module, tensors: Sequence[np.ndarray]) -> Bound:
    args, kwargs = _arguments(call, job, tensors)

    def infer() -> object:
        return model(*args, **kwargs)

    def infer_in_any_thread() -> object:
        with _grad_mode(call), call.as_called.modes.autocast_applied():  # both are settings of the thread
            return model(*args, **kwargs)

    def outputs() -> list[np.ndarray]:
        if (
            not call.as_called.is_as_restored()
        ):  # a model that keeps a state: the references start from that of the call
            call.as_called.restore()
            call.module.eval()
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
            values.append(recorded.detach().clone())
        values[-1].requires_grad_(recorded.requires_grad)
    return call.inputs.rebuild(values)
