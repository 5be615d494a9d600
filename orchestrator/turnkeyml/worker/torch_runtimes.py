"""PyTorch beside the runtimes: the live model, measured by the same method as any artifact."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch

from turnkey_runner.contract import Execution, Job, Progress, Result
from turnkey_runner.measurement import measure_job
from turnkey_runner.session import Runtime, Session
from turnkeyml.analysis.structure import named_tensors
from turnkeyml.analysis.tracing import Call
from turnkeyml.export.adaptor import inference_mode_of
from turnkeyml.export.tensors import to_numpy

EAGER, COMPILED = "torch-eager", "torch-compiled"


def measure_call(job: Job, process: int, volume: Path, call: Call) -> Result:
    """Measure a model that a script has called; the artifact's files are verified and give the reference outputs."""
    runtimes = {
        name: Runtime(open_session=functools.partial(_open_session, call, compiled), engine="torch")
        for name, compiled in ((EAGER, False), (COMPILED, True))
    }
    return measure_job(job, process, volume, runtimes, _ignore)


def _ignore(progress: Progress) -> None:
    """The stages of a job in the worker are one to the orchestrator."""


@contextmanager
def _open_session(call: Call, compiled: bool, job: Job, _: Path) -> Iterator[Session]:
    """Set the threads; compiling, which happens at the first call, counts as loading."""
    torch.set_num_threads(job.threads or len(os.sched_getaffinity(0)))
    args, kwargs = call.inputs.rebuild([tensor.clone() for tensor in call.inputs.tensors])
    with inference_mode_of(call.module), torch.inference_mode():
        model = call.module
        if compiled:
            torch._dynamo.config.disable = False  # the worker has it off for the scripts themselves
            model = torch.compile(call.module)  # type: ignore[assignment]
            model(*args, **kwargs)

        def outputs() -> list[np.ndarray]:
            fresh_args, fresh_kwargs = call.inputs.rebuild([tensor.clone() for tensor in call.inputs.tensors])
            return [to_numpy(tensor) for _, tensor in named_tensors(model(*fresh_args, **fresh_kwargs))]

        yield Session(
            infer=lambda: model(*args, **kwargs),
            outputs=outputs,
            executed=Execution(
                engine="torch",
                engine_version=torch.__version__,
                provider="CPU",
                threads=torch.get_num_threads(),
                streams=1,
                options={"compiled": str(compiled)},
            ),
        )
