"""A build's artifact in another precision: converted once, in a process of its own, and kept with the build."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import time
from pathlib import Path

from turnkey_runner import codec
from turnkey_runner.contract import Failure, Kind, Stage, Status
from turnkeyml.cache.store import Store
from turnkeyml.records import Build, Conversion, Converted, ConvertRequest, StageRecord


def convert_build(build: Build, precision: str, store: Store, *, timeout_s: float, memory_bytes: int | None) -> Build:
    """The build with its conversion to a precision; made where it is missing, or has failed before."""
    assert build.artifact is not None
    known = build.conversions.get(precision)
    if known is not None and known.artifact is not None and store.has_artifact(known.artifact):
        return build
    with store.staging() as staging:
        target = staging / precision
        target.mkdir()
        request = ConvertRequest(
            source=str(store.artifact_folder(build.artifact)),
            artifact=build.artifact,
            precision=precision,
            target=str(target),
            memory_bytes=memory_bytes,
        )
        conversion = _run(request, staging, timeout_s)
        if conversion.artifact is not None:
            store.adopt_artifact(target, conversion.artifact)
        store.adopt_log(build.name, Stage.CONVERT.value, staging / "log_convert.txt")
    converted = dataclasses.replace(build, conversions=build.conversions | {precision: conversion})
    store.save_build(converted)
    return converted


def _run(request: ConvertRequest, staging: Path, timeout_s: float) -> Conversion:
    """Have the request answered; a process that dies or is late is an answer, too."""
    asked, answer = staging / "request.json", staging / "answer.json"
    asked.write_bytes(codec.encode(request))
    began = time.monotonic()
    with open(staging / "log_convert.txt", "wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "turnkeyml.worker.conversion", str(asked), str(answer)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            code = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            process.kill()
            process.wait()
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
    return Conversion(record=StageRecord(status=status, duration_s=time.monotonic() - began), failure=failure)
