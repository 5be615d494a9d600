"""Events reach the supervisor from the script's process alone, whatever that does with its descriptors."""

import os
import select
import socket
import subprocess
import sys
import threading

import pytest

from turnkeyml.worker.child.event_channel import _HEADER, Channel, EventReceiver, EventSender


@pytest.fixture
def served():
    """A channel, and the events that its receiver has taken."""
    channel, events, stop = Channel(), [], threading.Event()
    receiver = EventReceiver(channel)
    null = os.open(os.devnull, os.O_WRONLY)

    def serve():
        while not stop.is_set():
            if not select.select([receiver], [], [], 0.05)[0]:
                continue
            connection = receiver.accept(os.getpid())
            if connection is None:
                continue
            answer = None
            while answer is None:
                select.select([connection], [], [], 5)
                answer = receiver.read(connection)
            event, is_new = answer
            events.extend([event] if is_new else [])
            if event:
                receiver.acknowledge(connection, null)
            receiver.close(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    yield channel, events
    stop.set()
    thread.join()
    receiver.close()
    os.close(null)


def test_each_event_arrives_once_and_whole(served):
    """Also one that is longer than the socket's buffer."""
    channel, events = served
    sender = EventSender(channel)
    sent = [b"one\n", b"x" * 5_000_000, b"three\n"]
    for event in sent:
        os.close(sender.send(event))
    assert events == sent


CONFINED = """
import sys
from turnkeyml.system import confinement
from turnkeyml.worker.child.event_channel import Channel, EventSender

channel = Channel(name=bytes.fromhex(sys.argv[1]), key=bytes.fromhex(sys.argv[2]))
sender = EventSender(channel, connections=2)
confinement.confine(read=(), write=())
sender.send(b"one")
sender.send(b"two")
try:
    sender.send(b"three")
except OSError:
    print("refused")
"""


def test_a_confined_process_sends_over_the_connections_that_it_has_made_before():
    """Each event arrives; one more than connections were made does not."""
    channel, events = Channel(), []
    receiver = EventReceiver(channel)
    command = [sys.executable, "-c", CONFINED, channel.name.hex(), channel.key.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process, open(os.devnull, "wb") as log:
        for _ in range(2):
            assert select.select([receiver], [], [], 60)[0]
            connection = receiver.accept(process.pid)
            answer = None
            while answer is None:
                assert select.select([connection], [], [], 60)[0]
                answer = receiver.read(connection)
            events.append(answer[0])
            receiver.acknowledge(connection, log.fileno())
            receiver.close(connection)
        assert process.stdout.read() == b"refused\n"
    receiver.close()
    assert events == [b"one", b"two"]


@pytest.mark.parametrize(
    "garbage", [b"", b"hello\n", _HEADER.pack(b"\0" * 32, 1, 5) + b"hello", _HEADER.pack(b"\0" * 32, 1, 1 << 60)]
)
def test_what_is_not_authentic_is_no_event(served, garbage):
    """Nothing, a text, a wrong code, and a length beyond any bound; the next event arrives."""
    channel, events = served
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(channel.name)
        connection.sendall(garbage)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""
    os.close(EventSender(channel).send(b"event\n"))
    assert events == [b"event\n"]


def test_another_process_cannot_send(served):
    """Even one that knows the name and the key: the kernel says which process has connected."""
    channel, events = served
    child = os.fork()
    if child == 0:
        try:
            EventSender(channel).send(b"forged\n")
        except OSError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert events == []
