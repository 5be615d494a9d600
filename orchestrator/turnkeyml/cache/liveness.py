"""Whether the process that left a stage `running` is still there, and how the stage reads where it is not."""

from __future__ import annotations

import dataclasses
import os
import platform
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.records import Build


def this_process() -> str:
    """This process as `host:pid:start`: unlike a pid alone, never taken by another one."""
    return f"{platform.node()}:{os.getpid()}:{_start_of(os.getpid())}"


def is_alive(owner: str) -> bool:
    """Whether that process runs. One of another machine is taken to, for nobody here can tell."""
    host, pid, start = (owner.rsplit(":", 2) + ["", ""])[:3]
    if host != platform.node():
        return bool(owner)
    return pid.isdigit() and start == _start_of(int(pid))


def settle(build: Build) -> Build:
    """A stage that was running when its process died reads as killed."""
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


def _start_of(pid: int) -> str:
    """When a process began, in ticks since boot; empty where there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
