"""A build's artifact in another precision: converted once in a separate process, and stored with the build."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status, codec
from turnkeyml.cache.refusals import cache_errors
from turnkeyml.cache.store import Store
from turnkeyml.records import Build, Conversion, StageRecord
from turnkeyml.system import confinement
from turnkeyml.worker.messages import Converted, ConvertRequest
from turnkeyml.worker.suspend import ExporterSuspender, open_process

_POLL_S = 0.5
"""How often to look at the clock, which may have stood still."""


def convert_build(
    build: Build, form: str, store: Store, suspender: ExporterSuspender, *, timeout_s: float, memory_bytes: int | None
) -> Build:
    """The build with its conversion to a form; it is converted where that is missing or has failed before.

    Raises `WorkCancelledError` where all work was cancelled meanwhile.
    """
    assert build.artifact is not None
    cached = build.conversions.get(form)
    if cached is not None and cached.artifact is not None and store.has_artifact(cached.artifact):
        return build
    with store.staging() as staging:
        target = staging / form
        target.mkdir()
        request = ConvertRequest(
            source=str(store.artifact_folder(build.artifact)),
            artifact=build.artifact,
            form=form,
            target=str(target),
            memory_bytes=memory_bytes,
        )
        conversion = _run(request, staging, suspender, timeout_s)
        with suspender.exclusive_section():
            if conversion.artifact is not None:
                store.add_artifact(target, conversion.artifact)
            store.store_log(build.name, Stage.CONVERT.value, staging / "log_convert.txt")
            converted = dataclasses.replace(build, conversions=build.conversions | {form: conversion})
            was_converted = cached is not None and cached.artifact is not None
            if conversion.artifact is not None or not was_converted:  # results of an earlier conversion stay valid
                store.save_build(converted)
    return converted


def _run(request: ConvertRequest, staging: Path, suspender: ExporterSuspender, timeout_s: float) -> Conversion:
    """Convert in a process that is suspended during measurements; a process that dies or is late is a failure."""
    suspender.raise_if_cancelled()
    request_path, answer_path = staging / "request.json", staging / "answer.json"
    with cache_errors("write", request_path):
        request_path.write_bytes(codec.encode(request))
    with ExitStack() as stack:
        process = _start(stack, staging, [str(request_path), str(answer_path)], suspender)
        start = suspender.clock()
        exit_code = _wait(process, suspender, start + timeout_s)
        duration_s = suspender.clock() - start
    suspender.raise_if_cancelled()  # a process that was killed for that says nothing about the model
    if exit_code == 0 and answer_path.exists():
        return codec.decode(answer_path.read_bytes(), Converted).conversion  # type: ignore[no-any-return]
    if exit_code is None:
        status, kind, remedy = Status.TIMEOUT, Kind.TIMEOUT, "allow more with --timeout"
        message = f"the conversion did not end within {timeout_s:g} s"
    else:
        status, kind, remedy = Status.CRASHED, Kind.CRASHED, "see the build's log_convert.txt"
        message = f"the conversion ended with {exit_code}"
    failure = Failure(stage=Stage.CONVERT, kind=kind, message=message, remedy=remedy)
    return Conversion(record=StageRecord(status=status, duration_s=duration_s), failure=failure)


def _start(
    stack: ExitStack, staging: Path, arguments: list[str], suspender: ExporterSuspender
) -> subprocess.Popen[bytes]:
    """The process that converts; it has ended when the stack is closed."""
    temporary = staging / "temporary"  # ONNX Runtime leaves the whole model there if it is killed
    temporary.mkdir()
    with open(staging / "log_convert.txt", "wb") as log, suspender.exclusive_section():
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "turnkeyml.worker.child.convert_main", *arguments, str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=confinement.environment() | {"TMPDIR": str(temporary)},
            start_new_session=True,
        )
        stack.callback(_end, process)
        stack.enter_context(suspender.managed(stack.enter_context(open_process(process.pid))))
    return process


def _wait(process: subprocess.Popen[bytes], suspender: ExporterSuspender, deadline_s: float) -> int | None:
    """The exit code, or None after the deadline by the suspender's clock, which stands still during measurements."""
    while (remaining_s := deadline_s - suspender.clock()) > 0:
        try:
            return process.wait(max(remaining_s, _POLL_S))
        except subprocess.TimeoutExpired:
            continue
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
