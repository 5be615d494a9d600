"""What `turnkey compare` says of two equal runs, and of a planted slow-down, on this machine.

    python benchmarks/comparisons.py [--kept]   (about 20 minutes; --kept compares what the last one measured)

One cache is measured twice with `--profile standard`; the first run is kept as another cache, `comparisons-first`.
Equal runs must be "same" or "ambiguous"; then the samples of each run in turn are made 20 % longer, and that must be
found. Learnt: a machine that repeats itself within 5 to 7 % from one measurement to the next is up to 11 % slower for
some seconds to some minutes at a time. Where the processes of a job follow one another, their intervals miss that: a
third of the equal pairs were called different, and every planted slow-down was found. In rounds, the intervals hold
it: no equal pair was called different, and a third of the planted slow-downs hid, in runs that were 7 % apart by
themselves. Most processes of a job agree within 1 %; one or two of five are 5 to 12 % slower, as are their neighbours
in time, whichever model. Fixed work beside the loop (products of small matrices in one and two threads, vectors in
the cache, copies, Python) does not tell: its correlation with a model's slow phases was 0.1 to 0.7 over three
minutes, and dividing by it left as much noise as there was. With up to ten processes where an interval is wider than
±5 %, both hold (a run of 28 jobs takes 5 minutes on a machine that repeats itself within 5 %). With Holm's correction
over 30 pairs a slow-down of all of them hid behind their number; Benjamini and Hochberg's finds it. On a machine where
up to half of a job's processes are 1.2 to 2.5 times slower, both hold where the slower half is left out (decision
0013): by Welch's test of all processes, 35 of 56 planted slow-downs were found, and 5 of 28 equal pairs called
different. Of two runs minutes apart, one is slower as a whole there: planted in one of them alone, the slow-down hides
(25 of 28 found) or shows (28 of 28).
"""

from __future__ import annotations

import argparse
import shutil
import sys

from artifacts import MODELS, build_artifacts, with_scaled_samples, write_page

from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.cache import layout
from turnkeyml.cache.store import Store
from turnkeyml.doctor import noise
from turnkeyml.events import Event, JobEnds
from turnkeyml.options.request import RunRequest
from turnkeyml.options.run_options import BuildOptions, JobOptions, RunOptions
from turnkeyml.options.targets import choose_targets
from turnkeyml.pipeline import run
from turnkeyml.records import AnalysisOptions, StoredResult
from turnkeyml.results.compare import Change, EffectThreshold, Pair, compare_pairs, count
from turnkeyml.results.noise_floor import load_floor
from turnkeyml.system import paths

RUNTIMES = ("ort", "openvino")
PLANTED = 1.2
THRESHOLD = 0.05
FIRST, SECOND = "comparisons-first", "comparisons"
Results = dict[tuple[str, str], StoredResult]
"""By build and runtime."""


def run_all(store: Store) -> Results:
    """Each build of the cache with each runtime, as `turnkey run --remeasure` does."""
    options = RunOptions(
        targets=choose_targets(["x86"], RUNTIMES, []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["standard"]),
        request=RunRequest(launcher="process", remeasure=True),
    )
    events: list[Event] = []
    run.run_cached({}, options, store, events.append)
    results = [event.stored for event in events if isinstance(event, JobEnds)]
    return {(stored.build, stored.job.runtime): stored for stored in results}


def measure_twice() -> tuple[Results, Results]:
    """All builds, and all of them again."""
    store = Store.create(paths.cache_root() / "caches" / SECOND)
    build_artifacts(store, MODELS)
    first = run_all(store)
    keep(store, FIRST)
    print("first run done", file=sys.stderr, flush=True)
    return first, run_all(store)


def results_of(name: str) -> Results:
    """What lies in a cache."""
    store = Store.open(paths.cache_root() / "caches" / name)
    return {(one, stored.job.runtime): stored for one in store.build_names() for stored in store.results(one)}


def keep(store: Store, name: str) -> None:
    """Copy a cache's builds and results, without the models, to be looked at later."""
    copy = Store.create(store.path.parent / name)
    shutil.rmtree(layout.builds(copy.path), ignore_errors=True)
    shutil.copytree(layout.builds(store.path), layout.builds(copy.path))


def describe_pairs(pairs: list[Pair]) -> str:
    """How many of each."""
    return ", ".join(f"{number} {change}" for change, number in count(pairs).items() if number)


def main() -> None:
    """Measure twice, compare, plant, compare."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kept", action="store_true", help="measure nothing, compare what the last run left")
    given = options.parse_args()
    floor = load_floor() or noise.calibrate(pairs=20, launcher="process", notify=lambda line: None)
    first, second = (results_of(FIRST), results_of(SECOND)) if given.kept else measure_twice()
    equal = [(first[name], second[name]) for name in first if name in second]
    slower = [
        [(one, with_scaled_samples(other, PLANTED)) for one, other in equal],
        [(other, with_scaled_samples(one, PLANTED)) for one, other in equal],
    ]
    least = EffectThreshold(threshold=THRESHOLD, noise_floor=floor.floor, between_runs=floor.between_runs)
    same, *planted = (compare_pairs(pairs, least) for pairs in (equal, *slower))
    quiet = sum(pair.change in (Change.SAME, Change.AMBIGUOUS) for pair in same)
    both = [pair for pairs in planted for pair in pairs]
    found = sum(pair.change is Change.SLOWER for pair in both)
    lines = [
        f"Noise floor {floor.floor:.1%}, between runs {floor.between_runs:.1%}.",
        f"{len(same)} pairs ({len(MODELS)} scripts, {' and '.join(RUNTIMES)}).",
        "",
        f"- Two equal runs: {describe_pairs(same)}: {quiet / len(same):.0%} same or ambiguous.",
        f"- The second one with samples {PLANTED - 1:.0%} longer: {describe_pairs(planted[0])}.",
        f"- The first one with samples {PLANTED - 1:.0%} longer: {describe_pairs(planted[1])}.",
        f"- Of these {len(both)}, {found / len(both):.1%} are found.",
        "",
        "| build | runtime | second/first | 95 % interval | equal runs | planted in the second | in the first |",
        "|---|---|---|---|---|---|---|",
    ]
    for one, *others in zip(same, *planted, strict=True):
        assert one.ratio is not None, one.reason
        interval = f"{one.ratio.interval.low:.3f} to {one.ratio.interval.high:.3f}"
        runtime = one.base_runtime
        changes = " | ".join(pair.change for pair in (one, *others))
        lines.append(f"| {one.build} | {runtime} | {one.ratio.value:.3f} | {interval} | {changes} |")
    print(write_page("comparisons", "What compare says of equal runs and of a planted slow-down", lines))


if __name__ == "__main__":
    main()
