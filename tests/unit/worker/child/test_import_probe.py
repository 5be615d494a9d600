"""Imports that are tried in a fork, so that a fault of an import happens there."""

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json, selectors, sys, time
from turnkeyml.worker.child import import_probe
from turnkeyml.worker.child.preload import Preloader
import torch
torch.set_num_threads(1)
import_probe.PROBE_TIMEOUT_S = 3.0
selector = selectors.DefaultSelector()
probe = import_probe.ImportProbe(Preloader(), selector, lambda: None)
probe.add([(name,) for name in sys.argv[1:]])
succeeded = []
while probe.poll_s is not None:
    selector.select(probe.poll_s)
    succeeded += probe.take_succeeded()
print(json.dumps([succeeded, [name for name in sys.argv[1:] if name in sys.modules]]))
"""
BAD = {
    "exits": "import os; os._exit(0)",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "hangs": "import time; time.sleep(3600)",
    "kills": "import os; os.kill(os.getpid(), 9)",
    "threads": "import threading, time; threading.Thread(target=time.sleep, args=(99,), daemon=True).start()",
    "dtype": "import torch; torch.set_default_dtype(torch.float64)",
    "device": "import torch; torch.set_default_device('meta')",
    "gradients": "import torch; torch.set_grad_enabled(False)",
    "deterministic": "import torch; torch.use_deterministic_algorithms(True)",
    "computes": "import torch; torch.set_num_threads(2)",
    "precision": "import torch; torch.set_float32_matmul_precision('medium')",
    "draws": "import torch; torch.rand(1)",
    "seeds": "import random; random.seed(0)",
    "seeds_numpy": "import numpy; numpy.random.seed(0)",
    "environment": "import os; os.environ['TURNED'] = '1'",
    "patches": "import torch; torch.nn.Linear.forward = lambda self, x: x",
}
GOOD = {"plain": "import torch\nclass Model(torch.nn.Module): pass", "raises": "raise ImportError('no')"}


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """The modules whose probe succeeded, and those that were imported in the process that started the probes."""
    folder = tmp_path_factory.mktemp("modules")
    for name, text in (BAD | GOOD).items():
        (folder / f"{name}.py").write_text(text + "\n")
    program = [sys.executable, "-c", PROGRAM, *BAD, *GOOD]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD)
def test_an_import_that_ends_or_changes_the_process_fails(tried, name):
    assert name not in tried[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_an_import_that_changes_nothing_succeeds(tried, name):
    """Also one that raises: the script will see the exception."""
    assert name in tried[0]


@pytest.mark.slow
def test_a_probe_imports_nothing_in_the_server(tried):
    assert tried[1] == []
