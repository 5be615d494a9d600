"""Splits a stream of bytes into lines: in linear time, and never more of one in memory than the contract allows."""

from __future__ import annotations

from collections import deque

from turnkey_runner.contract.codec import MAX_LINE_BYTES, ContractError


class LineBuffer:
    """What was read of a stream, line by line."""

    def __init__(self, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self._max_line_bytes = max_line_bytes
        self._unfinished = bytearray()
        self._lines: deque[bytes] = deque()

    def feed(self, chunk: bytes) -> None:
        """Add what was read. Raises `ContractError` for a line longer than the limit: then the stream is of no use."""
        first, *others = chunk.split(b"\n")
        self._unfinished += first
        self._check()
        for other in others:
            self._lines.append(bytes(self._unfinished))
            self._unfinished = bytearray(other)
            self._check()

    def _check(self) -> None:
        if len(self._unfinished) > self._max_line_bytes:
            raise ContractError(f"a line of more than {self._max_line_bytes} bytes")

    def take(self) -> bytes | None:
        """Return the next line without its end; None where none is complete."""
        return self._lines.popleft() if self._lines else None

    @property
    def has_line(self) -> bool:
        """Whether a line is complete."""
        return bool(self._lines)


class Tail:
    """The beginning and the end of a log; what is between them is forgotten as it comes."""

    def __init__(self, max_bytes: int) -> None:
        self._half_bytes = max_bytes // 2
        self._head = bytearray()
        self._end = bytearray()
        self._left_out_bytes = 0

    def feed(self, chunk: bytes) -> None:
        """Add what was read, in time that does not depend on what was read before."""
        room = self._half_bytes - len(self._head)
        self._head += chunk[:room]
        self._end += chunk[room:]
        if len(self._end) > 2 * self._half_bytes:  # seldom, so that each byte is moved at most twice
            self._forget()

    def text(self) -> str:
        """What is kept, with a line in the place of what is not."""
        self._forget()
        between = f"\n[{self._left_out_bytes} bytes are left out]\n".encode() if self._left_out_bytes else b""
        return (bytes(self._head) + between + bytes(self._end)).decode(errors="replace")

    def _forget(self) -> None:
        excess = max(0, len(self._end) - self._half_bytes)
        del self._end[:excess]
        self._left_out_bytes += excess
