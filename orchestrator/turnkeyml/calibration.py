"""Measuring the machine's noise floor with a model of the collection, through the same line as any other."""

from __future__ import annotations

from turnkey_runner.profiles import PROFILES
from turnkeyml import noise, pipeline, places
from turnkeyml.building import BuildOptions
from turnkeyml.cache.store import Store
from turnkeyml.errors import LauncherError
from turnkeyml.jobs import JobOptions, choose_targets
from turnkeyml.noise import NoiseFloor
from turnkeyml.records import AnalysisOptions, FiledResult
from turnkeyml.runs import Listener, RunOptions
from turnkeyml.sources import find_inputs


def calibrate(*, pairs: int, launcher: str, listener: Listener) -> NoiseFloor:
    """Measure one model twice for each pair, and store the floor. Raises `LauncherError` where that fails."""
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
        outcome = pipeline.run_inputs(inputs, options, store, listener)
        if outcome.failed or not outcome.results:
            raise LauncherError("the model of the noise floor cannot be measured", remedy="see `turnkey runners check`")
        return outcome.results[0][1]

    return noise.measure_floor(measure, pairs)
