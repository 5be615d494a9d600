"""Calls a function in a fresh process per item, forked from an interpreter that has imported the large libraries."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any

import pytest

PRELOADED = ("corpus.preloaded",)
TIMEOUT_S = 600


@dataclass(frozen=True)
class Died:
    """How a process ended that did not answer."""

    how: str


def call_each(
    function: Callable[[str], Any], items: Iterable[str], *, preloaded: Iterable[str] = PRELOADED, at_once: int = 2
) -> Iterator[tuple[str, Any]]:
    """Yield each item with the function's result, or `Died`, in the order of completion. Nothing is printed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preloaded))
    # Python 3.11's fork server looks for these in PYTHONPATH alone, and passes over what it cannot find.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        forkserver.ensure_running()
    with ThreadPoolExecutor(at_once) as pool:
        coming = {pool.submit(_call, context, function, item): item for item in items}
        for one in as_completed(coming):
            yield coming[one], one.result()


def _call(context: ForkServerContext, function: Callable[[str], Any], item: str) -> Any:
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(function, item, theirs, dict(os.environ)))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(TIMEOUT_S) else Died(f"no end within {TIMEOUT_S} s")
    except EOFError:
        process.join()
        return Died(f"the process ended with {process.exitcode}")
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(function: Callable[[str], Any], item: str, answer: Connection, environment: dict[str, str]) -> None:
    os.environ.update(environment)  # the interpreter that is forked may be of an earlier time
    sink = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(sink, descriptor)
    answer.send(function(item))
