"""An ONNX Runtime session on a card: inputs from host memory for the whole way, on the device for the device's time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from turnkey_nvidia.cuda import Device
from turnkey_runner.contract import Execution, Job, Kind, TensorSpec
from turnkey_runner.errors import JobError
from turnkey_runner.session import Bound, Session

_BFLOAT16 = 16  # onnx.TensorProto.BFLOAT16, a type that numpy does not have


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An execution provider, and how a session comes to have it."""

    name: str
    add: Callable[[Any, Mapping[str, str]], None]
    """Adds the provider, with options, to session options."""
    options: Mapping[str, str]
    device: str = "cuda"
    """Where its tensors lie, as ONNX Runtime calls it."""


@contextmanager
def open_bound(job: Job, folder: Path, provider: Provider, device: Device | None) -> Iterator[Session]:
    """Load the model for a provider. Without a `device` (a provider of the CPU) there is no device's time."""
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = job.threads or 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    settings.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    stream = device.make_stream() if device is not None else 0
    own_stream = {"has_user_compute_stream": "1", "user_compute_stream": str(stream)} if device is not None else {}
    provider.add(settings, {**provider.options, **own_stream})
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), settings)
    nodes, fallback = _nodes_by_provider(session, provider.name)
    if provider.name not in nodes:
        message = f"no node of the model runs on {provider.name}: {', '.join(nodes)} has all of them"
        raise JobError(Kind.UNSUPPORTED, message, "see the log, or choose another --runtime")
    yield Session(
        bind=lambda tensors: _bind(job, session, tensors, provider, device, stream),
        executed=Execution(
            engine="onnxruntime",
            engine_version=onnxruntime.__version__,
            provider=provider.name,
            threads=session.get_session_options().intra_op_num_threads,
            streams=1,
            providers=nodes,
            fallback=fallback,
            options=dict(provider.options) | (device.versions() if device is not None else {}),
        ),
        sizes=None if device is None else lambda: {"memory_device": max(1, device.used_bytes())},
    )


def _bind(
    job: Job, session: Any, tensors: Sequence[np.ndarray], provider: Provider, device: Device | None, stream: int
) -> Bound:
    """Bind twice: from and to host memory, and on the device where there is one."""
    outer = session.io_binding()
    kept: list[Any] = []  # a binding holds addresses, not references
    for spec, tensor in zip(job.inputs, tensors, strict=True):
        kept.append(_to_ort(tensor, spec, "cpu"))
        outer.bind_ortvalue_input(spec.name, kept[-1])
    for output in session.get_outputs():
        outer.bind_output(output.name, "cpu")
    run = session.run_with_iobinding

    def infer() -> None:
        _ = kept
        run(outer)

    return Bound(
        infer=infer,
        outputs=outer.copy_outputs_to_cpu,
        infer_on_device=None if device is None else _device_infer(job, session, tensors, provider, device, stream),
    )


def _device_infer(
    job: Job, session: Any, tensors: Sequence[np.ndarray], provider: Provider, device: Device, stream: int
) -> Callable[[], int]:
    """One inference on tensors that stay on the device, timed by events in the session's own stream."""
    import onnxruntime

    binding = session.io_binding()
    kept = [_to_ort(tensor, spec, provider.device) for spec, tensor in zip(job.inputs, tensors, strict=True)]
    for spec, value in zip(job.inputs, kept, strict=True):
        binding.bind_ortvalue_input(spec.name, value)
    for output in session.get_outputs():
        binding.bind_output(output.name, provider.device)
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("disable_synchronize_execution_providers", "1")
    timer = device.make_timer(stream)

    def infer() -> int:
        _ = kept
        return timer(lambda: session.run_with_iobinding(binding, options))

    return infer


def _nodes_by_provider(session: Any, provider: str) -> tuple[dict[str, int], dict[str, int]]:
    """How many nodes each provider was given, and the types of those that the asked one was not."""
    nodes: Counter[str] = Counter()
    fallback: Counter[str] = Counter()
    for subgraph in session.get_provider_graph_assignment_info():
        for node in subgraph.get_nodes():
            nodes[subgraph.ep_name] += 1
            if subgraph.ep_name != provider:
                fallback[node.op_type] += 1
    return dict(nodes), dict(fallback)


def _to_ort(tensor: np.ndarray, spec: TensorSpec, device: str) -> Any:
    import onnxruntime

    if spec.dtype == "bfloat16":
        return onnxruntime.OrtValue.ortvalue_from_numpy_with_onnx_type(tensor, _BFLOAT16)
    return onnxruntime.OrtValue.ortvalue_from_numpy(tensor, device, 0)
