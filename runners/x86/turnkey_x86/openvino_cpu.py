"""The runtime `openvino`: OpenVINO's own CPU plugin."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from turnkey_runner.contract import Job, RuntimeInfo
from turnkey_runner.harness.session import Bound, Session

_LATENCY_MS = attrgetter("latency")
_NOT_COMPUTED = ("Input", "Output", "Const", "Reorder", "Convert")
_PRECISIONS = {"fp32": "f32", "fp16": "f16", "bf16": "bf16", "int8": "f32"}
"""Set explicitly: by default, OpenVINO computes fp32 models in bf16 if the CPU supports it."""


@contextmanager
def open_session(job: Job, folder: Path, compiled: Path | None) -> Iterator[Session]:
    """Compile the artifact for the job's threads, with one stream, or in throughput mode with OpenVINO's choice."""
    import openvino

    core = openvino.Core()
    settings = {
        "INFERENCE_NUM_THREADS": str(job.threads),
        "INFERENCE_PRECISION_HINT": _PRECISIONS[job.precision],
        "PERFORMANCE_HINT": job.settings.mode.upper(),
    }
    if job.settings.mode == "latency":
        settings["NUM_STREAMS"] = "1"
    phases: dict[str, int] = {}
    if compiled is None:
        model, phases = _compile(core, folder, settings)
    else:  # OpenVINO looks up its cache by the file, before it reads the model
        model = core.compile_model(folder / "model.onnx", "CPU", settings | {"CACHE_DIR": str(compiled)})
    yield Session(
        bind=lambda tensors: _bind(job, model, tensors),
        runtime_info=RuntimeInfo(
            engine="openvino",
            engine_version=openvino.__version__,
            provider=",".join(model.get_property("EXECUTION_DEVICES")),
            threads=int(model.get_property("INFERENCE_NUM_THREADS")),
            streams=int(model.get_property("NUM_STREAMS")),
            precisions=_operators_by_precision(model),
            options={"INFERENCE_PRECISION_HINT": model.get_property("INFERENCE_PRECISION_HINT").get_type_name()},
        ),
        phases=phases,
    )


def _compile(core: Any, folder: Path, settings: dict[str, str]) -> tuple[Any, dict[str, int]]:
    start = time.perf_counter_ns()
    read = core.read_model(folder / "model.onnx")
    middle = time.perf_counter_ns()
    model = core.compile_model(read, "CPU", settings)
    return model, {"read": middle - start, "compile": time.perf_counter_ns() - middle}


def _bind(job: Job, model: Any, tensors: Sequence[np.ndarray]) -> Bound:
    import openvino

    request = model.create_infer_request()
    for index, (spec, tensor) in enumerate(zip(job.inputs, tensors, strict=True)):
        element = openvino.Type.bf16 if spec.dtype == "bfloat16" else None
        shared = (
            openvino.Tensor(tensor, spec.shape, element)
            if element is not None
            else openvino.Tensor(tensor, shared_memory=True)
        )
        request.set_input_tensor(_port(model, spec.name, index), shared)
    count = len(job.outputs)
    owned = list(tensors)  # the request has addresses, not references

    def infer() -> object:
        _ = owned
        return request.infer(share_outputs=True)

    return Bound(
        infer=infer,
        call=(_infer, request),
        engine_ms=_LATENCY_MS,
        outputs=lambda: [_to_numpy(request.get_output_tensor(index)) for index in range(count)],
    )


def _to_numpy(tensor: Any) -> np.ndarray:
    """The tensor's data; bfloat16 as the uint16 of its bits, which OpenVINO's Python API shows as float16."""
    data: np.ndarray = tensor.data
    return data.view(np.uint16) if tensor.element_type.get_type_name() == "bf16" else data


def _infer(request: Any) -> object:
    return request.infer(share_outputs=True)  # `operator.methodcaller` would take a microsecond more


def _operators_by_precision(model: Any) -> dict[str, int]:
    """Count the operators of the compiled model per type that they compute in."""
    operators: Counter[str] = Counter()
    for operator in model.get_runtime_model().get_ordered_ops():
        info = operator.get_rt_info()
        if info["layerType"].astype(str) not in _NOT_COMPUTED:
            operators[info["runtimePrecision"].astype(str)] += 1
    return dict(operators)


def _port(model: Any, name: str, index: int) -> int:
    """Return the position of an input: OpenVINO keeps the names, but not always the order."""
    for position, port in enumerate(model.inputs):
        if name in port.get_names():
            return position
    return index
