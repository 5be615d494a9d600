"""A log is bounded while it is written."""

import os

from turnkeyml.worker.child.bounded_log import HEAD_BYTES, TAIL_BYTES, BoundedLog


def test_a_short_log_is_as_it_was_written(tmp_path):
    log = BoundedLog(tmp_path / "log")
    log.write(b"one\n")
    log.write(b"two\n")
    log.close()
    assert (tmp_path / "log").read_bytes() == b"one\ntwo\n"


def test_a_long_log_has_its_beginning_and_its_end_and_says_what_was_cut(tmp_path):
    """The file never has more than that, and is whole at each `sync`."""
    log = BoundedLog(tmp_path / "log")
    line, count = b"x" * 999 + b"\n", 5000
    log.write(b"first\n")
    for number in range(count):
        log.write(line)
        if number % 1000 == 0:
            log.sync()
        assert os.path.getsize(tmp_path / "log") <= HEAD_BYTES + TAIL_BYTES + 100
    log.write(b"last\n")
    log.close()
    text = (tmp_path / "log").read_bytes()
    cut = count * len(line) + len(b"first\nlast\n") - HEAD_BYTES - TAIL_BYTES
    assert text.startswith(b"first\nx")
    assert text.endswith(b"x\nlast\n")
    assert f"[turnkey: {cut} bytes of output were cut here]".encode() in text
