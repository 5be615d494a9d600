"""A job out of an artifact, a target and the options of a run."""

from __future__ import annotations

import uuid

from turnkey_runner.contract import Job
from turnkeyml.cache import layout
from turnkeyml.options import JobOptions, Target
from turnkeyml.records import Artifact


def make_job(artifact: Artifact, target: Target, options: JobOptions) -> Job:
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
        settings=options.settings,
        threads=options.threads,
        timeout_s=options.timeout_s,
        memory_bytes=options.memory_bytes,
        tolerance=options.tolerance,
        deterministic=artifact.deterministic,
        gpu=options.gpu if target.device.gpu else "",
    )
