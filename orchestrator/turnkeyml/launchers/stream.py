"""A stream over file descriptors, with timeouts."""

from __future__ import annotations

import os
import selectors
import time
from collections import deque
from collections.abc import Callable, Iterable

from turnkey_runner.contract.codec import MAX_LINE_BYTES
from turnkeyml.launchers.base import StreamEnded, StreamSilent

_MAX_LOG_CHUNKS = 64
_STDERR = 2


class PipeStream:
    """Writes to one descriptor; reads answers (and, if it is multiplexed, the log) from another."""

    def __init__(
        self,
        writer: int,
        reader: int,
        *,
        split: Callable[[bytes], tuple[Iterable[tuple[int, bytes]], bytes]] | None = None,
        log: int | None = None,
    ) -> None:
        """Use descriptors, which the caller closes.

        Args:
            writer: requests are written to it.
            reader: answers are read from it.
            split: parses what was read into (channel, bytes) pairs and an incomplete rest, if it is multiplexed.
            log: the runner's log is read from it, if that is not multiplexed with the answers.
        """
        self._writer = writer
        self._reader = reader
        self._split = split
        self._log = log
        self._raw = b""
        self._received = b""
        self._log_chunks: deque[bytes] = deque(maxlen=_MAX_LOG_CHUNKS)

    def send(self, line: bytes) -> None:
        """Write a request. Raises `StreamEnded`."""
        view = memoryview(line)
        try:
            while view:
                view = view[os.write(self._writer, view) :]
        except OSError as error:
            raise StreamEnded from error

    def receive(self, timeout_s: float) -> bytes:
        """The next line of an answer. Raises `StreamEnded` or `StreamSilent`."""
        deadline = time.monotonic() + timeout_s
        with selectors.DefaultSelector() as ready:
            ready.register(self._reader, selectors.EVENT_READ)
            if self._log is not None:
                ready.register(self._log, selectors.EVENT_READ)
            while b"\n" not in self._received:
                events = ready.select(max(0.0, deadline - time.monotonic()))
                if not events:
                    raise StreamSilent
                for key, _ in events:
                    self._read(key.fd, ready)
        line, _, self._received = self._received.partition(b"\n")
        return line

    def stderr_tail(self) -> str:
        """The end of what the runner wrote to its standard error."""
        return b"".join(self._log_chunks).decode(errors="replace")

    def _read(self, descriptor: int, ready: selectors.BaseSelector) -> None:
        try:
            chunk = os.read(descriptor, 1 << 16)
        except OSError as error:
            raise StreamEnded from error
        if descriptor == self._log:
            self._log_chunks.append(chunk)
            if not chunk:
                ready.unregister(descriptor)
        elif not chunk:
            raise StreamEnded
        elif self._split is None:
            self._received += chunk
        else:
            frames, self._raw = self._split(self._raw + chunk)
            for channel, content in frames:
                if channel == _STDERR:
                    self._log_chunks.append(content)
                else:
                    self._received += content
        if len(self._received) > MAX_LINE_BYTES:
            raise StreamEnded("the runner sent a line longer than the contract allows")
