"""TensorRT's log: all of it goes where the job's log goes, and its errors are kept for the one line of a failure."""

from __future__ import annotations

import sys
from typing import Any

from turnkey_nvidia.faults import error_of, kind_of_words
from turnkey_runner.harness.errors import JobError


def make_log(trt: Any) -> Any:
    """A logger of either TensorRT; `errors` holds what it was told, `layers` what the last engine is made of."""

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
    """A failure in TensorRT's own words: of its first error, which the later ones follow from."""
    words = " ".join(log.errors)
    told = f"{message}: {log.errors[0]}" if log.errors else message
    return error_of(kind_of_words(words), told[:400], "see the log, or try --runtime ort-cuda")
