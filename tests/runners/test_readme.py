"""The runtime that runners/README.md shows how to write is one that measures."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from conftest import REPOSITORY
from onnx_factories import affine_model, make_job, write_artifact
from turnkey_runner.contract import Job, RuntimeInfo, Status
from turnkey_runner.harness.measure_job import Folders, measure_job
from turnkey_runner.harness.session import Bound, Runtime, Session
from turnkey_runner.host import cpus


class Request:
    """One inference of the example's engine, which computes nothing: the references are its outputs."""

    def __init__(self, outputs: list[np.ndarray]) -> None:
        self._outputs = outputs

    def run(self) -> None:
        """Return at once."""

    def outputs_as_numpy(self) -> list[np.ndarray]:
        return self._outputs


@pytest.fixture
def affinity() -> Iterator[None]:
    """Measuring pins the process: undo that."""
    before = tuple(os.sched_getaffinity(0))
    yield
    cpus.pin(before)


@pytest.mark.usefixtures("affinity")
def test_the_example_of_a_runtime_measures_a_job(tmp_path, monkeypatch):
    model, inputs, outputs = affine_model()
    given: list[Mapping[str, np.ndarray]] = []

    def request(feeds: Mapping[str, np.ndarray]) -> Request:
        given.append(feeds)
        return Request(outputs)

    loaded = SimpleNamespace(request=request, device="CPU", threads=1)
    engine = SimpleNamespace(load=lambda path, threads: loaded, __version__="1.0")
    monkeypatch.setitem(sys.modules, "myengine", engine)
    (code,) = re.findall(r"```python\n(.*?)```", (REPOSITORY / "runners" / "README.md").read_text(), re.DOTALL)
    names = {one.__name__: one for one in (Bound, Iterator, Job, Path, RuntimeInfo, Sequence, Session, contextmanager)}
    names["np"] = np
    exec(code, names)
    runtime = Runtime(open_session=names["open_session"], engine="myengine")
    job = replace(make_job(write_artifact(tmp_path, model, inputs, outputs)), runtime="mine", threads=1)
    folders = Folders(volume=tmp_path, scratch=tmp_path)
    result = measure_job(job, 0, folders, {"mine": runtime}, lambda progress: None)
    assert (result.failure, result.benchmark, result.parity) == (None, Status.SUCCESSFUL, Status.SUCCESSFUL)
    assert result.runtime_info.engine == "myengine"
    assert given[0].keys() == {spec.name for spec in job.inputs}
