"""The client of a warm runner: it sends jobs, and returns a result for each, also when the runner dies."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from turnkey_runner.contract import (
    CONTRACTS,
    Describe,
    Description,
    Failure,
    Job,
    Kind,
    Progress,
    Result,
    Stage,
    Status,
    codec,
)
from turnkeyml.devices import Device
from turnkeyml.errors import RunnerError, RunnerStartError
from turnkeyml.launchers.base import Launcher, Limits, Runner, StreamEnded, StreamSilent

DESCRIBE_TIMEOUT_S = 120.0
"""A first start reads the engines from a cold disk."""
ANSWER_GRACE_S = 12.0
"""A runner ends a late job itself. If it does not, it counts as lost after this much more time."""
MAX_PROGRESS = 20_000
"""Messages of progress for a job: about five for each of its processes. A runner that sends more is out of order."""
MAX_RESTARTS, RESTART_DELAY_S = 3, 1.0
"""A container that is being stopped still accepts a connection, and then ends it."""
OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, kw_only=True)
class ConnectedRunner:
    """A runner that has described itself."""

    runner: Runner
    description: Description


class WarmRunner:
    """One runner of a device, started for the first job and again after it was lost."""

    def __init__(self, launcher: Launcher, device: Device, volume: Path, limits: Limits) -> None:
        self._launcher = launcher
        self._device = device
        self._volume = volume
        self._limits = limits
        self._stack = ExitStack()
        self._live: ConnectedRunner | None = None
        self._restarts_left = 0
        """How often a runner that answered before may end at its start: a resident one may be being replaced."""

    def __enter__(self) -> WarmRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ensure(self) -> ConnectedRunner:
        """Start the runner where it is not running. Raises `LauncherError` or `RunnerError`."""
        while self._live is None:
            runner = self._stack.enter_context(self._launcher.start(self._device, self._volume, self._limits))
            try:
                self._live = ConnectedRunner(runner=runner, description=_describe(runner, self._device))
            except BaseException as error:
                self.stop()
                self._restarts_left -= 1
                if self._restarts_left < 0 or not isinstance(error, RunnerError):
                    raise
                time.sleep(RESTART_DELAY_S)
            else:
                self._restarts_left = MAX_RESTARTS
        return self._live

    def stop(self) -> None:
        """End the runner."""
        self._live = None
        stack, self._stack = self._stack, ExitStack()
        stack.close()

    def measure(self, job: Job, on_progress: OnProgress) -> tuple[Result, ConnectedRunner]:
        """Measure a job. A runner that dies or does not answer is a failure in the result.

        Raises `LauncherError` or `RunnerError` only where no runner can be started.
        """
        live = self.ensure()
        seen: deque[Progress] = deque(maxlen=1)

        def note(progress: Progress) -> None:
            if not seen or seen[0].stage is not progress.stage or seen[0].process != progress.process:
                on_progress(progress)
            seen.append(progress)

        try:
            result = _exchange(live.runner, job, note)
            if result.failure is not None and result.failure.kind is Kind.DEVICE_LOST:
                self.stop()  # a container that has lost its GPU does not get it back
            return result, live
        except StreamEnded as error:
            self.stop()
            return lost_result(job, seen, str(error) or "the runner died", live.runner.stream.stderr_tail()), live
        except StreamSilent:
            self.stop()
            message = f"the runner did not answer within {job.timeout_s + ANSWER_GRACE_S:g} s"
            return lost_result(job, seen, message, live.runner.stream.stderr_tail()), live
        except codec.ContractError as error:
            self.stop()
            return lost_result(job, seen, f"the runner does not speak the contract: {error}", ""), live


def _describe(runner: Runner, device: Device) -> Description:
    try:
        runner.stream.send(codec.encode(Describe()))
        description: Description = _decode(runner.stream.receive(DESCRIBE_TIMEOUT_S), Description)
    except StreamEnded as error:
        log = [line for line in runner.stream.stderr_tail().splitlines() if line.strip()]
        message = f"the {device.runner_name} runner ended at its start: {log[-1] if log else 'it printed nothing'}"
        raise RunnerStartError(message, remedy="see `turnkey runners check`") from error
    except StreamSilent as error:
        raise RunnerError(f"the {device.runner_name} runner did not answer within {DESCRIBE_TIMEOUT_S:g} s") from error
    except codec.ContractError as error:
        raise RunnerError(f"the {device.runner_name} runner does not speak the contract: {error}") from error
    missing = [schema for schema in CONTRACTS if schema not in description.contracts]
    if missing:
        message = f"the {device.runner_name} runner does not speak {', '.join(missing)}"
        raise RunnerError(message, remedy=f"rebuild it with `turnkey runners build {device.name}`")
    return description


def _exchange(runner: Runner, job: Job, on_progress: OnProgress) -> Result:
    deadline = time.monotonic() + job.timeout_s + ANSWER_GRACE_S
    sent = replace(job, artifact=f"{runner.prefix}/{job.artifact}") if runner.prefix else job
    runner.stream.send(codec.encode(sent))
    for _ in range(MAX_PROGRESS):
        line = runner.stream.receive(max(0.0, deadline - time.monotonic()))
        message: Progress | Result = _decode(line, Progress, Result)
        if message.id != job.id:
            raise codec.ContractError(f"an answer to {message.id} instead of {job.id}")
        if isinstance(message, Result):
            return replace(message, artifact=job.artifact) if message.artifact == sent.artifact else message
        on_progress(message)
    raise codec.ContractError(f"more than {MAX_PROGRESS} messages of progress")


def _decode(line: bytes, *kinds: type[Any]) -> Any:
    codec.check_density(line)
    return codec.decode(line, *kinds)


def lost_result(job: Job, seen: Sequence[Progress], message: str, log: str) -> Result:
    """The result of a job whose runner is gone: a failure of the infrastructure, in the stage that it was in.

    Args:
        job: what was measured.
        seen: the progress that the runner reported.
        message: what happened.
        log: the end of the runner's log.
    """
    stage = seen[-1].stage if seen else Stage.LOAD
    failure = Failure(
        stage=stage,
        kind=Kind.RUNNER_LOST,
        message=f"{message} in the stage {stage}",
        remedy="run it again; `turnkey doctor` reports memory and the engine",
        detail=log,
    )
    result = Result(
        id=job.id,
        artifact=job.artifact,
        device=job.device,
        runtime=job.runtime,
        precision=job.precision,
        settings=job.settings,
        deterministic=job.deterministic,
        computes_in=job.computes_in,
        failure=failure,
    )
    match stage:
        case Stage.BENCHMARK:
            return replace(result, load=Status.SUCCESSFUL, benchmark=Status.CRASHED)
        case Stage.PARITY:
            return replace(result, load=Status.SUCCESSFUL, parity=Status.CRASHED)
        case _:
            return replace(result, load=Status.CRASHED)
