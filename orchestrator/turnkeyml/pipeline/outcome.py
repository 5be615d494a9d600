"""Counts what a run has done."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract import Status
from turnkey_runner.stats.verdict_types import Verdict
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.evaluate import evaluate


@dataclass(kw_only=True)
class Outcome:
    """Counts of builds and results; the builds and results themselves are in the cache."""

    builds: int = 0
    results: int = 0
    failed: int = 0
    """Builds and results that failed, including parity failures."""
    not_valid: int = 0
    """Results with another verdict than `valid`."""

    def add_build(self, build: Build) -> None:
        """Count a build."""
        self.builds += 1
        self.failed += build.failure is not None

    def add_result(self, stored: StoredResult) -> None:
        """Count a result."""
        self.results += 1
        self.failed += stored.result.failure is not None or stored.result.parity is Status.FAILED
        self.not_valid += evaluate(stored).verdict != Verdict.VALID.value
