"""The runtime `openvino`: OpenVINO's own CPU plugin."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkey_runner.artifact import read_tensors
from turnkey_runner.contract import Job
from turnkey_runner.session import Session

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
        executed={
            "engine": "openvino",
            "engine_version": openvino.__version__,
            "provider": "CPU",
            "threads": str(compiled.get_property("INFERENCE_NUM_THREADS")),
            "streams": str(compiled.get_property("NUM_STREAMS")),
            "precision": str(compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()),
        },
    )


def _port(compiled: object, name: str, index: int) -> int:
    """The position of an input: OpenVINO keeps the names, not always the order."""
    for position, port in enumerate(compiled.inputs):  # type: ignore[attr-defined]
        if name in port.get_names():
            return position
    return index
