"""Finds out which engines a runner has, once at its start, so that no engine disturbs another."""

from __future__ import annotations

import importlib
import json
import os
import signal

from turnkey_runner.contract import RuntimeDescription
from turnkey_runner.harness.engine_package import package_of
from turnkey_runner.harness.session import Runtime
from turnkey_runner.host import processes

IMPORT_TIMEOUT_S = 60.0
"""For an import in another process: reading the libraries from a cold disk takes seconds."""
_MAX_CHARS = 1000


def describe_engine(name: str, runtime: Runtime) -> RuntimeDescription:
    """Return the version and the package of a runtime's engine, and the problem if it cannot be used."""
    version, problem = (_import_in_child if runtime.apart else _import)(runtime.engine)
    problem = problem or runtime.find_problem()
    package = package_of(runtime.engine)
    return RuntimeDescription(name=name, engine=runtime.engine, version=version, problem=problem, package=package)


def _import(engine: str) -> tuple[str, str]:
    try:
        module = importlib.import_module(engine)
    except Exception as error:  # a broken engine must not break the others
        return "", " ".join(f"{engine} cannot be imported: {type(error).__name__}: {error}".split())[:_MAX_CHARS]
    return str(getattr(module, "__version__", "")), ""


def _import_in_child(engine: str) -> tuple[str, str]:
    """Import an engine in a child process, so that its libraries stay out of this one."""
    reader, writer = os.pipe()
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            processes.die_with_parent(supervisor)
            os.dup2(2, 1)  # what it prints goes to the log
            os.write(writer, json.dumps(_import(engine)).encode())  # does not block: it fits into a pipe
        finally:
            os._exit(0)
    os.close(writer)
    status = processes.end_child(child, patience_s=IMPORT_TIMEOUT_S)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    if answer:
        version, problem = json.loads(answer)
        return version, problem
    how = f"was killed by {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else "ended by itself"
    return "", f"{engine} cannot be imported: its process {how}"
