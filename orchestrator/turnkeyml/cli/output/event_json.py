"""Converts the events of a run to the JSON objects that `turnkey run --json` prints, one per line."""

from __future__ import annotations

import re
from typing import Any, assert_never

from turnkey_runner.contract import codec
from turnkeyml.events import (
    BuildEnds,
    Event,
    InputBegins,
    InputEnds,
    JobEnds,
    JobRetries,
    Note,
    ProcessEnds,
    RunBegins,
    StageBegins,
)


def event_name(kind: type) -> str:
    """The name of an event in JSON: `run_begins` for `RunBegins`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


def event_to_json(event: Event) -> dict[str, Any]:
    """The fields of an event as plain values."""
    return {"event": event_name(type(event))} | _fields(event)


def _fields(event: Event) -> dict[str, Any]:
    match event:
        case RunBegins():
            return {"inputs": event.inputs}
        case InputBegins() | InputEnds():
            return {"input": event.input}
        case StageBegins():
            return {"name": event.name, "stage": str(event.stage), "input": event.input}
        case BuildEnds():
            failure = codec.to_plain(event.build.failure) if event.build.failure is not None else None
            remarks = list(event.build.invocation.remarks) if event.build.invocation is not None else []
            told = {"remarks": remarks} if remarks else {}
            return {"build": event.build.name, "cached": event.cached, "failure": failure} | told
        case ProcessEnds():
            job, result = event.stored.job, event.stored.result
            target = {"device": job.device, "runtime": job.runtime, "precision": job.precision}
            counts = {"processes": len(result.conditions), "of": result.settings.processes}
            return {"build": event.build.name} | target | counts
        case JobRetries():
            target = {"device": event.device, "runtime": event.runtime, "precision": event.precision}
            counts = {"retry": event.retry, "of": event.of}
            return {"build": event.name} | target | counts | {"reason": event.reason, "delay_s": event.delay_s}
        case JobEnds():
            kept = {"kept": event.kept.measured_at} if event.kept is not None else {}
            return {"build": event.build.name, "cached": event.cached, "result": codec.to_plain(event.stored)} | kept
        case Note():
            return {"message": event.message}
        case _:
            assert_never(event)
