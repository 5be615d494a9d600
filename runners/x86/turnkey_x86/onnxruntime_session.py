"""An ONNX Runtime session with inputs and outputs bound once, for whichever execution provider."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from turnkey_runner.contract import Job, Kind, RuntimeInfo, TensorSpec
from turnkey_runner.contract.value_types import ELEMENT_TYPES
from turnkey_runner.harness.artifact import read_tensors
from turnkey_runner.harness.engine_package import package_of
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.onnxruntime_common import (
    from_ort_value,
    is_bindable,
    needs_own_reader,
    nodes_by_provider,
    to_ort_value,
)
from turnkey_runner.harness.session import Bound, Session
from turnkey_runner.harness.stored_values import Value
from turnkey_x86.onnxruntime_profile import precisions_of

_OPTIMIZED = "optimized.onnx"


@contextmanager
def open_bound(
    job: Job,
    folder: Path,
    compiled: Path | None,
    provider: str,
    options: Mapping[str, str],
    libraries: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Session]:
    """Load the model for one provider. In throughput mode each request computes in its caller's thread alone.

    `libraries` are versions inside the provider that are reported.
    """
    import onnxruntime

    if provider not in onnxruntime.get_available_providers():
        raise JobError(Kind.BAD_JOB, f"this ONNX Runtime has no {provider}", "choose another --runtime")
    alone = job.settings.mode == "throughput"
    model, settings = _prepare(job, folder, compiled)

    def load(settings: Any) -> Any:
        return onnxruntime.InferenceSession(
            str(model), settings, providers=[(provider, dict(options))], enable_fallback=0
        )

    session = load(settings)
    if session.get_providers()[0] != provider:
        raise JobError(Kind.ENGINE_ERROR, f"ONNX Runtime fell back from {provider} to {session.get_providers()[0]}")
    threads = session.get_session_options().intra_op_num_threads
    nodes, fallback = nodes_by_provider(session, provider)
    reported = {name: value for name, value in options.items() if name != "cache_dir"}
    yield Session(
        bind=lambda tensors: _bind(job, session, tensors),
        runtime_info=RuntimeInfo(
            engine="onnxruntime",
            engine_version=onnxruntime.__version__,
            package=package_of("onnxruntime"),
            provider=session.get_providers()[0],
            threads=None if alone else threads,
            streams=None if alone else 1,
            providers=nodes,
            fallback=fallback,
            options=reported | dict(libraries) | ({"intra_op_num_threads": str(threads)} if alone else {}),
        ),
        precisions=lambda: precisions_of(
            load, _prepare(job, folder, None)[1], lambda other: _bind(job, other, _recorded(job, folder))
        ),
    )


def _prepare(job: Job, folder: Path, compiled: Path | None) -> tuple[Path, Any]:
    """Return the session's options and the file to load: the optimized model, if an earlier session saved it."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = 1 if job.settings.mode == "throughput" else job.threads or 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    settings.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    if compiled is None:
        return folder / "model.onnx", settings
    optimized = compiled / _OPTIMIZED
    if optimized.exists():
        settings.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        return optimized, settings
    settings.optimized_model_filepath = str(optimized)
    settings.add_session_config_entry("session.optimized_model_external_initializers_file_name", f"{_OPTIMIZED}.data")
    settings.add_session_config_entry("session.optimized_model_external_initializers_min_size_in_bytes", "1024")
    return folder / "model.onnx", settings


def _recorded(job: Job, folder: Path) -> list[Value]:
    return read_tensors(folder / "inputs.npz", job.inputs)


def _bind(job: Job, session: Any, tensors: Sequence[Value]) -> Bound:
    """Bind inputs, and outputs with a known shape, to memory."""
    import onnxruntime

    if not is_bindable(session):
        return _feed(job, session, tensors)
    binding = session.io_binding()
    owned: list[Any] = list(tensors)  # the binding has addresses, not references
    for spec, tensor in zip(job.inputs, tensors, strict=True):
        value = to_ort_value(tensor, spec.dtype)
        owned.append(value)
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
            owned.append(value)
            binding.bind_ortvalue_output(declared.name, value)
        else:
            binding.bind_output(declared.name)
    run = session.run_with_iobinding

    def infer() -> None:
        _ = owned
        run(binding)

    def outputs() -> list[Value]:
        if not needs_own_reader(job.outputs):
            return list(binding.copy_outputs_to_cpu())
        found = zip(binding.get_outputs(), job.outputs, strict=True)
        return [from_ort_value(value, spec.dtype) for value, spec in found]

    return Bound(infer=infer, call=(run, binding), outputs=outputs)


def _feed(job: Job, session: Any, values: Sequence[Value]) -> Bound:
    """Hand strings, sequences, maps and optional values over at each call: they cannot be bound."""
    feed = {spec.name: value for spec, value in zip(job.inputs, values, strict=True)}
    last: list[Value] = []

    def infer() -> None:
        last[:] = session.run(None, feed)

    return Bound(infer=infer, outputs=lambda: list(last))


def _bindable(spec: TensorSpec) -> bool:
    """Whether numpy has the type, so that a buffer for the output can be allocated."""
    is_known = spec.dtype.rstrip("0123456789") in ("float", "int", "uint", "bool")
    return is_known and spec.dtype not in ELEMENT_TYPES
