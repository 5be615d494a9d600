"""A fork server is prestarted where an input has no build yet, and only then."""

import os
import time
from pathlib import Path

import pytest

from turnkeyml.cache.store import Store
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
def test_no_server_is_prestarted_where_all_inputs_have_builds(cache, names):
    with prestarted_server(inputs(*names), cache) as server:
        assert server is None


@pytest.mark.parametrize("names", [["line"], ["linear_2"], ["linear", "zebra"], ["a"]])
def test_a_server_is_prestarted_for_a_new_input(cache, names):
    with prestarted_server(inputs(*names), cache) as server:
        assert server is not None
        assert is_alive(server.pid)
    assert not is_alive(server.pid)


def test_a_server_is_prestarted_for_a_new_cache(tmp_path):
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server:
        assert server is not None


def test_a_named_cache_may_copy_builds_of_its_siblings(tmp_path, monkeypatch):
    """Then no server is needed; a cache that is given by its path has no siblings."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    Store.create(tmp_path / "caches" / "first")
    (tmp_path / "caches" / "first" / "builds" / "linear_me_00000000").mkdir()
    with prestarted_server(inputs("linear"), tmp_path / "caches" / "second") as server:
        assert server is None
    with prestarted_server(inputs("linear", "other"), tmp_path / "caches" / "second") as server:
        assert server is not None
    with prestarted_server(inputs("linear"), tmp_path / "second") as server:
        assert server is not None


def test_a_prestarted_server_is_suspended_before_it_is_used(tmp_path):
    """The run may begin with a measurement of a cached build."""
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server, Worker(prestarted=server) as worker:
        with worker.suspended():
            wait_for_state(server.pid, "T")
        wait_for_state(server.pid, "RSD")


def wait_for_state(pid, wanted):
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in wanted:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_worker_uses_the_prestarted_server_and_stops_it(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import torch\n", encoding="utf-8")
    with prestarted_server(inputs("linear"), tmp_path / "missing") as server:
        assert server is not None
        with Worker(prestarted=server) as worker, worker._acquire_server(read_imports(script)) as (chosen, _):
            assert chosen is server
        assert not is_alive(server.pid)


def test_models_alone_get_a_server_without_torch(tmp_path):
    """The worker uses it for them, and another one for scripts."""
    for name in ("model.onnx", "script.py"):
        (tmp_path / name).write_text("import torch\n", encoding="utf-8")
    model = Input(path=tmp_path / "model.onnx", labels={})
    with prestarted_server([model], tmp_path / "missing") as server:
        assert server is not None
        assert server.for_models
        with Worker(prestarted=server) as worker:
            with worker._acquire_server(read_imports(tmp_path / "script.py")) as (chosen, _):
                assert chosen is not server
            with worker._acquire_server(read_imports(tmp_path / "model.onnx")) as (chosen, _):
                assert chosen is server
