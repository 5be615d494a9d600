"""Events of a child process: messages that cannot be read, and messages longer than the pipe."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from onnx_factories import affine_model, make_job, write_artifact
from turnkey_runner.contract import Failure, Kind, Stage, Status, codec
from turnkeyml.records import StageRecord
from turnkeyml.worker.child_events import ChildEventReader, measurement_failed
from turnkeyml.worker.messages import Analyzed, Exported, StageBegan

ANALYZED = Analyzed(
    invocations=(), imported=(), record=StageRecord(status=Status.SUCCESSFUL, duration_s=0.0), versions={}
)
EXPORTED = Exported(hash="12345678", record=StageRecord(status=Status.SUCCESSFUL, duration_s=0.0))
EXPORT_BEGAN = StageBegan(stage=Stage.EXPORT, hash="12345678")


def read(*messages, garbage=b'{"schema": "turnkey.\n'):
    """The reader after these messages and a garbled one, and the events that it gave."""
    receiving, sending = os.pipe()
    ended, _ending = os.pipe()
    os.write(sending, b"".join(map(codec.encode, messages)) + garbage)
    os.close(sending)
    reader = ChildEventReader(receiving, timeout_s=10, clock=time.monotonic)
    return reader, list(reader.events(ended))


@pytest.mark.parametrize("garbage", [b"{\n", b"\xff\xfe\n", b'{"schema":"turnkey.other/1"}\n', b"[1]\n"])
def test_an_unreadable_message_is_a_failure_of_the_script(garbage):
    reader, events = read(StageBegan(stage=Stage.ANALYSIS), garbage=garbage)
    assert len(events) == 1
    assert reader.pending
    answer = reader.synthesize_answer(signal.SIGKILL)
    assert isinstance(answer, Analyzed)
    assert (answer.record.status, answer.failure.kind) == (Status.FAILED, Kind.INTERNAL)
    assert answer.failure.message.startswith("the worker sent a message that cannot be read: ")


def test_an_unreadable_message_during_an_export_is_a_failure_of_that_export():
    reader, _ = read(StageBegan(stage=Stage.ANALYSIS), ANALYZED, EXPORT_BEGAN)
    answer = reader.synthesize_answer(signal.SIGKILL)
    assert isinstance(answer, Exported)
    assert (answer.hash, answer.failure.kind) == ("12345678", Kind.INTERNAL)


def test_an_unreadable_message_after_the_analysis_fails_the_script():
    """Otherwise the exports that are missing would be requested again and again."""
    reader, _ = read(StageBegan(stage=Stage.ANALYSIS), ANALYZED)
    assert reader.pending
    assert isinstance(reader.synthesize_answer(signal.SIGKILL), Analyzed)


def test_an_unreadable_message_after_an_export_leaves_that_export_as_it_is():
    reader, events = read(StageBegan(stage=Stage.ANALYSIS), ANALYZED, EXPORT_BEGAN, EXPORTED)
    assert isinstance(events[-1], Exported)
    assert not reader.pending


WRITES = """
import os, sys
from turnkeyml.worker.child.process import write_all
descriptor = int(sys.argv[1])
print("ready", flush=True)
write_all(descriptor, b"x" * 1_000_000 + b"\\n")
"""


@pytest.mark.slow
def test_a_message_longer_than_the_pipe_is_written_whole_by_a_process_that_is_suspended():
    """`os.write` then returns after 64 KiB."""
    reader, writer = os.pipe()
    with subprocess.Popen(
        [sys.executable, "-c", WRITES, str(writer)], pass_fds=(writer,), stdout=subprocess.PIPE
    ) as process:
        os.close(writer)
        process.stdout.readline()
        wait_until_it_sleeps(process.pid)  # the pipe is full
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.1)
        process.send_signal(signal.SIGCONT)
        received = bytearray()
        thread = threading.Thread(target=lambda: received.extend(read_all(reader)))
        thread.start()
        thread.join(20)
    assert len(received) == 1_000_001


def wait_until_it_sleeps(pid):
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "S":
        assert time.monotonic() < deadline
        time.sleep(0.02)


def read_all(descriptor):
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def test_a_failed_job_has_all_the_fields_of_its_job(tmp_path):
    """Also the threads, and whether its model computes the same each time."""
    job = dataclasses.replace(make_job(write_artifact(tmp_path, *affine_model())), threads=3, deterministic=False)
    result = measurement_failed(job, Failure(stage=Stage.LOAD, kind=Kind.BAD_JOB, message="no"))
    assert (result.threads, result.deterministic, result.runtime, result.id) == (3, False, job.runtime, job.id)
