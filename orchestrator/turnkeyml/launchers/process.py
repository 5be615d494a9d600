"""The launcher `process`: the runner as a child process, in a virtual environment of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from turnkeyml.devices import Device
from turnkeyml.errors import LauncherError
from turnkeyml.launchers.base import Limits, Runner
from turnkeyml.launchers.stream import PipeStream
from turnkeyml.launchers.venvs import Notify, ensure_environment, environment_name
from turnkeyml.system import paths
from turnkeyml.system.tempdirs import Scratch

_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
_END_TIMEOUT_S = 5.0


class ProcessLauncher:
    """Starts a runner without a container engine. It measures the same; it confines nothing."""

    name = "process"

    def __init__(self, notify: Notify) -> None:
        self._say = notify

    @contextmanager
    def start(self, device: Device, volume: Path, limits: Limits) -> Iterator[Runner]:
        """Start the runner; its standard input closes at the end, and so does it. Raises `LauncherError`."""
        interpreter = ensure_environment(device, self._say)
        runners = paths.runners_folder()
        environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
            "PYTHONPATH": f"{runners / 'common'}{os.pathsep}{runners / device.source}",
            "PYTHONDONTWRITEBYTECODE": "1",
            # numpy's own thread pool would be started before the fork, and is not what is measured
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        with Scratch("runner") as scratch:
            folders = ["--volume", str(volume), "--scratch", str(scratch)]
            command = [str(interpreter), "-s", "-P", "-m", device.module, *folders]
            try:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=environment,
                    cwd=scratch,
                    start_new_session=True,  # Ctrl-C is the orchestrator's to handle
                )
            except OSError as error:
                raise LauncherError(f"cannot start the {device.name} runner: {error}") from error
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            os.sched_setaffinity(process.pid, limits.cpus)
            stream = PipeStream(process.stdin.fileno(), process.stdout.fileno(), log=process.stderr.fileno())
            try:
                yield Runner(stream=stream, identity=environment_name(device))
            finally:
                _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with contextlib.suppress(BrokenPipeError):
                stream.close()
    try:
        process.wait(_END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
