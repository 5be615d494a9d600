"""How a script's process sends events to its supervisor: over a connection that exists only while an event is sent.

The script has no descriptor that leads to the supervisor, so it cannot write to, close or replace one by accident or by
trying numbers. Each event is a connection of its own to a socket with a random name. The supervisor reads it only from
the script's process, by the credentials that the kernel gives (SO_PEERCRED), and only with a message authentication
code whose key both know from before the fork. A process that confines itself makes its connections before that, one
for each event.

What remains: a script shares its process, and so its memory, with the code that sends. One that searches this memory
for the key can send events of its own. They are then checked as any message from outside is, and can only describe
builds of this script.
"""

from __future__ import annotations

import _socket  # not `socket`: scripts replace that module's methods to forbid or to count connections
import array
import contextlib
import hmac
import secrets
import struct
from dataclasses import dataclass, field

from turnkey_runner.contract.codec import MAX_LINE_BYTES

_HEADER = struct.Struct("!32sQQ")
"""The authentication code, the number of the event, and the length of the event."""
_CREDENTIALS = struct.Struct("3i")
_MAX_TRIES = 5
MAX_CONNECTIONS = 8
"""At a time: more than the events of one .onnx file."""
_CHUNK_BYTES = 1 << 16
_digest = hmac.digest


@dataclass(frozen=True, kw_only=True)
class Channel:
    """What both sides know."""

    name: bytes = field(default_factory=lambda: b"\0turnkey-" + secrets.token_hex(16).encode())
    """In Linux's abstract namespace: no file that the script could remove."""
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)


class EventSender:
    """The side of the script's process."""

    def __init__(self, channel: Channel, *, connections: int = 0) -> None:
        """Make `connections` now, for a process that can make none later: each is used once."""
        self._channel = channel
        self._number = 0
        self._connections = [self._connect() for _ in range(connections)]

    def send(self, event: bytes) -> int:
        """Send an event and wait until the supervisor has handled it; return a descriptor of the stage's log.

        A thread of the script may close or use the connection meanwhile: then the event is sent again.
        Raises `OSError` where no connection can be made.
        """
        self._number += 1
        for _ in range(_MAX_TRIES - 1):
            try:
                return self._send_once(event)
            except OSError:
                continue
        return self._send_once(event)

    def _send_once(self, event: bytes) -> int:
        connection = self._connections.pop(0) if self._connections else self._connect()
        try:
            code = _authenticate(self._channel, self._number, event)
            connection.sendall(_HEADER.pack(code, self._number, len(event)))
            connection.sendall(event)
            answer, ancillary, _, _ = connection.recvmsg(1, _socket.CMSG_SPACE(4))
        finally:
            connection.close()
        if not answer or not ancillary:
            raise ConnectionError("the supervisor did not answer")
        return array.array("i", ancillary[0][2][:4])[0]

    def _connect(self) -> _socket.socket:
        connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            connection.connect(self._channel.name)
        except OSError:
            connection.close()
            raise
        return connection


class EventReceiver:
    """The side of the supervisor."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._last_number = 0
        self._received: dict[int, tuple[_socket.socket, bytearray]] = {}
        self._listener = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        self._listener.bind(channel.name)
        self._listener.listen(MAX_CONNECTIONS)
        self._listener.setblocking(False)

    def fileno(self) -> int:
        """The descriptor that is readable when a connection waits."""
        return self._listener.fileno()

    def accept(self, pid: int) -> int | None:
        """Accept a connection of a process; return its descriptor, or None where it is of another process."""
        try:
            descriptor: int = self._listener._accept()[0]  # type: ignore[attr-defined]
        except OSError:
            return None
        connection = _socket.socket(fileno=descriptor)
        credentials = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, _CREDENTIALS.size)
        if _CREDENTIALS.unpack(credentials)[0] != pid or len(self._received) >= MAX_CONNECTIONS:
            connection.close()
            return None
        connection.setblocking(False)
        self._received[descriptor] = (connection, bytearray())
        return descriptor

    def read(self, descriptor: int) -> tuple[bytes, bool] | None:
        """Read what a connection has sent: None while more is to come, otherwise the event and whether it is new.

        An event that is not authentic is empty, and the connection is to be closed.
        """
        connection, received = self._received[descriptor]
        try:
            chunk = connection.recv(_CHUNK_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            chunk = b""
        received += chunk
        if len(received) >= _HEADER.size:
            code, number, length = _HEADER.unpack_from(received)
            if length <= MAX_LINE_BYTES and len(received) < _HEADER.size + length and chunk:
                return None
            event = bytes(received[_HEADER.size :])
            if len(event) == length and hmac.compare_digest(code, _authenticate(self._channel, number, event)):
                is_new = number > self._last_number
                self._last_number = max(number, self._last_number)
                return event, is_new
            return b"", False
        return None if chunk else (b"", False)

    def acknowledge(self, descriptor: int, log: int) -> None:
        """Tell the sender that its event was handled, and hand it a descriptor of the stage's log."""
        connection, _ = self._received[descriptor]
        rights = array.array("i", [log])
        connection.setblocking(True)
        with contextlib.suppress(OSError):  # it has ended, or sends its event again
            connection.sendmsg([b"\n"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])

    def close(self, descriptor: int | None = None) -> None:
        """Close one connection, or without `descriptor` the listening socket and all connections."""
        if descriptor is not None:
            self._received.pop(descriptor)[0].close()
            return
        for connection, _ in self._received.values():
            connection.close()
        self._listener.close()


def _authenticate(channel: Channel, number: int, event: bytes) -> bytes:
    return _digest(channel.key, number.to_bytes(8, "big") + event, "sha256")
