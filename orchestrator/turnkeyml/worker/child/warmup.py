"""The fork server's work before the first scripts: imports and one minimal export. No thread is left behind."""

from __future__ import annotations

import gc
import logging
import tempfile
import warnings
from pathlib import Path

import torch
import tqdm

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.export.exporters import export_model
from turnkeyml.export.wrapper import OnnxWrapper
from turnkeyml.worker.child import fast_start, gpu_guard
from turnkeyml.worker.child.hidden_modules import remember_needed


class _MinimalModel(torch.nn.Module):
    """The smallest model that takes the exporter through all of its passes."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight


def prepare() -> int:
    """Import what every script and export needs; return the number of threads that torch uses in a child.

    The children are forked from this process, so nothing may start a thread: torch uses one thread here, and tqdm's
    monitor is off. Nor may anything initialize a GPU.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tqdm.tqdm.monitor_interval = 0
    gpu_guard.install()
    import turnkeyml.worker.child.tasks  # noqa: F401 (imports the modules)

    remember_needed()
    gc.freeze()  # the collector does not write to frozen objects, so that children share their pages
    return threads


def warm_exporter() -> None:
    """Export a minimal model: children share what the exporter imports and builds. A failure costs only time."""
    try:
        fast_start.import_deferred()
        fast_start.prepare_export()
        with tempfile.TemporaryDirectory() as folder, torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            inputs = flatten([torch.zeros(1, 2)], {}, ["x"])
            export_model(
                OnnxWrapper(_MinimalModel(), inputs).eval(), inputs, Path(folder), opset=None, parameter_bytes=16
            )
        fast_start.fill_tables()
    except Exception:  # the first script that meets the problem will report it
        logging.getLogger(__name__).exception("the exporter could not be warmed up")
    gc.collect()
    gc.freeze()
