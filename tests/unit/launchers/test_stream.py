"""Streams to runners: lines out of pipes and out of the engine's frames."""

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
def test_frames_are_found_however_they_are_cut(frames, data):
    """The network cuts anywhere."""
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


def test_silence_and_the_end_are_told_apart(pipe):
    """One may still answer, the other will not."""
    reader, writer = pipe
    stream = PipeStream(writer, reader)
    with pytest.raises(StreamSilent):
        stream.receive(0.05)
    os.close(writer)
    with pytest.raises(StreamEnded):
        stream.receive(1)


def test_what_is_printed_beside_the_stream_is_kept(pipe):
    """For the detail of an error."""
    reader, writer = pipe
    stream = PipeStream(writer, reader, split=split_frames)
    os.write(writer, frame(2, b"warning\n") + frame(1, b'{"a":') + frame(2, b"more\n") + frame(1, b"1}\n"))
    assert stream.receive(1) == b'{"a":1}'
    assert stream.stderr_tail() == "warning\nmore\n"


def test_a_writer_whose_reader_is_gone_says_so(pipe):
    """Not a broken pipe somewhere deep."""
    reader, writer = pipe
    os.close(reader)
    with pytest.raises(StreamEnded):
        PipeStream(writer, reader).send(b"x\n")
