"""What the columns of one row are computed from."""

from __future__ import annotations

from dataclasses import dataclass

from turnkey_runner.contract import Failure, Stage
from turnkeyml.cache.attempts import Attempt
from turnkeyml.records import Artifact, Build, Conversion, Evaluation, StageRecord, StoredResult


@dataclass(frozen=True, kw_only=True)
class RowSource:
    """A build with one of its results, or without any."""

    cache: str
    build: Build
    stored: StoredResult | None = None
    evaluation: Evaluation | None = None
    """None for a result without an evaluation, and where the caller wants none."""
    eager: Evaluation | None = None
    """That of PyTorch itself on the same CPU with as many threads; None beside a result that failed or is invalid."""
    lost_attempt: Attempt | None = None
    """The latest attempt to measure it again, if that failed and the result stayed."""
    is_outdated: bool = False
    """Whether the result was measured with what the script was before."""

    @property
    def result(self) -> StoredResult | None:
        """The result, unless it is outdated: its numbers are not those of the build."""
        return None if self.is_outdated else self.stored

    @property
    def failure(self) -> Failure | None:
        """Why the result failed; why the build did, where there is no result."""
        return self.result.result.failure if self.result else self.build.failure

    @property
    def artifact(self) -> Artifact | None:
        """The artifact that was measured, of the result's precision; the exported one where there is no evaluation."""
        if self.result is None or self.evaluation is None:
            return self.build.artifact
        return self.build.artifact_of(self.result.job.device, self.result.job.precision)

    @property
    def conversion(self) -> Conversion | None:
        """How the measured artifact was converted."""
        if self.result is None or self.evaluation is None:
            return None
        return self.build.conversion_of(self.result.job.device, self.result.job.precision)

    @property
    def status(self) -> str:
        """One word for the row."""
        if self.is_outdated:
            return "outdated"
        if self.result is not None:
            return "failed" if self.result.result.failure else "successful"
        return "failed" if self.build.failure else "built" if self.build.artifact else "analyzed"

    def stage(self, stage: Stage) -> StageRecord | None:
        """What a stage of the build cost."""
        return self.build.stages.get(stage.value)
