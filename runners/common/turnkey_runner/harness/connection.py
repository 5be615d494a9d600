"""A connection to one orchestrator: its requests line by line, and the answers to it."""

from __future__ import annotations

import os
from typing import BinaryIO

from turnkey_runner.contract import Describe, Job, Request, codec
from turnkey_runner.contract.lines import LineBuffer

MAX_REQUEST_BYTES = 8 << 20


class StreamClosed(Exception):
    """The orchestrator has closed the stream, or does not read it: no answer is expected any more."""


class Connection:
    """Two descriptors, which the caller closes."""

    def __init__(self, requests: int, answers: BinaryIO) -> None:
        self.requests = requests
        self._answers = answers
        self._lines = LineBuffer(MAX_REQUEST_BYTES)

    @property
    def has_request(self) -> bool:
        """Whether a request is complete."""
        return self._lines.has_line

    def receive(self) -> None:
        """Read what is there. Raises `StreamClosed`, and `ContractError` for a request that is too long."""
        try:
            chunk = os.read(self.requests, 1 << 16)
        except ConnectionError as error:
            raise StreamClosed from error
        if not chunk:
            raise StreamClosed
        self._lines.feed(chunk)

    def next_request(self) -> Request:
        """Return the next request; waits for it. Raises `StreamClosed` or `ContractError`."""
        while (line := self._lines.take()) is None:
            self.receive()
        codec.check_density(line)
        request: Request = codec.decode(line, Job, Describe)
        return request

    def send(self, message: object) -> None:
        """Send an answer. Raises `StreamClosed`."""
        write_all(self._answers, codec.encode(message))


def write_all(stream: BinaryIO, line: bytes) -> None:
    """Write a line to an unbuffered stream, in parts. Raises `StreamClosed`."""
    view = memoryview(line)
    while view:
        try:
            written = stream.write(view)
        except (BrokenPipeError, ConnectionError) as error:
            raise StreamClosed from error
        if written is None:  # a socket with a time limit, whose other end does not read
            raise StreamClosed
        view = view[written:]
