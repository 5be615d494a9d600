"""Lines and logs of a stream are read in linear time, and bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnkey_runner.contract.codec import ContractError, check_density
from turnkey_runner.contract.lines import LineBuffer, Tail


@given(st.lists(st.binary(max_size=9), max_size=30))
def test_lines_are_those_of_the_whole_however_they_come(chunks):
    """A read may end anywhere."""
    buffer, found = LineBuffer(), []
    for chunk in chunks:
        buffer.feed(chunk)
        while (line := buffer.take()) is not None:
            found.append(line)
    assert found == b"".join(chunks).split(b"\n")[:-1]


def test_a_line_that_is_too_long_is_refused_before_its_end():
    """It need not end at all."""
    buffer = LineBuffer(max_line_bytes=10)
    buffer.feed(b"0123456789")
    with pytest.raises(ContractError, match="more than 10 bytes"):
        buffer.feed(b"a")


def test_a_complete_line_that_is_too_long_is_refused():
    """However it came."""
    with pytest.raises(ContractError):
        LineBuffer(max_line_bytes=10).feed(b"0123456789a\n")


@given(st.lists(st.binary(max_size=40), max_size=30), st.integers(2, 50))
def test_a_log_is_its_beginning_and_its_end(chunks, size):
    """What is short is whole; of what is long, no more is kept than the limit, and what is left out is counted."""
    tail, whole = Tail(size), b"".join(chunks)
    for chunk in chunks:
        tail.feed(chunk)
    half = size // 2
    if len(whole) <= 2 * half:
        assert tail.text() == whole.decode(errors="replace")
    else:
        between = f"\n[{len(whole) - 2 * half} bytes are left out]\n".encode()
        assert tail.text() == (whole[:half] + between + whole[len(whole) - half :]).decode(errors="replace")


def test_a_million_reads_of_a_line_cost_as_much_each_as_the_first():
    """Nothing is scanned or copied again: a scan of the whole for each read would be 10 TB."""
    buffer, tail = LineBuffer(), Tail(1 << 20)
    for _ in range(300_000):
        buffer.feed(b"x" * 100)
        tail.feed(b"x" * 100)
    buffer.feed(b"\n")
    line = buffer.take()
    assert line is not None
    assert len(line) == 30_000_000
    assert tail.text().count("x") == 1 << 20


@pytest.mark.parametrize("content", [b"[]," * 500_000, b"{}," * 500_000, b'"",' * 600_000])
def test_a_message_that_would_take_many_times_its_size_is_refused(content):
    """Before it is parsed."""
    with pytest.raises(ContractError, match="more lists, objects and strings"):
        check_density(b'{"log":[' + content + b"1]}")


def test_a_long_message_of_samples_is_read():
    """They are what makes a message long."""
    check_density(b'{"samples":[' + b"1234567," * 1_000_000 + b"1]}")
