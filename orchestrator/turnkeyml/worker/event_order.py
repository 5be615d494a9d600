"""Which event may follow which: what a script's process sends is about this script, in this order, or it is refused."""

from __future__ import annotations

import re

from turnkey_runner.contract import Job, Stage
from turnkey_runner.contract.codec import ContractError
from turnkeyml.records import Artifact
from turnkeyml.worker.messages import Analyzed, Exported, Measured, StageBegan, WorkEvent

_HASH8 = re.compile(r"[0-9a-f]{8}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class EventOrder:
    """The stage that a script is in."""

    def __init__(self, job: Job | None = None) -> None:
        """With `job`, the live model of an invocation is measured and not exported."""
        self._job = job
        self._hashes: frozenset[str] | None = None
        """Of the invocations; None before the analysis was answered."""
        self._exported: set[str] = set()
        self.stage = StageBegan(stage=Stage.ANALYSIS)
        self.pending = True
        """Whether the stage has no answer yet."""

    def check(self, event: WorkEvent) -> None:
        """Take note of an event. Raises `ContractError` where it is out of order, or describes what cannot be."""
        match event:
            case StageBegan():
                is_fine = self._may_begin(event)
                self.stage, self.pending = (event, True) if is_fine else (self.stage, self.pending)
            case Analyzed():
                hashes = [invocation.hash for invocation in event.invocations]
                is_fine = self.stage.stage is Stage.ANALYSIS and self.pending and self._hashes is None
                is_fine = is_fine and all(map(_HASH8.fullmatch, hashes)) and len(set(hashes)) == len(hashes)
                self._hashes = frozenset(hashes)
            case Exported():
                is_fine = self.pending and (self.stage.stage, self.stage.hash) == (Stage.EXPORT, event.hash)
                is_fine = is_fine and (event.artifact is None or _can_be(event.artifact))
                is_fine = is_fine and (event.artifact is None) is (event.failure is not None)
                self._exported.add(event.hash)
            case Measured():
                is_fine = self.pending and self.stage.stage is Stage.BENCHMARK
                is_fine = is_fine and self._job is not None and event.result.id == self._job.id
        if not is_fine:
            raise ContractError(f"the event {type(event).__name__} does not belong to the {self.stage.stage}")
        if not isinstance(event, StageBegan):
            self.pending = False

    def fail(self) -> None:
        """The rest cannot be read. An export that was answered stays as it is; the analysis as a whole fails."""
        if self.stage.stage is Stage.ANALYSIS:
            self.pending = True

    def _may_begin(self, event: StageBegan) -> bool:
        if event.stage is Stage.ANALYSIS:
            return self._hashes is None and not event.hash
        following = Stage.EXPORT if self._job is None else Stage.BENCHMARK
        is_known = event.hash in (self._hashes or ()) and event.hash not in self._exported
        return event.stage is following and not self.pending and is_known


def _can_be(artifact: Artifact) -> bool:
    """Whether an artifact is named by a digest, and its files lie directly in its folder."""
    return bool(_SHA256.fullmatch(artifact.digest)) and all(
        _FILE_NAME.fullmatch(file.path) and _SHA256.fullmatch(file.sha256) for file in artifact.files
    )
