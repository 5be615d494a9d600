"""TensorRT's log: it goes to the job's log, and its errors are saved for the message of a failure."""

from __future__ import annotations

import sys
from typing import Any

from turnkey_nvidia.faults import error_of, kind_of_message
from turnkey_runner.harness.errors import JobError


def make_log(trt: Any) -> Any:
    """Return a logger for either TensorRT; `errors` has the error messages, `layers` the layers of the last engine."""

    class Log(trt.ILogger):  # type: ignore[misc]
        """Warnings and errors; TensorRT calls it from any of its threads."""

        def __init__(self) -> None:
            trt.ILogger.__init__(self)
            self.errors: list[str] = []
            self.layers = ""

        def log(self, severity: Any, message: str) -> None:
            """Called by TensorRT."""
            levels = trt.ILogger.Severity
            if severity in (levels.INTERNAL_ERROR, levels.ERROR):
                self.errors.append(" ".join(message.split()))
            elif severity != levels.WARNING:
                self.layers = message if message.startswith("Layers:\n") else self.layers
                return
            print(f"TensorRT: {message}", file=sys.stderr, flush=True)

    return Log()


def failure_from(log: Any, message: str) -> JobError:
    """Return a failure with TensorRT's first error, which caused the later ones."""
    full_message = f"{message}: {log.errors[0]}" if log.errors else message
    return error_of(kind_of_message(" ".join(log.errors)), full_message[:400], "see the log, or try --runtime ort-cuda")
