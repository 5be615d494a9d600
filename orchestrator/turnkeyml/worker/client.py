"""The parent's half of the worker: has scripts worked on, several at once, each in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Literal

from turnkey_runner.contract import codec
from turnkeyml.errors import WorkerError
from turnkeyml.worker.child_events import ChildEventReader
from turnkeyml.worker.dependencies import distributions_by_module
from turnkeyml.worker.fork_client import Child, ForkServer, UnsafePreloadError
from turnkeyml.worker.messages import ForkRequest, WorkEvent, WorkRequest
from turnkeyml.worker.script_imports import Imports, Preloads, is_within, read_imports
from turnkeyml.worker.suspend import ExporterSuspender, send

Ready = Literal["before", "after", "never"]


class ServerLostError(Exception):
    """The fork server has ended, or fallen silent, with the script that it had: another one may do better."""


class Worker:
    """The fork servers with torch, started at the first request and again after one was lost. Of use to many threads.

    One server imports ahead what the scripts import; another, which a script gets that has to find its
    libraries unimported, has torch alone.
    """

    def __init__(self, cpus: tuple[int, ...] = (), *, alone: bool = False, early: ForkServer | None = None) -> None:
        """Keep everything on some CPUs, where any are named: what is measured on others need not hold it.

        `alone` tells that there is one script only: nothing is got ready for others. `early` is a server
        that is getting ready already; it is the caller's until it is needed, but held with the others.
        """
        self.cpus = cpus
        self.suspender = ExporterSuspender(cpus)
        self._lock = threading.Lock()
        self._servers: dict[bool, ForkServer] = {}
        self._retired: list[ForkServer] = []
        self._users: Counter[ForkServer] = Counter()
        self._preloads = Preloads()
        self._unsafe: set[str] = set()
        self._has_lost = self._has_served = False
        self._alone = alone
        self._early = early
        if early is not None:
            self.suspender.hold(early.pid)

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            for server in (*self._servers.values(), *self._retired):
                self.suspender.release(server.pid)
                server.stop()
            self._servers, self._retired = {}, []

    def cancel(self) -> None:
        """End every script and export that is under way; whoever waits for one gets `WorkCancelledError`."""
        self.suspender.kill()

    def suspended(self) -> AbstractContextManager[None]:
        """Hold every script and export while something is measured on this host."""
        return self.suspender.suspended()

    def work(self, request: WorkRequest, *, timeout_s: float) -> Iterator[WorkEvent]:
        """Have a script analyzed and exported in a process of its own; yield what happens.

        The stream always ends in an answer: where the process dies or is late (`timeout_s` for each
        stage), the missing `Analyzed` or `Exported` is made here, with the failure. A script whose
        server dies under it is begun once more: its events come again. Closing the iterator ends the
        process and everything that it started. Raises `WorkerError` where no worker can be started,
        `WorkCancelledError` once the work was cancelled.
        """
        try:
            yield from self._attempt(request, timeout_s)
        except ServerLostError:
            pass
        else:
            return
        _empty(Path(request.staging))
        yield from self._attempt(request, timeout_s, last=True)

    def _attempt(self, request: WorkRequest, timeout_s: float, *, last: bool = False) -> Iterator[WorkEvent]:
        """Raises `ServerLostError`, unless it is the last attempt: then that is how the script has ended."""
        self.suspender.check()
        request_path = Path(request.staging) / "request.json"
        request_path.write_bytes(codec.encode(request))
        reader, writer = os.pipe()
        with ExitStack() as stack:
            stack.callback(os.close, reader)
            following = ChildEventReader(reader, timeout_s=timeout_s, clock=self.suspender.clock, job=request.job)
            status: int | None = None
            child: Child | None = None
            try:
                child = self._fork(stack, request, request_path, writer)
            except ServerLostError:
                if not last:
                    raise
            finally:
                os.close(writer)
            if child is not None:
                try:
                    yield from following.events(child.control.fileno())
                finally:
                    send(child.pid, signal.SIGKILL)
                    with (
                        nullcontext() if request.job is not None else self.suspender.exclusive_section()
                    ):  # else the server may be held
                        status = child.wait()
                self.suspender.check()
            if not following.pending:
                return
            if status is None and not following.timed_out and not last:
                raise ServerLostError
            yield following.synthesize_answer(signal.SIGKILL if status is None else status)

    def _fork(self, stack: ExitStack, request: WorkRequest, path: Path, events: int) -> Child:
        """A child that has the request, in a gate that may hold it; one that measures is what others are held for."""
        imports = read_imports(Path(request.input_path))
        if request.job is not None:
            return stack.enter_context(self._child(path, imports, events, "before"))
        with self.suspender.exclusive_section():
            child = stack.enter_context(self._child(path, imports, events, "never" if self._alone else "after"))
            stack.enter_context(self.suspender.managed(child.pid))
        return child

    @contextmanager
    def _child(self, path: Path, imports: Imports, events: int, ready: Ready) -> Iterator[Child]:
        """A child of a server that answers. Raises `ServerLostError`, or `WorkerError` where none has ever answered."""
        while True:
            with self._chosen(imports) as (server, preload), ExitStack() as stack:
                if ready == "before":
                    self.suspender.resume(server.pid)
                request = ForkRequest(request=str(path), preload=preload, ready=ready)
                try:
                    child = stack.enter_context(server.fork(request, events))
                except UnsafePreloadError as error:
                    with self._lock:
                        self._unsafe.add(error.name)
                    self._retire(server)
                    continue
                except (OSError, ValueError) as error:
                    self._lose(server)
                    self.suspender.check()
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
    def _chosen(self, imports: Imports) -> Iterator[tuple[ForkServer, tuple[str, ...]]]:
        """The server for a script, and what it is to import first; a retired one ends with its last user."""
        with self._lock:
            if imports.sensitive:
                preload: tuple[str, ...] = ()
            else:
                preload = tuple(name for name in self._preloads.choose(imports) if not is_within(name, self._unsafe))
            if imports.sensitive not in self._servers:
                self._servers[imports.sensitive] = self._early or ForkServer(safe_mode=self._has_lost)
                self._early = None
                self.suspender.hold(self._servers[imports.sensitive].pid)  # it may still be getting ready for others
                # Half a second, which is ours while the server imports torch.
                threading.Thread(target=distributions_by_module, daemon=True).start()
            server = self._servers[imports.sensitive]
            self._users[server] += 1
        try:
            yield server, preload
        finally:
            with self._lock:
                self._users[server] -= 1
                ended = server in self._retired and not self._users[server]
                if ended:
                    self._retired.remove(server)
            if ended:
                self.suspender.release(server.pid)
                server.stop()

    def _retire(self, server: ForkServer) -> None:
        """Ask it for nothing more; children that it still has go on."""
        with self._lock:
            self._servers = {kind: one for kind, one in self._servers.items() if one is not server}
            if server not in self._retired:
                self._retired.append(server)

    def _lose(self, server: ForkServer) -> None:
        """End a server that has died or is silent; those that come after it import nothing that was not tried."""
        self._has_lost = True
        self._retire(server)
        server.kill()


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
