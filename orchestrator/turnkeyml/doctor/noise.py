"""Measuring the machine's noise floor with a model of the collection, through the same line as any other."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.cache.store import Store
from turnkeyml.errors import LauncherError
from turnkeyml.events import Collector
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.options import BuildOptions, JobOptions, RunOptions, choose_targets
from turnkeyml.pipeline import run
from turnkeyml.records import AnalysisOptions, StoredResult
from turnkeyml.results import noise_floor
from turnkeyml.results.noise_floor import NoiseFloor
from turnkeyml.system import paths


def calibrate(*, pairs: int, launcher: str, notify: Callable[[str], None]) -> NoiseFloor:
    """Measure one model twice for each pair, and store the floor; say how far it is.

    Raises `LauncherError` where that fails.
    """
    count = itertools.count(1)
    store = Store.create(paths.cache_root() / "caches" / "noise-floor")
    inputs = find_inputs([str(paths.models_folder() / "selftest" / "conv.py")])
    options = RunOptions(
        targets=choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["standard"]),
        launcher=launcher,
        remeasure=True,
    )

    def measure() -> StoredResult:
        collected = Collector()
        outcome = run.run_inputs(inputs, options, store, collected)
        if outcome.failed or not collected.results:
            raise LauncherError("the model of the noise floor cannot be measured", remedy="see `turnkey runners check`")
        notify(f"measurement {next(count)} of {2 * pairs}")
        return collected.results[0]

    return noise_floor.measure_floor(measure, pairs)
