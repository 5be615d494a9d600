"""A stream over file descriptors, with timeouts that hold however much a runner sends, and bounds on memory."""

from __future__ import annotations

import os
import selectors
import time
from collections.abc import Callable, Iterable

from turnkey_runner.contract.codec import MAX_LINE_BYTES, ContractError
from turnkey_runner.contract.lines import LineBuffer, Tail
from turnkeyml.launchers.base import StreamEnded, StreamSilent

MAX_LOG_BYTES = 256 << 10
"""Kept of a runner's log: the beginning and the end."""
_CHUNK_BYTES = 1 << 20
_MAX_LATE_BYTES = MAX_LINE_BYTES
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
        self._incomplete = b""
        self._log = log
        self._lines = LineBuffer()
        self._log_kept = Tail(MAX_LOG_BYTES)

    def send(self, line: bytes, timeout_s: float = 60.0) -> None:
        """Write a request. Raises `StreamEnded`, also where the runner does not read it in time."""
        view, deadline = memoryview(line), time.monotonic() + timeout_s
        was_blocking = os.get_blocking(self._writer)
        os.set_blocking(self._writer, False)
        try:
            with selectors.DefaultSelector() as ready:
                ready.register(self._writer, selectors.EVENT_WRITE)
                while view:
                    if not ready.select(max(0.0, deadline - time.monotonic())):
                        raise StreamEnded("the runner does not read its requests")
                    view = view[os.write(self._writer, view) :]
        except OSError as error:
            raise StreamEnded from error
        finally:
            os.set_blocking(self._writer, was_blocking)

    def receive(self, timeout_s: float) -> bytes:
        """The next line of an answer. Raises `StreamEnded` or `StreamSilent`.

        The time is up after `timeout_s` even if the runner sends without a pause, be it half a line or its log. What
        has come by then is read all the same: this process may have been suspended while the runner answered.
        """
        deadline = time.monotonic() + timeout_s
        late_bytes = 0
        with selectors.DefaultSelector() as ready:
            ready.register(self._reader, selectors.EVENT_READ)
            if self._log is not None:
                ready.register(self._log, selectors.EVENT_READ)
            while (line := self._lines.take()) is None:
                remaining_s = deadline - time.monotonic()
                events = ready.select(max(0.0, remaining_s))
                if not events or late_bytes > _MAX_LATE_BYTES:
                    raise StreamSilent
                for key, _ in events:
                    read_bytes = self._read(key.fd, ready)
                    late_bytes += read_bytes if remaining_s <= 0 else 0
        return line

    def stderr_tail(self) -> str:
        """What the runner wrote to its standard error: the beginning and the end, of a long one."""
        return self._log_kept.text()

    def _read(self, descriptor: int, ready: selectors.BaseSelector) -> int:
        """Read once; return the number of bytes. Raises `StreamEnded`."""
        try:
            chunk = os.read(descriptor, _CHUNK_BYTES)
        except OSError as error:
            raise StreamEnded from error
        if descriptor == self._log:
            self._log_kept.feed(chunk)
            if not chunk:
                ready.unregister(descriptor)
        elif not chunk:
            raise StreamEnded
        elif self._split is None:
            self._feed(0, chunk)
        else:
            frames, self._incomplete = self._split(self._incomplete + chunk)
            for channel, content in frames:
                self._feed(channel, content)
        return len(chunk)

    def _feed(self, channel: int, content: bytes) -> None:
        if channel == _STDERR:
            self._log_kept.feed(content)
            return
        try:
            self._lines.feed(content)
        except ContractError as error:
            raise StreamEnded(f"the runner sent {error}") from error
