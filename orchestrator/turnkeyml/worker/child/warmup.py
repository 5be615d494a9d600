"""What the fork server does ahead of the scripts: imports, and one tiny export. It leaves no thread behind."""

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
from turnkeyml.worker.child import fast_start


class _MinimalModel(torch.nn.Module):
    """The smallest model that takes the exporter through all of its passes."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(2, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight


def prepare() -> int:
    """Import what every script and export needs; return how many threads torch is to use in a child.

    Children are forked from here, so nothing may start a thread: torch computes with one
    meanwhile, and tqdm's monitor stays off.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    tqdm.tqdm.monitor_interval = 0
    import turnkeyml.worker.child.tasks  # noqa: F401 (the modules are what is wanted)

    gc.freeze()  # the collector leaves what is here alone, so that children share its pages
    return threads


def warm_exporter() -> None:
    """Have the exporter import and build what it does at its first export. Failing costs time, never a result."""
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
    except Exception:  # whatever is wrong will be said by the first script that meets it
        logging.getLogger(__name__).exception("the exporter could not be warmed up")
    gc.collect()
    gc.freeze()
