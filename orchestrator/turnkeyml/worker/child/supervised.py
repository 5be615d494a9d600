"""A process below a supervisor: sends it an event for each step, prints into its log, and ends by `os._exit`."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from turnkey_runner.contract import codec
from turnkey_runner.host.processes import die_with_parent
from turnkeyml.analysis.failures import describe_exception
from turnkeyml.analysis.stderr_tail import RecordedStderr
from turnkeyml.system.tempdirs import child_folder
from turnkeyml.worker.child.event_channel import EventSender
from turnkeyml.worker.messages import WorkEvent, WorkFailed

UNREPORTED = 70
"""The exit status where an error is turnkey's own, or its event cannot be sent."""
Send = Callable[[WorkEvent], None]


def run(*, prepare: Callable[[], EventSender], work: Callable[[Send], None], log: int, supervisor_pid: int) -> NoReturn:
    """Prepare and work; never return: `os._exit` lets no thread or destructor of a script delay the end."""
    try:
        die_with_parent(supervisor_pid)
        os.setsid()
        _flush_output()
        _redirect_output(log)
        _use_own_temporary_folder(supervisor_pid)
        _work(prepare(), work)
    except BaseException:
        with contextlib.suppress(BaseException):
            traceback.print_exc()
        os._exit(UNREPORTED)
    os._exit(0)


def _work(sender: EventSender, work: Callable[[Send], None]) -> None:
    pid = os.getpid()

    def send(event: WorkEvent) -> None:
        if os.getpid() == pid:  # the script may have forked
            _flush_output()  # the log is read when the event arrives
            _redirect_output(sender.send(codec.encode(event)))

    try:
        work(send)
    except BaseException as error:
        if os.getpid() != pid:
            raise
        traceback.print_exc()
        message = f"turnkey's worker failed: {describe_exception(error)}"
        sender.send(codec.encode(WorkFailed(message=message)))
    _flush_output()


def _use_own_temporary_folder(supervisor_pid: int) -> None:
    """The orchestrator removes it when the supervisor has ended."""
    folder = child_folder(Path(os.environ["TMPDIR"]), supervisor_pid)
    folder.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)


def _redirect_output(log: int) -> None:
    """Redirect what the script, exporters and native code print, and replace streams that a script has closed."""
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    sys.stdout = sys.__stdout__ = io.TextIOWrapper(_file(1), **_ANY_TEXT)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = RecordedStderr(_file(2), line_buffering=True, **_ANY_TEXT)  # type: ignore[misc]


_ANY_TEXT: dict[str, Any] = {"encoding": "utf-8", "errors": "backslashreplace"}
"""A lone surrogate is escaped."""


def _file(descriptor: int) -> BinaryIO:
    return open(descriptor, "wb", closefd=False)


def _flush_output() -> None:
    """Flush the buffers of Python and of native code; a script may have closed or replaced its streams."""
    for stream in (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.flush()  # type: ignore[union-attr]
    ctypes.CDLL(None).fflush(None)
