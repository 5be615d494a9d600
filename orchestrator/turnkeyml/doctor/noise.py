"""Measures the machine's noise floor: one model of the collection, again and again, as any other run measures it."""

from __future__ import annotations

import itertools

from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.cache.store import Store
from turnkeyml.errors import RunnerError
from turnkeyml.events import Event, JobEnds
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.launchers.base import Notify
from turnkeyml.options.request import RunRequest
from turnkeyml.options.run_options import BuildOptions, JobOptions, RunOptions
from turnkeyml.options.targets import choose_targets
from turnkeyml.pipeline import run
from turnkeyml.records import AnalysisOptions, StoredResult
from turnkeyml.results import noise_floor
from turnkeyml.results.noise_floor import NoiseFloor
from turnkeyml.system import paths


def calibrate(*, pairs: int, launcher: str, notify: Notify) -> NoiseFloor:
    """Measure one model twice per pair, and store the floor; report each measurement.

    Raises `RunnerError` where the model cannot be measured.
    """
    count = itertools.count(1)
    store = Store.create(paths.cache_root() / "caches" / "noise-floor")
    inputs = find_inputs([str(paths.models_folder() / "selftest" / "conv.py")])
    options = RunOptions(
        targets=choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["standard"]),
        request=RunRequest(launcher=launcher, remeasure=True),
    )

    def measure() -> StoredResult:
        events: list[Event] = []
        outcome = run.run_inputs(inputs, options, store, events.append)
        results = [event.stored for event in events if isinstance(event, JobEnds)]
        if outcome.failed or not results:
            message = "the model for the noise floor cannot be measured"
            raise RunnerError(message, remedy="see `turnkey runners check`")
        notify(f"measurement {next(count)} of {2 * pairs}")
        return results[0]

    return noise_floor.measure_floor(measure, pairs)
