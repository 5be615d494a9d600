"""A stage that is `running` in its file although its process has ended reads as killed."""

from __future__ import annotations

import dataclasses

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.records import Build
from turnkeyml.system.processes import is_alive


def resolve_interrupted(build: Build) -> Build:
    """Return the build with the status `killed` for a stage whose process has ended."""
    if not build.owner or is_alive(build.owner):
        return build
    stages = {
        name: dataclasses.replace(stage, status=Status.KILLED) if stage.status is Status.RUNNING else stage
        for name, stage in build.stages.items()
    }
    running = next((Stage(name) for name, stage in build.stages.items() if stage.status is Status.RUNNING), None)
    failure = build.failure
    if running is not None:
        message = f"turnkey was ended during the {running}"
        failure = Failure(stage=running, kind=Kind.KILLED, message=message, remedy="run it again")
    return dataclasses.replace(build, stages=stages, failure=failure, owner="")
