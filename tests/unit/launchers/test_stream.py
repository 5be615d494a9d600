"""Streams to runners: lines from pipes and from the engine's frames."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkeyml.launchers.base import StreamEnded, StreamSilent
from turnkeyml.launchers.docker import split_frames
from turnkeyml.launchers.stream import PipeStream


def frame(channel, content):
    return bytes([channel, 0, 0, 0]) + len(content).to_bytes(4, "big") + content


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=50)), max_size=10), st.data())
def test_frames_are_parsed_however_they_are_split(frames, data):
    """A read may end anywhere."""
    raw = b"".join(frame(channel, content) for channel, content in frames)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=5)))
    found, rest = [], b""
    for start, stop in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        complete, rest = split_frames(rest + raw[start:stop])
        found += complete
    assert (found, rest) == (frames, b"")


@pytest.fixture
def pipe():
    """A pipe whose ends the test may close."""
    ends = list(os.pipe())
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def test_lines_come_one_by_one(pipe):
    """Two in one read, one in two."""
    reader, writer = pipe
    stream = PipeStream(writer, reader)
    os.write(writer, b"one\ntwo\nth")
    assert [stream.receive(1), stream.receive(1)] == [b"one", b"two"]
    os.write(writer, b"ree\n")
    assert stream.receive(1) == b"three"


def test_a_timeout_and_the_end_are_different_exceptions(pipe):
    """After a timeout the runner may still answer."""
    reader, writer = pipe
    stream = PipeStream(writer, reader)
    with pytest.raises(StreamSilent):
        stream.receive(0.05)
    os.close(writer)
    with pytest.raises(StreamEnded):
        stream.receive(1)


def test_the_end_of_the_log_is_available(pipe):
    """For the detail of an error."""
    reader, writer = pipe
    stream = PipeStream(writer, reader, split=split_frames)
    os.write(writer, frame(2, b"warning\n") + frame(1, b'{"a":') + frame(2, b"more\n") + frame(1, b"1}\n"))
    assert stream.receive(1) == b'{"a":1}'
    assert stream.stderr_tail() == "warning\nmore\n"


def test_writing_to_a_runner_that_ended_raises(pipe):
    """StreamEnded, not BrokenPipeError."""
    reader, writer = pipe
    os.close(reader)
    with pytest.raises(StreamEnded):
        PipeStream(writer, reader).send(b"x\n")
