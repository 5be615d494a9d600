"""An ONNX Runtime session on a GPU: its provider, its stream, and which nodes the provider got."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from turnkey_nvidia import versions
from turnkey_nvidia.cuda import Device
from turnkey_nvidia.onnxruntime_bound import bind
from turnkey_runner.contract import Job, Kind, RuntimeInfo
from turnkey_runner.harness.engine_package import package_of
from turnkey_runner.harness.errors import JobError
from turnkey_runner.harness.onnxruntime_common import nodes_by_provider
from turnkey_runner.harness.session import Session


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An execution provider, and how to add it to a session."""

    name: str
    add: Callable[[Any, Mapping[str, str]], None]
    """Adds the provider, with options, to session options."""
    options: Mapping[str, str]
    device: str = "cuda"
    """ONNX Runtime's name of the memory that its tensors are in."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """What matters for a comparison besides the options: the GPU, and the versions of the libraries."""


@contextmanager
def open_bound(job: Job, folder: Path, provider: Provider, device: Device | None) -> Iterator[Session]:
    """Load the model for a provider. Without a `device` (a provider of the CPU) no device time is measured.

    Nor in throughput mode, in which the session uses its own streams: with a user stream, all requests would share one
    handle of each CUDA library.
    """
    import onnxruntime

    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = job.threads or 1
    settings.inter_op_num_threads = 1
    settings.log_severity_level = 3
    settings.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    timed = device if job.settings.mode == "latency" else None
    stream = timed.make_stream() if timed is not None else None
    own_stream = {} if stream is None else {"has_user_compute_stream": "1", "user_compute_stream": str(int(stream))}
    provider.add(settings, {**provider.options, **own_stream})
    # With fallback, a provider that fails here is silently replaced by the CPU's.
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), settings, enable_fallback=0)
    nodes, fallback = nodes_by_provider(session, provider.name)
    if provider.name not in nodes:
        message = f"no node of the model runs on {provider.name}: all are on {', '.join(nodes)}"
        raise JobError(Kind.UNSUPPORTED, message, "see the log, or choose another --runtime")
    libraries = versions.onnxruntime_versions(onnxruntime) | (
        versions.cuda_versions(device) if device is not None else {}
    )
    yield Session(
        bind=lambda tensors: bind(job, session, tensors, provider.device, timed, stream),
        runtime_info=RuntimeInfo(
            engine="onnxruntime",
            engine_version=onnxruntime.__version__,
            package=package_of("onnxruntime"),
            provider=provider.name,
            threads=session.get_session_options().intra_op_num_threads,
            streams=1,
            providers=nodes,
            fallback=fallback,
            options={**provider.options, **provider.environment, **libraries},
        ),
        sizes=None if device is None else lambda: {"memory_device": max(1, device.used_bytes())},
        round_trip_ns=None if device is None else device.make_round_trip(),
    )
