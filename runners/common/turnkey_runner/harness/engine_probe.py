"""Which engines a runner has: asked once, at its start, and by none of them so that it disturbs another."""

from __future__ import annotations

import importlib
import json
import os
import signal

from turnkey_runner.contract import RuntimeDescription
from turnkey_runner.harness.session import Runtime
from turnkey_runner.host import processes

IMPORT_TIMEOUT_S = 60.0
"""For an engine that is imported apart: a cold disk takes seconds for its libraries."""
_MAX_WORDS = 1000


def describe_engine(name: str, runtime: Runtime) -> RuntimeDescription:
    """The version of a runtime's engine, and why it cannot be used where it cannot."""
    version, problem = (_ask_apart if runtime.apart else _import)(runtime.engine)
    problem = problem or runtime.find_problem()
    return RuntimeDescription(name=name, engine=runtime.engine, version=version, problem=problem)


def _import(engine: str) -> tuple[str, str]:
    try:
        module = importlib.import_module(engine)
    except Exception as error:  # a broken engine must not break its neighbours
        return "", " ".join(f"{engine} cannot be imported: {type(error).__name__}: {error}".split())[:_MAX_WORDS]
    return str(getattr(module, "__version__", "")), ""


def _ask_apart(engine: str) -> tuple[str, str]:
    """The same in a process that is thrown away: what the import loads is gone with it."""
    reader, writer = os.pipe()
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            processes.die_with_parent(supervisor)
            os.dup2(2, 1)  # what it prints is no answer
            os.write(writer, json.dumps(_import(engine)).encode())  # at once: it fits into a pipe
        finally:
            os._exit(0)
    os.close(writer)
    status = processes.end_child(child, patience_s=IMPORT_TIMEOUT_S)
    with os.fdopen(reader, "rb") as told:
        answer = told.read()
    if answer:
        version, problem = json.loads(answer)
        return version, problem
    how = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "itself"
    return "", f"{engine} cannot be imported: its process was ended by {how}"
