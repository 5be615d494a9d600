"""A fork server is started early where an input has no build yet, and only there."""

import os
import time
from pathlib import Path

import pytest

from turnkeyml.inputs.resolve import Input
from turnkeyml.worker.client import Worker
from turnkeyml.worker.prestart import prestarted_server
from turnkeyml.worker.script_imports import read_imports


def inputs(*names: str) -> list[Input]:
    return [Input(path=Path(f"{name}.py"), labels={"author": ["me"]}) for name in names]


def is_alive(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")


@pytest.fixture
def cache(tmp_path):
    for name in ("linear_me_00000000", "two-layers_me_00000000"):
        (tmp_path / "builds" / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("names", [["linear"], ["two_layers", "linear"], []])
def test_builds_that_are_there_need_none(cache, names):
    with prestarted_server(inputs(*names), cache) as server:
        assert server is None


@pytest.mark.parametrize("names", [["line"], ["linear_2"], ["linear", "zebra"], ["a"]])
def test_a_new_input_needs_one(cache, names):
    with prestarted_server(inputs(*names), cache) as server:
        assert server is not None
        assert is_alive(server.pid)
    assert not is_alive(server.pid)


def test_a_cache_that_is_not_there_needs_one(tmp_path):
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server:
        assert server is not None


def test_a_named_cache_may_borrow_what_is_not_in_it(tmp_path, monkeypatch):
    """Then none is needed; a cache that is known by its path alone borrows nothing."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    (tmp_path / "caches" / "first" / "builds" / "linear_me_00000000").mkdir(parents=True)
    with prestarted_server(inputs("linear"), tmp_path / "caches" / "second") as server:
        assert server is None
    with prestarted_server(inputs("linear", "other"), tmp_path / "caches" / "second") as server:
        assert server is not None
    with prestarted_server(inputs("linear"), tmp_path / "second") as server:
        assert server is not None


def test_it_is_held_before_anybody_has_taken_it(tmp_path):
    """A measurement of what is cached already may be the first thing that happens."""
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server, Worker(early=server) as worker:
        with worker.suspended():
            wait_for_state(server.pid, "T")
        wait_for_state(server.pid, "RSD")


def wait_for_state(pid, wanted):
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in wanted:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_worker_takes_it_and_ends_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import torch\n", encoding="utf-8")
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server:
        assert server is not None
        with Worker(early=server) as worker, worker._chosen(read_imports(script)) as (chosen, _):
            assert chosen is server
        assert not is_alive(server.pid)
