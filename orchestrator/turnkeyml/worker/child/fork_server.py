"""The fork server: has imported torch, preloads what scripts import, and forks a supervisor for each script."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
from pathlib import Path

from turnkey_runner.contract import codec
from turnkey_runner.host import process_tree, processes
from turnkeyml.worker.child.import_probe import ImportProbe
from turnkeyml.worker.child.own_semaphores import renew_semaphores
from turnkeyml.worker.child.preload import Preloader
from turnkeyml.worker.child.supervisor import END_TIMEOUT_S, ChildMain
from turnkeyml.worker.child.supervisor import main as supervisor_main
from turnkeyml.worker.fork_client import UNSAFE
from turnkeyml.worker.messages import ForkRequest

MAX_REQUEST_BYTES = 1 << 16


class Server:
    """Answers requests one at a time, and reports the end of each child on the socket of its request."""

    def __init__(self, channel: socket.socket, *, safe_mode: bool, for_models: bool = False) -> None:
        """In `safe_mode`, every package is imported in a throw-away fork first. `for_models`: torch is never imported.

        Then the requests are for .onnx files, and the children confine themselves.
        """
        process_tree.become_subreaper()
        self._channel = channel
        self._child_main, self._torch_threads = _prepare_for_models() if for_models else _prepare_for_scripts()
        self._preloader = Preloader(safe_mode=safe_mode)
        self._is_exporter_warm = False
        self._unsafe = ""
        """The name whose import has started a thread: from then on, forking is not safe."""
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, tuple[int, socket.socket]] = {}
        """By process id: a pidfd, which is readable once the child has ended, and the request's socket."""
        self._probe = ImportProbe(self._preloader, self._selector, self._separate)

    def serve(self) -> None:
        """Answer requests until the socket is closed."""
        self._selector.register(self._channel, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select(self._probe.poll_s):
                if key.fileobj is self._channel:
                    if not self._handle_request():
                        self._end_all()
                        return
                elif key.data in self._children:
                    self._end(key.data)
            self._preload_probed()

    def _handle_request(self) -> bool:
        """Handle one request; False at the end of the socket."""
        message, descriptors, _, _ = socket.recv_fds(self._channel, MAX_REQUEST_BYTES, 2)
        if not message:
            return False
        events, control = descriptors[0], socket.socket(fileno=descriptors[1])
        request = codec.decode(message, ForkRequest)
        if request.preload_when == "before_fork":
            self._preload(request.preload)
            self._finish_probing()
        if self._unsafe:
            with control, contextlib.suppress(OSError):
                control.send(UNSAFE + self._unsafe.encode())
            os.close(events)
        else:
            self._fork(Path(request.request), events, control)
            if request.preload_when == "after_fork":
                self._warm_exporter()
                self._preload(request.preload)
        return True

    def _warm_exporter(self) -> None:
        if not self._is_exporter_warm:
            from turnkeyml.worker.child.warmup import warm_exporter

            warm_exporter()
            self._is_exporter_warm = True

    def _preload(self, names: tuple[str, ...]) -> None:
        """Import names of trusted packages now, and the others once importing them has succeeded in a fork."""
        trusted, others = self._preloader.partition(names)
        self._unsafe = self._unsafe or self._preloader.preload(trusted)
        if not self._unsafe:
            self._probe.add(others)

    def _preload_probed(self) -> None:
        self._unsafe = self._unsafe or self._preloader.preload(self._probe.take_succeeded())

    def _finish_probing(self) -> None:
        """A child that measures must find everything imported, and no import may run while it measures."""
        while not self._unsafe and self._probe.poll_s is not None:
            self._selector.select(self._probe.poll_s)
            self._preload_probed()

    def _fork(self, request_path: Path, events: int, control: socket.socket) -> None:
        server_pid = os.getpid()
        child = os.fork()
        if child == 0:
            self._separate()
            control.close()
            supervisor_main(request_path, events, self._torch_threads, server_pid, self._child_main)
        os.close(events)
        pidfd = os.pidfd_open(child)
        self._children[child] = (pidfd, control)
        self._selector.register(pidfd, selectors.EVENT_READ, child)
        self._selector.register(control, selectors.EVENT_READ, child)
        with contextlib.suppress(OSError):  # the other end was closed: the selector reports it next
            socket.send_fds(control, [str(child).encode()], [pidfd])

    def _end(self, child: int) -> None:
        """Have a supervisor end its script, where the request was cancelled, and report its own end."""
        pidfd, control = self._children[child]
        self._selector.unregister(pidfd)
        self._selector.unregister(control)
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(pidfd, signal.SIGTERM)
            signal.pidfd_send_signal(pidfd, signal.SIGCONT)
        processes.wait_for_exit(pidfd, timeout_s=2 * END_TIMEOUT_S)
        status = processes.end_child(child)
        del self._children[child]
        self._end_orphans()
        with contextlib.suppress(OSError):
            control.send(str(status).encode())
        control.close()
        os.close(pidfd)

    def _end_orphans(self) -> None:
        """Kill what a supervisor that was killed has left: it is of another session than what the server starts."""
        session = os.getsid(0)
        process_tree.end_children(
            timeout_s=END_TIMEOUT_S,
            is_meant=lambda process: process.session != session and process.pid not in self._children,
        )

    def _end_all(self) -> None:
        for child in list(self._children):
            self._end(child)

    def _separate(self) -> None:
        """In a fork: close what belongs to the server, and share no semaphore with it and its other forks."""
        for pidfd, control in self._children.values():
            os.close(pidfd)
            control.close()
        self._selector.close()
        self._channel.close()
        renew_semaphores()


def _prepare_for_scripts() -> tuple[ChildMain, int]:
    from turnkeyml.worker.child import process, warmup

    return process.main, warmup.prepare()


def _prepare_for_models() -> tuple[ChildMain, int]:
    from turnkeyml.worker.child import model_process

    model_process.prepare()
    return model_process.main, 1
