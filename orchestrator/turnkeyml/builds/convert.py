"""A build's artifact in another precision: converted once, in a process of its own, and kept with the build."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from turnkey_runner.contract import Failure, Kind, Stage, Status, codec
from turnkeyml.cache.store import Store
from turnkeyml.records import Build, Conversion, StageRecord
from turnkeyml.worker.messages import Converted, ConvertRequest
from turnkeyml.worker.suspend import ExporterSuspender

_HELD_S = 0.5
"""How often a clock that stands still is looked at."""


def convert_build(
    build: Build, form: str, store: Store, suspender: ExporterSuspender, *, timeout_s: float, memory_bytes: int | None
) -> Build:
    """The build with its conversion to a form; made where it is missing, or has failed before.

    Raises `WorkCancelledError` where all work was ended meanwhile.
    """
    assert build.artifact is not None
    known = build.conversions.get(form)
    if known is not None and known.artifact is not None and store.has_artifact(known.artifact):
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
            store.save_build(converted)
    return converted


def _run(request: ConvertRequest, staging: Path, suspender: ExporterSuspender, timeout_s: float) -> Conversion:
    """Have the request answered; a process that dies or is late is an answer, too. It is held while others measure."""
    suspender.check()
    temporary = staging / "temporary"  # ONNX Runtime leaves the whole model there where it is ended
    temporary.mkdir()
    asked, answer = staging / "request.json", staging / "answer.json"
    asked.write_bytes(codec.encode(request))
    with ExitStack() as stack:
        log = stack.enter_context(open(staging / "log_convert.txt", "wb"))
        with suspender.exclusive_section():
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "turnkeyml.worker.child.convert_main",
                    str(asked),
                    str(answer),
                    str(os.getpid()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=os.environ | {"TMPDIR": str(temporary), "ORT_DISABLE_TELEMETRY": "1"},
                start_new_session=True,
            )
            stack.callback(_end, process)
            stack.enter_context(suspender.managed(process.pid))
        began = suspender.clock()
        code = _wait(process, suspender, began + timeout_s)
        duration_s = suspender.clock() - began
    suspender.check()  # its end says nothing of the model
    if code == 0 and answer.exists():
        return codec.decode(answer.read_bytes(), Converted).conversion  # type: ignore[no-any-return]
    status = Status.TIMEOUT if code is None else Status.CRASHED
    message = (
        f"the conversion did not end within {timeout_s:g} s" if code is None else f"the conversion ended with {code}"
    )
    failure = Failure(
        stage=Stage.CONVERT,
        kind=Kind.TIMEOUT if code is None else Kind.CRASHED,
        message=message,
        remedy="allow more with --timeout" if code is None else "see the build's log_convert.txt",
    )
    return Conversion(record=StageRecord(status=status, duration_s=duration_s), failure=failure)


def _wait(process: subprocess.Popen[bytes], suspender: ExporterSuspender, deadline_s: float) -> int | None:
    """The exit status, or None once the gate's clock, which stands still while the process is held, is late."""
    while (remaining_s := deadline_s - suspender.clock()) > 0:
        try:
            return process.wait(max(remaining_s, _HELD_S))
        except subprocess.TimeoutExpired:
            continue
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
