"""The exception that fails a job with a known kind."""

from __future__ import annotations

from turnkey_runner.contract import Kind


class JobError(Exception):
    """A failure whose kind is known to the code that raises it; the harness adds the stage."""

    def __init__(self, kind: Kind, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.remedy = remedy
