"""The orchestrator's half of the worker: has scripts analyzed and exported in processes of their own, in parallel."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path

from turnkey_runner.contract import codec
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.errors import WorkerError
from turnkeyml.launchers import exporter
from turnkeyml.system import confinement
from turnkeyml.system.regular_files import open_regular
from turnkeyml.worker.child_events import ChildEventReader
from turnkeyml.worker.dependencies import distributions_by_module
from turnkeyml.worker.fork_client import Child, ForkServer, UnsafePreloadError
from turnkeyml.worker.messages import ForkRequest, PreloadWhen, WorkEvent, WorkRequest
from turnkeyml.worker.sandbox_server import SandboxServer
from turnkeyml.worker.script_imports import Imports, Preloads, is_within, read_imports
from turnkeyml.worker.stage_meter import log_path
from turnkeyml.worker.suspend import ExporterSuspender
from turnkeyml.worker.turns import MustRunAloneError, Turns

_TAIL_BYTES = 4096


class ServerLostError(Exception):
    """The fork server has ended or does not answer: the script may succeed in another one."""


class Worker:
    """The fork servers, started at the first request and again after one was lost. Thread-safe.

    One server preloads what the scripts import; another has imported torch alone, for scripts that
    must find their libraries not yet imported. A third one is for .onnx files.
    """

    def __init__(
        self,
        cpus: tuple[int, ...] = (),
        *,
        single_script: bool = False,
        prestarted: ForkServer | None = None,
        scripts: frozenset[str] | None = None,
        sandbox: bool = False,
        jobs: int = 1,
    ) -> None:
        """Start nothing yet.

        Args:
            cpus: pin every process to these CPUs, where there are any: measurements on others need not suspend it.
            single_script: nothing is preloaded for further scripts.
            prestarted: a server that is starting already. The caller stops it unless a script has needed it.
            scripts: absolute paths of the files that may be executed, which the user has named; None: any.
            sandbox: every server runs in a container, one for each folder with scripts.
            jobs: how many scripts run at the same time; one that writes files is then run again, alone.
        """
        self.cpus = cpus
        self.suspender = ExporterSuspender(cpus)
        self._lock = threading.Lock()
        self._servers: dict[tuple[bool, bool, Path | None], ForkServer] = {}
        """By whether it is for models, whether the scripts are sensitive, and the folder that a container sees."""
        self._retired: list[ForkServer] = []
        self._users: Counter[ForkServer] = Counter()
        self._preloads = Preloads()
        self._unsafe: set[str] = set()
        """Names that start a thread when they are imported."""
        self._has_lost = self._has_served = False
        self._single_script = single_script
        self._sandbox = sandbox
        self._shares_folder = jobs > 1 and not single_script
        self._turns = Turns()
        self._prestarted = prestarted
        self._scripts = scripts
        if prestarted is not None:
            self.suspender.register(prestarted.process)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for server in (*self._servers.values(), *self._retired):
                self.suspender.unregister(server.process)
                server.stop()
            self._servers, self._retired = {}, []
            if self._prestarted is not None:
                self.suspender.unregister(self._prestarted.process)

    @property
    def environment(self) -> Mapping[str, str]:
        """What a script is started with, apart from turnkey's own variables."""
        return confinement.environment() if self._sandbox else os.environ

    def cancel(self) -> None:
        """Kill every script and export; threads that wait for one get `WorkCancelledError`."""
        self.suspender.kill()

    def suspended(self) -> AbstractContextManager[None]:
        """Suspend every script and export while something is measured on this host."""
        return self.suspender.suspended()

    def work(self, request: WorkRequest, *, timeout_s: float) -> Iterator[WorkEvent]:
        """Have a script analyzed and exported, or its model measured, in a fresh process; yield what happens.

        The stream always ends with an answer: where the process dies or exceeds `timeout_s` in one stage, the
        missing `Analyzed`, `Exported` or `Measured` is synthesized, with the failure. A script whose server was lost
        is started once more, and so is one that has to run alone: its events come again. Closing the iterator kills
        the process and all that it has started. Raises `WorkerError` where no worker can be started or the file may
        not be executed, `WorkCancelledError` after `cancel`.
        """
        if self._scripts is not None and os.path.abspath(request.input_path) not in self._scripts:
            raise WorkerError(f"{request.input_path} is not an INPUT of this command", remedy="name it as INPUT")
        if not self._shares_folder or request.job is not None:
            yield from self._work(request, timeout_s)
            return
        try:
            with self._turns.together():
                yield from self._work(dataclasses.replace(request, is_shared=True), timeout_s)
        except MustRunAloneError:
            _empty(Path(request.staging))
        else:
            return
        with self._turns.alone():
            yield from self._work(request, timeout_s)

    def _work(self, request: WorkRequest, timeout_s: float) -> Iterator[WorkEvent]:
        """Raises `MustRunAloneError`."""
        try:
            yield from self._attempt(request, timeout_s)
        except ServerLostError:
            pass
        else:
            return
        _empty(Path(request.staging))
        yield from self._attempt(request, timeout_s, is_last=True)

    def _attempt(self, request: WorkRequest, timeout_s: float, *, is_last: bool = False) -> Iterator[WorkEvent]:
        """Raises `ServerLostError`, unless it is the last attempt: then the script was killed."""
        self.suspender.raise_if_cancelled()
        request_path = Path(request.staging) / "request.json"
        with cache_errors("write", request_path):
            request_path.write_bytes(codec.encode(dataclasses.replace(request, timeout_s=timeout_s)))
        is_measured = request.job is not None
        read_end, write_end = os.pipe()
        with ExitStack() as stack:
            stack.callback(os.close, read_end)
            # While a live model is measured, everything else is suspended and the suspender's clock stands still.
            clock = time.monotonic if is_measured else self.suspender.clock
            reader = ChildEventReader(read_end, timeout_s=timeout_s, clock=clock, job=request.job)
            child: Child | None = None
            try:
                child = self._fork(stack, request, request_path, write_end)
            except ServerLostError:
                if not is_last:
                    raise
            finally:
                os.close(write_end)
            if child is not None:
                try:
                    yield from reader.events(child.control.fileno(), child.process)
                finally:
                    child.process.signal(signal.SIGKILL)
                    # The server reaps the child, and is suspended during other measurements.
                    with nullcontext() if is_measured else self.suspender.exclusive_section():
                        child.wait()
                self.suspender.raise_if_cancelled()
            if reader.must_run_alone and request.is_shared:
                raise MustRunAloneError
            if not reader.pending:
                return
            if (child is None or child.is_lost) and not reader.has_cause and not is_last:
                raise ServerLostError
            log = log_path(Path(request.staging), reader.stage.stage, reader.stage.hash)
            yield reader.synthesize_answer(_tail(log))

    def _fork(self, stack: ExitStack, request: WorkRequest, request_path: Path, events: int) -> Child:
        """A child that works on the request. It is suspended during measurements unless it measures itself."""
        imports = read_imports(Path(request.input_path))
        if self._sandbox:
            imports = dataclasses.replace(imports, folder=Path(request.input_path).parent)
            exporter.give(Path(request.staging))
        if request.job is not None:
            return stack.enter_context(self._child(request_path, imports, events, "before_fork"))
        preload_when: PreloadWhen = "never" if self._single_script or imports.is_model else "after_fork"
        with self.suspender.exclusive_section():
            child = stack.enter_context(self._child(request_path, imports, events, preload_when))
            stack.enter_context(self.suspender.managed(child.process))
        return child

    @contextmanager
    def _child(self, request_path: Path, imports: Imports, events: int, preload_when: PreloadWhen) -> Iterator[Child]:
        """A child of a server that answers. Raises `ServerLostError`, or `WorkerError` where none has ever answered."""
        while True:
            with self._acquire_server(imports, request_path.parent.parent) as (server, preload), ExitStack() as stack:
                if preload_when == "before_fork":
                    self.suspender.resume(server.process)
                request = ForkRequest(request=str(request_path), preload=preload, preload_when=preload_when)
                try:
                    child = stack.enter_context(server.fork(request, events))
                except UnsafePreloadError as error:
                    with self._lock:
                        self._unsafe.add(error.name)
                    self._retire(server)
                    continue
                except (OSError, ValueError) as error:
                    self._lose(server)
                    self.suspender.raise_if_cancelled()
                    if self._has_served or not server.safe_mode:
                        raise ServerLostError from error
                    message = f"the worker process cannot start: {server.stderr_tail() or error}"
                    remedy = "see `turnkey doctor`; is torch installed in this environment?"
                    raise WorkerError(message, remedy=remedy) from error
                self._has_served = True
                try:
                    yield child
                finally:
                    if child.is_lost:
                        self._lose(server)
                return

    @contextmanager
    def _acquire_server(
        self, imports: Imports, staging: Path | None = None
    ) -> Iterator[tuple[ForkServer, tuple[str, ...]]]:
        """The server for a script, and the names to preload; a retired server is stopped after its last user."""
        kind = (imports.is_model, imports.is_sensitive, imports.folder)
        with self._lock:
            preload: tuple[str, ...] = ()
            if not (imports.is_sensitive or imports.is_model):
                preload = tuple(name for name in self._preloads.choose(imports) if not is_within(name, self._unsafe))
            if kind not in self._servers:
                self._servers[kind] = self._start_server(imports, staging)
                self.suspender.register(self._servers[kind].process)  # its preloading must not disturb a measurement
                # Takes half a second: free while the server imports torch.
                threading.Thread(target=distributions_by_module, daemon=True).start()
            server = self._servers[kind]
            self._users[server] += 1
        try:
            yield server, preload
        finally:
            with self._lock:
                self._users[server] -= 1
                is_unused = server in self._retired and not self._users[server]
                if is_unused:
                    self._retired.remove(server)
            if is_unused:
                self.suspender.unregister(server.process)
                server.stop()

    def _start_server(self, imports: Imports, staging: Path | None) -> ForkServer:
        """The one that is starting already, where it is of the right kind, or a new one."""
        safe_mode, for_models = self._has_lost, imports.is_model
        if imports.folder is not None and staging is not None:
            return SandboxServer(imports.folder, staging, safe_mode=safe_mode, for_models=for_models)
        server = self._prestarted
        if server is None or server.for_models != for_models:
            return ForkServer(safe_mode=safe_mode, for_models=for_models)
        self._prestarted = None
        return server

    def _retire(self, server: ForkServer) -> None:
        """Send it no more requests; the children that it has go on."""
        with self._lock:
            self._servers = {kind: other for kind, other in self._servers.items() if other is not server}
            if server not in self._retired:
                self._retired.append(server)

    def _lose(self, server: ForkServer) -> None:
        """Kill a server that has died or does not answer; from now on, servers are started in safe mode."""
        self._has_lost = True
        self._retire(server)
        server.kill()


def _tail(log: Path) -> str:
    """The end of a log; empty where there is none."""
    with contextlib.suppress(OSError), open_regular(log) as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL_BYTES))
        return file.read(_TAIL_BYTES).decode(errors="replace")
    return ""


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
