"""The fork server itself: has imported torch, gets ready for what scripts need, forks a fresh process for each."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
from pathlib import Path

from turnkey_runner.contract import codec
from turnkeyml.worker.child.import_probe import ImportProbe
from turnkeyml.worker.child.preload import Preloader
from turnkeyml.worker.child.process import main as child_main
from turnkeyml.worker.child.warmup import prepare, warm_exporter
from turnkeyml.worker.fork_client import UNSAFE
from turnkeyml.worker.messages import ForkRequest

MAX_REQUEST_BYTES = 1 << 16


class Server:
    """The children that are alive, each with the socket of its request."""

    def __init__(self, channel: socket.socket, *, safe_mode: bool) -> None:
        """Import nothing that was not tried, where `safe_mode`."""
        self._channel = channel
        self._threads = prepare()
        self._preloader = Preloader(safe_mode=safe_mode)
        self._warm = False
        self._unsafe = ""
        """The name whose import has started a thread: no fork is safe any more."""
        self._ready = selectors.DefaultSelector()
        self._children: dict[int, tuple[int, socket.socket]] = {}
        """By process id: a descriptor that is readable once the child has ended, and the request's socket."""
        self._trials = ImportProbe(self._preloader, self._ready, self._leave)

    def serve(self) -> None:
        """Fork for requests until the socket ends."""
        self._ready.register(self._channel, selectors.EVENT_READ)
        while True:
            for key, _ in self._ready.select(self._trials.wait_s):
                if key.fileobj is self._channel:
                    if not self._accept():
                        self._kill_all()
                        return
                elif key.data in self._children:
                    self._end(key.data)
            self._take_passed()

    def _accept(self) -> bool:
        """Take one request; False at the socket's end."""
        message, descriptors, _, _ = socket.recv_fds(self._channel, MAX_REQUEST_BYTES, 2)
        if not message:
            return False
        events, control = descriptors[0], socket.socket(fileno=descriptors[1])
        request = codec.decode(message, ForkRequest)
        if request.ready == "before":
            self._preload(request.preload)
            self._await_trials()
        if self._unsafe:
            with control, contextlib.suppress(OSError):
                control.send(UNSAFE + self._unsafe.encode())
            os.close(events)
        else:
            self._fork(Path(request.request), events, control)
            if request.ready == "after":
                self._warm_exporter()
                self._preload(request.preload)
        return True

    def _warm_exporter(self) -> None:
        if not self._warm:
            warm_exporter()
            self._warm = True

    def _preload(self, names: tuple[str, ...]) -> None:
        """Import what is known now, and the rest once a trial has shown that it can be."""
        known, others = self._preloader.sort(names)
        self._unsafe = self._unsafe or self._preloader.preload(known)
        if not self._unsafe:
            self._trials.add(others)

    def _take_passed(self) -> None:
        self._unsafe = self._unsafe or self._preloader.preload(self._trials.succeeded())

    def _await_trials(self) -> None:
        """What is measured next is to find everything imported, and nothing at work beside it."""
        while not self._unsafe and self._trials.wait_s is not None:
            self._ready.select(self._trials.wait_s)
            self._take_passed()

    def _fork(self, request: Path, events: int, control: socket.socket) -> None:
        server = os.getpid()
        child = os.fork()
        if child == 0:
            self._leave()
            control.close()
            child_main(request, events, self._threads, server)
        os.close(events)
        ended = os.pidfd_open(child)
        self._children[child] = (ended, control)
        self._ready.register(ended, selectors.EVENT_READ, child)
        self._ready.register(control, selectors.EVENT_READ, child)
        with contextlib.suppress(OSError):  # nobody waits any more: the socket's end is met next
            control.send(str(child).encode())

    def _end(self, child: int) -> None:
        """A child has ended, or nobody waits for it any more: take leave of it."""
        ended, control = self._children.pop(child)
        self._ready.unregister(ended)
        self._ready.unregister(control)
        _kill(child)  # does nothing to one that has ended, and ends what it left
        status = os.waitpid(child, 0)[1]
        with contextlib.suppress(OSError):
            control.send(str(status).encode())
        control.close()
        os.close(ended)

    def _kill_all(self) -> None:
        for child in list(self._children):
            self._end(child)

    def _leave(self) -> None:
        """In a fork: close what is the server's."""
        for ended, other in self._children.values():
            os.close(ended)
            other.close()
        self._ready.close()
        self._channel.close()


def _kill(child: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)
