"""What the fork server does ahead of the scripts: imports, and one tiny export. It leaves no thread behind."""

from __future__ import annotations

import functools
import gc
import logging
import tempfile
import warnings
from pathlib import Path

import torch
import tqdm


class _Tiny(torch.nn.Module):
    """The smallest model that takes the exporter through all of its passes."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight


def warm_up() -> int:
    """Import what every script and export needs; return how many threads torch is to use in a child.

    Children are forked from here, so nothing may start a thread: torch computes with one
    meanwhile, and tqdm's monitor stays off. A warm-up that fails costs time, never a result.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tqdm.tqdm.monitor_interval = 0
    import turnkeyml.worker.steps  # noqa: F401 (the modules are what is wanted)
    from turnkeyml.worker.packages import distributions_by_module

    distributions_by_module()
    _keep_registry()

    try:
        with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = str(Path(folder) / "tiny.onnx")
            torch.onnx.export(_Tiny().eval(), (torch.zeros(1, 2),), model, dynamo=True, optimize=False, verbose=False)
    except Exception:  # whatever is wrong will be said by the first script that meets it
        logging.getLogger(__name__).exception("the exporter could not be warmed up")
    gc.collect()
    gc.freeze()  # the collector leaves what is here alone, so that children share its pages
    return threads


def _keep_registry() -> None:
    """Have the exporter's table of operators made once: it parses 500 functions anew for each export, for 0.6 s.

    It is changed by nobody: we give no translations of our own.
    """
    try:
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        make = functools.cache(ONNXRegistry.from_torchlib)
        ONNXRegistry.from_torchlib = staticmethod(make)  # type: ignore[method-assign]
    except (ImportError, AttributeError):  # another version of torch: it costs time, never a result
        logging.getLogger(__name__).exception("the exporter's table of operators cannot be kept")
