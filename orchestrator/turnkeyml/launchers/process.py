"""The launcher `process`: the runner as a child process, in its own virtual environment."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkey_runner.host.processes import wait_for_exit
from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Limits, Notify, Runner, runner_arguments
from turnkeyml.launchers.reaper import kill_session, reaping_process
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.launchers.venvs import ensure_environment, environment_name
from turnkeyml.system import paths
from turnkeyml.system.os_errors import remedy_of
from turnkeyml.system.tempdirs import Scratch

_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
_END_TIMEOUT_S = 5.0


class ProcessLauncher:
    """Starts a runner without a container engine. It measures the same, but is not isolated."""

    name = "process"
    is_local = True

    def __init__(self, notify: Notify) -> None:
        self._notify = notify

    def check(self) -> None:
        """Nothing: whether an environment can be installed is only known by doing it."""

    def prepare(self, device: Device) -> None:
        """Install the runner's environment where it is missing. Raises `LauncherError`."""
        ensure_environment(device, self._notify)

    def identity(self, device: Device) -> str | None:
        """The environment's name, whether it is installed or not."""
        return environment_name(device)

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Start the runner; it ends when its standard input is closed. Raises `LauncherError`."""
        interpreter = ensure_environment(device, self._notify)
        environment = {name: os.environ[name] for name in _INHERITED if name in os.environ} | {
            "PYTHONPATH": f"{paths.runners_folder() / 'common'}{os.pathsep}{device.source_path}",
            "PYTHONDONTWRITEBYTECODE": "1",
            # numpy would start a thread pool before the fork, and its threads are not what is measured
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        with Scratch("runner") as scratch:
            folders = ["--volume", str(volume), "--scratch", str(scratch)]
            command = [str(interpreter), "-s", "-P", "-m", device.module, *folders, *runner_arguments(device)]
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=environment,
                    cwd=scratch,
                    start_new_session=True,  # Ctrl-C goes to the orchestrator alone
                )
            except OSError as error:
                message = f"cannot start the {device.runner_name} runner: {error.strerror}"
                raise LauncherError(message, remedy=remedy_of(error)) from error
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            os.sched_setaffinity(process.pid, limits.cpus)
            stream = PipeStream(process.stdin.fileno(), process.stdout.fileno(), log=process.stderr.fileno())
            with reaping_process(process.pid):
                try:
                    yield Runner(stream=stream, identity=environment_name(device))
                finally:
                    _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
    pidfd = os.pidfd_open(process.pid)
    try:
        wait_for_exit(pidfd, timeout_s=_END_TIMEOUT_S)
    finally:
        os.close(pidfd)
    kill_session(process.pid)
    process.wait()
