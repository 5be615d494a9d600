"""torch is imported as without the patches, and no thread is left; in a fresh interpreter."""

import subprocess
import sys

import pytest

TEXT = """
import inspect, os, sys, threading
from turnkeyml.worker.child.preload import count_threads
from turnkeyml.worker.child.fast_start.torch_import import import_torch
before = inspect.getframeinfo, inspect.getmodule, inspect.getsource
import_torch()
assert (inspect.getframeinfo, inspect.getmodule, inspect.getsource) == before
assert count_threads() == 1 == threading.active_count()
import torch
print(torch._library.simple_registry.singleton.find("prims::sin").fake_impl.kernel.source)
assert torch.nn.functional.linear(torch.ones(1, 2), torch.ones(1, 2)).item() == 2
assert "torch.onnx" in sys.modules
"""


@pytest.mark.parametrize("settings", [{}, {"LD_LIBRARY_PATH": "/nowhere"}])
def test_torch_is_imported_and_inspect_is_restored(settings, monkeypatch):
    for name, value in (settings | {"OPENBLAS_NUM_THREADS": "1"}).items():  # as in the server
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-c", TEXT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    file, _, line = done.stdout.strip().rpartition(":")
    assert file.endswith(".py"), done.stdout
    assert int(line) > 1
