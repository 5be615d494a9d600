"""The runtime `openvino`: OpenVINO's own CPU plugin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from turnkey_runner.artifact import read_tensors
from turnkey_runner.contract import Execution, Job
from turnkey_runner.session import Session

_NOT_COMPUTED = ("Input", "Output", "Const", "Reorder", "Convert")
_PRECISIONS = {"fp32": "f32", "fp16": "f16", "bf16": "bf16", "int8": "f32"}
"""Said outright: left to itself, OpenVINO computes fp32 models in bf16 where the CPU can."""


@contextmanager
def open_session(job: Job, folder: Path) -> Iterator[Session]:
    """Compile the artifact for one stream, the latency hint and the threads of the job."""
    import openvino

    core = openvino.Core()
    compiled = core.compile_model(
        folder / "model.onnx",
        "CPU",
        {
            "PERFORMANCE_HINT": "LATENCY",
            "NUM_STREAMS": "1",
            "INFERENCE_NUM_THREADS": str(job.threads),
            "INFERENCE_PRECISION_HINT": _PRECISIONS[job.precision],
        },
    )
    request = compiled.create_infer_request()
    tensors = read_tensors(folder / "inputs.npz", job.inputs)
    for index, (spec, tensor) in enumerate(zip(job.inputs, tensors, strict=True)):
        element = openvino.Type.bf16 if spec.dtype == "bfloat16" else None
        shared = (
            openvino.Tensor(tensor, spec.shape, element)
            if element is not None
            else openvino.Tensor(tensor, shared_memory=True)
        )
        request.set_input_tensor(_port(compiled, spec.name, index), shared)
    count = len(job.outputs)
    yield Session(
        infer=lambda: request.infer(share_outputs=True),
        outputs=lambda: [request.get_output_tensor(index).data for index in range(count)],
        executed=Execution(
            engine="openvino",
            engine_version=openvino.__version__,
            provider=",".join(compiled.get_property("EXECUTION_DEVICES")),
            threads=int(compiled.get_property("INFERENCE_NUM_THREADS")),
            streams=int(compiled.get_property("NUM_STREAMS")),
            precisions=_operators_by_precision(compiled),
            options={"INFERENCE_PRECISION_HINT": compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()},
        ),
    )


def _operators_by_precision(compiled: Any) -> dict[str, int]:
    """In which type each operator of the compiled model computes, as the plugin tells."""
    operators: Counter[str] = Counter()
    for operator in compiled.get_runtime_model().get_ordered_ops():
        told = operator.get_rt_info()
        if told["layerType"].astype(str) not in _NOT_COMPUTED:
            operators[told["runtimePrecision"].astype(str)] += 1
    return dict(operators)


def _port(compiled: Any, name: str, index: int) -> int:
    """The position of an input: OpenVINO keeps the names, not always the order."""
    for position, port in enumerate(compiled.inputs):
        if name in port.get_names():
            return position
    return index
