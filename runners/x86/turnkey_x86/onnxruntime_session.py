"""An ONNX Runtime session with inputs and outputs bound once, for whichever execution provider."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from turnkey_runner.artifact import read_tensors
from turnkey_runner.contract import Execution, Job, Kind, TensorSpec
from turnkey_runner.errors import JobError
from turnkey_runner.session import Session

_BFLOAT16 = 16  # onnx.TensorProto.BFLOAT16, a type that numpy does not have


@contextmanager
def open_bound(job: Job, folder: Path, provider: str, options: Mapping[str, str]) -> Iterator[Session]:
    """Load the model for one provider and bind the recorded inputs; outputs of known shape are bound too."""
    import onnxruntime

    if provider not in onnxruntime.get_available_providers():
        raise JobError(Kind.BAD_JOB, f"this ONNX Runtime has no {provider}", "choose another --runtime")
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = job.threads or 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    settings.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), settings, providers=[(provider, dict(options))], enable_fallback=0
    )
    if session.get_providers()[0] != provider:
        raise JobError(Kind.ENGINE_ERROR, f"ONNX Runtime fell back from {provider} to {session.get_providers()[0]}")
    binding = session.io_binding()
    kept = []  # the binding holds addresses, not references
    for spec, tensor in zip(job.inputs, read_tensors(folder / "inputs.npz", job.inputs), strict=True):
        value = _to_ort(onnxruntime.OrtValue, tensor, spec.dtype)
        kept.append(value)
        binding.bind_ortvalue_input(spec.name, value)
    for declared, spec in zip_longest(session.get_outputs(), job.outputs):
        if declared is None:
            break
        if (
            spec is not None
            and declared.shape == list(spec.shape)
            and min(spec.shape, default=1) > 0
            and _bindable(spec)
        ):
            value = onnxruntime.OrtValue.ortvalue_from_numpy(np.empty(spec.shape, spec.dtype))
            kept.append(value)
            binding.bind_ortvalue_output(declared.name, value)
        else:
            binding.bind_output(declared.name)

    run = session.run_with_iobinding
    yield Session(
        infer=lambda: run(binding),
        outputs=binding.copy_outputs_to_cpu,
        executed=Execution(
            engine="onnxruntime",
            engine_version=onnxruntime.__version__,
            provider=session.get_providers()[0],
            threads=session.get_session_options().intra_op_num_threads,
            streams=1,
            providers=_nodes_by_provider(session),
            options=dict(options),
        ),
    )


def _nodes_by_provider(session: Any) -> dict[str, int]:
    """How many nodes each execution provider was given: a fallback of some is seen here."""
    nodes: Counter[str] = Counter()
    for subgraph in session.get_provider_graph_assignment_info():
        nodes[subgraph.ep_name] += len(subgraph.get_nodes())
    return dict(nodes)


def _bindable(spec: TensorSpec) -> bool:
    """Whether numpy has the type, so that a buffer can be made for the output."""
    return spec.dtype.rstrip("0123456789") in ("float", "int", "uint", "bool")


def _to_ort(ort_value: Any, tensor: np.ndarray, dtype: str) -> Any:
    if dtype == "bfloat16":
        return ort_value.ortvalue_from_numpy_with_onnx_type(tensor, _BFLOAT16)
    return ort_value.ortvalue_from_numpy(tensor)
