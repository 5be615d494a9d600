"""Measuring the machine's noise floor with a model of the collection, through the same line as any other."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from turnkey_runner.profiles import PROFILES
from turnkeyml import noise, pipeline, places
from turnkeyml.building import BuildOptions
from turnkeyml.cache.store import Store
from turnkeyml.errors import LauncherError
from turnkeyml.jobs import JobOptions, choose_targets
from turnkeyml.noise import NoiseFloor
from turnkeyml.records import AnalysisOptions, FiledResult
from turnkeyml.runs import Collector, RunOptions
from turnkeyml.sources import find_inputs


def calibrate(*, pairs: int, launcher: str, say: Callable[[str], None]) -> NoiseFloor:
    """Measure one model twice for each pair, and store the floor; say how far it is.

    Raises `LauncherError` where that fails.
    """
    count = itertools.count(1)
    store = Store.create(places.cache_root() / "caches" / "noise-floor")
    inputs = find_inputs([str(places.models_folder() / "selftest" / "conv.py")])
    options = RunOptions(
        targets=choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["standard"]),
        launcher=launcher,
        remeasure=True,
    )

    def measure() -> FiledResult:
        collected = Collector()
        outcome = pipeline.run_inputs(inputs, options, store, collected)
        if outcome.failed or not collected.results:
            raise LauncherError("the model of the noise floor cannot be measured", remedy="see `turnkey runners check`")
        say(f"measurement {next(count)} of {2 * pairs}")
        return collected.results[0]

    return noise.measure_floor(measure, pairs)
