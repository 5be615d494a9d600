"""A stage's log file, duration and peak memory."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from turnkey_runner.contract import Status
from turnkeyml.records import StageRecord


def log_path(staging: Path, stage: str, hash8: str = "") -> Path:
    """The log of a stage in the staging folder."""
    return staging / (f"log_{stage}_{hash8}.txt" if hash8 else f"log_{stage}.txt")


def stage_meter() -> Callable[[Status], StageRecord]:
    """Start to measure a stage of this process; the function that is returned ends it."""
    start = time.perf_counter()
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # resets VmHWM

    def end(status: Status) -> StageRecord:
        duration_s = time.perf_counter() - start
        return StageRecord(status=status, duration_s=round(duration_s, 4), peak_memory_bytes=_peak_memory_bytes())

    return end


def _peak_memory_bytes() -> int | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), None)
