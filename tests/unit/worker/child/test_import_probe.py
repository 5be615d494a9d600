"""Imports that are tried in a fork: what they do wrong happens there."""

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
import_probe.TRIAL_S = 3.0
ready = selectors.DefaultSelector()
trials = import_probe.ImportProbe(Preloader(), ready, lambda: None)
trials.add([(name,) for name in sys.argv[1:]])
passed = []
while trials.wait_s is not None:
    ready.select(trials.wait_s)
    passed += trials.succeeded()
print(json.dumps([passed, [name for name in sys.argv[1:] if name in sys.modules]]))
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
    """Which of the modules passed, and which of them are in the process that had them tried."""
    folder = tmp_path_factory.mktemp("modules")
    for name, text in (BAD | GOOD).items():
        (folder / f"{name}.py").write_text(text + "\n")
    program = [sys.executable, "-c", PROGRAM, *BAD, *GOOD]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", BAD)
def test_what_would_end_the_process_or_change_it_for_others_fails(tried, name):
    """Whichever way it does."""
    assert name not in tried[0]


@pytest.mark.parametrize("name", GOOD)
def test_what_leaves_all_as_it_was_passes(tried, name):
    """An import that raises does no harm either."""
    assert name in tried[0]


def test_nothing_was_imported_here(tried):
    """That is for whoever had it tried."""
    assert tried[1] == []
