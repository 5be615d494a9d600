"""The runtime `ort`: ONNX Runtime's CPU execution provider."""

from contextlib import AbstractContextManager
from pathlib import Path

from turnkey_runner.contract import Job
from turnkey_runner.harness.session import Session
from turnkey_x86.onnxruntime_session import open_bound


def open_session(job: Job, folder: Path, compiled: Path | None) -> AbstractContextManager[Session]:
    """Load the artifact into ONNX Runtime on the CPU; the optimized model can be saved."""
    return open_bound(job, folder, compiled, "CPUExecutionProvider", {})
