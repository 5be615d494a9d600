"""The fork server never initializes a GPU, so that every script's process can."""

import os
import sys

import pytest
import torch

from turnkeyml.worker.child import gpu_guard
from turnkeyml.worker.child.preload import Preloader


@pytest.fixture
def driver(monkeypatch):
    """PyTorch's functions for CUDA, as a build with CUDA has them; counts where they are called."""
    calls = []
    monkeypatch.setattr(gpu_guard, "_originals", {})

    def count():
        calls.append(os.getpid())
        return 2

    for name in ("_cuda_getDeviceCount", "_cuda_init"):
        monkeypatch.setattr(torch._C, name, count, raising=False)
    gpu_guard.install()
    return calls


def test_devices_are_counted_in_another_process(driver):
    """However often a package asks: here, PyTorch's function is never called, and the answer is right."""
    assert [torch._C._cuda_getDeviceCount() for _ in range(3)] == [2, 2, 2]
    assert driver == []


def test_no_device_is_initialized_here(driver):
    with pytest.raises(RuntimeError, match="before the fork"):
        torch._C._cuda_init()
    assert driver == []


def test_a_scripts_process_has_pytorchs_own_functions(driver):
    gpu_guard.remove()
    assert (torch._C._cuda_getDeviceCount(), torch._C._cuda_init()) == (2, 2)
    assert driver == [os.getpid()] * 2


def test_a_count_that_fails_is_no_device(monkeypatch):
    """As with a driver that ends the process."""
    assert gpu_guard._call_in_fork(lambda: os._exit(3)) == 0
    assert gpu_guard._call_in_fork(lambda: 1 // 0) == 0


def test_a_package_that_opens_a_gpu_makes_forking_unsafe(monkeypatch, tmp_path):
    """By whatever library: the driver's file is open."""
    (tmp_path / "opens_gpu.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(gpu_guard, "_DRIVER_FILES", (os.devnull,))
    monkeypatch.setattr("turnkeyml.worker.child.preload.count_threads", lambda: 1)
    monkeypatch.setattr(os, "readlink", lambda path: os.devnull if "opens_gpu" in sys.modules else "")
    assert Preloader().preload(("colorsys",)) == ""
    assert Preloader().preload(("opens_gpu",)) == "opens_gpu"
