"""A job out of a planned job and the options of a run."""

from __future__ import annotations

import uuid

from turnkey_runner.contract import Job
from turnkeyml.cache import layout
from turnkeyml.options.run_options import RunOptions
from turnkeyml.options.targets import Target
from turnkeyml.records import Artifact


def make_job(artifact: Artifact, target: Target, options: RunOptions) -> Job:
    """One artifact for one target."""
    return Job(
        id=uuid.uuid4().hex,
        artifact=layout.artifact_path(artifact.digest),
        files=artifact.files,
        inputs=artifact.inputs,
        outputs=artifact.outputs,
        device=target.device.name,
        runtime=target.runtime,
        precision=target.precision,
        settings=options.job.settings,
        threads=options.job.threads,
        timeout_s=options.limits.timeout_s,
        memory_bytes=options.limits.memory_bytes,
        tolerance=options.job.tolerance,
        deterministic=artifact.deterministic,
        gpu=target.unit,
        computes_in=artifact.computes_in,
    )
