"""The runtime `ort-openvino`: OpenVINO as an execution provider inside ONNX Runtime."""

from contextlib import AbstractContextManager
from pathlib import Path

from turnkey_runner.contract import Job
from turnkey_runner.harness.session import Session
from turnkey_x86.onnxruntime_session import open_bound

_PRECISIONS = {"fp32": "FP32", "fp16": "FP16"}


def open_session(job: Job, folder: Path, compiled: Path | None) -> AbstractContextManager[Session]:
    """Load the artifact into ONNX Runtime, which assigns what it can to OpenVINO's CPU plugin."""
    options = {
        "device_type": "CPU",
        "precision": _PRECISIONS.get(job.precision, "ACCURACY"),
        "num_of_threads": str(job.threads),
    }
    if job.settings.mode == "latency":
        options["num_streams"] = "1"
    else:
        options["num_streams"] = str(job.threads)
    cache = {"cache_dir": str(compiled)} if compiled else {}
    return open_bound(job, folder, None, "OpenVINOExecutionProvider", options | cache, bundled_openvino())


def bundled_openvino() -> dict[str, str]:
    """The version of the OpenVINO in ONNX Runtime's package, by the name of its library; it has no other place."""
    import onnxruntime

    libraries = (Path(onnxruntime.__file__).parent / "capi").glob("libopenvino.so.*.*.*")
    version = max((path.name.removeprefix("libopenvino.so.") for path in libraries), default="")
    return {"openvino": version} if version else {}
