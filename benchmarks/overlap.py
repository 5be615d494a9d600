"""Whether exporting a corpus disturbs what is measured meanwhile on the same host: medians with and without.

    python benchmarks/overlap.py      (15 minutes)

In turn: jobs on a host where scripts have just been analyzed and exported, and the same jobs while that goes on without
end beside them, held by each measurement or on CPUs of their own (`--threads 1`, where some lie behind another
last-level cache). Each second round is the other way about, for a machine that gets slower would speak for whoever
comes first. Rounds go on, at least `ROUNDS[0]` and at most `ROUNDS[1]`, until a ratio is known to within `WIDTH`,
whatever it is. Learnt: on any free core, behind the same cache, exporters made a MiniLM 7 % slower (±4 %) and a
convolution 2 % (±3 %), so they are held there. Beside held exporters the MiniLM was 1 to 3 % faster than without, with
exports before each quiet job or not; beside two held processes that only compute, as fast (1.001, 25 pairs). So it is
not the holding, nor a processor that has been idle; what exporters do with memory is suspected, not known.
"""

from __future__ import annotations

import itertools
import math
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from artifacts import build_artifacts, write_page

from turnkey_runner.intervals import interval_of
from turnkey_runner.profiles import PROFILES
from turnkey_runner.statistics import summarize
from turnkeyml import capacity, jobs, places
from turnkeyml.ahead import Ahead
from turnkeyml.building import BuildOptions, build_input
from turnkeyml.cache.store import Store
from turnkeyml.measuring import Dispatch
from turnkeyml.records import AnalysisOptions, Build
from turnkeyml.runs import Collector, RunOptions
from turnkeyml.sources import find_inputs
from turnkeyml.worker.client import WorkCancelledError, Worker

MODELS = ("selftest/conv", "timm/mobilenetv3_small_100", "popular_on_huggingface/all_minilm_l6_v2")
EXPORTED = ("transformers/distilbert", "timm/efficientnet_b0", "transformers/gpt2")
ROUNDS = (9, 19)
WIDTH = 0.01
"""Half of the 95 % interval of a ratio over the rounds."""
BEFORE_S = 3.0
"""How long scripts have been exported before each job, quiet or not."""


def options_of(threads: int | None) -> RunOptions:
    """Short jobs, measured anew each time."""
    return RunOptions(
        targets=jobs.choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=jobs.JobOptions(settings=PROFILES["quick"], threads=threads),
        launcher="process",
        remeasure=True,
    )


@contextmanager
def exporting(store: Store, worker: Worker) -> Iterator[None]:
    """Scripts analyzed and exported without end, two at once."""
    inputs = find_inputs([str(places.models_folder() / f"{name}.py") for name in EXPORTED])
    again = BuildOptions(analysis=AnalysisOptions(), rebuild="always", threads=1)

    def make(one: object) -> None:
        try:
            build_input(one, again, store, worker, lambda build: True, lambda name, stage: None)  # type: ignore[arg-type]
        except WorkCancelledError:
            return

    with Ahead(itertools.cycle(inputs), make, jobs=2, cancel=worker.cancel):
        yield


def median_ms(dispatch: Dispatch, build: Build) -> float:
    """One job."""
    (filed,) = dispatch.measure(build, build.name)
    latency = summarize(filed.result.measurements, "latency")
    assert latency is not None, filed.result.failure
    return latency.median / 1e6


def ratios(store: Store, builds: list[Build], threads: int | None) -> Iterator[str]:
    """A row for each build: the median of busy over quiet, each pair one right after the other."""
    options = options_of(threads)
    cpus = capacity.spare_cpus(threads)
    how = "on CPUs of their own" if cpus else "held"
    for build in builds:
        pairs: list[tuple[float, float]] = []
        while len(pairs) < ROUNDS[0] or (len(pairs) < ROUNDS[1] and _reach(pairs) > WIDTH):
            pairs.append(_one_round(store, build, options, cpus, quiet_first=len(pairs) % 2 == 0))
        ratio = statistics.median(busy / quiet for quiet, busy in pairs)
        quiet = statistics.median(quiet for quiet, _ in pairs)
        same = statistics.median(b / a for (a, _), (b, _) in itertools.pairwise(pairs))
        cells = (build.name, threads or "all", how, len(pairs), f"{quiet:.4g}", f"{ratio:.3f}", f"{_reach(pairs):.1%}")
        yield f"| {' | '.join(map(str, cells))} | {same:.3f} |"
        print(*cells, file=sys.stderr, flush=True)


def _one_round(
    store: Store, build: Build, options: RunOptions, cpus: tuple[int, ...], *, quiet_first: bool
) -> tuple[float, float]:
    """A job on the quiet host and one beside exporters, in milliseconds."""
    found = {}
    for quiet in (True, False) if quiet_first else (False, True):
        with Worker(cpus) as worker, exporting(store, worker):
            time.sleep(BEFORE_S)
            if not quiet:
                with Dispatch(options, store, worker, Collector()) as dispatch:
                    found[quiet] = median_ms(dispatch, build)
        if quiet:
            with Worker(cpus) as worker, Dispatch(options, store, worker, Collector()) as dispatch:
                found[quiet] = median_ms(dispatch, build)
    return found[True], found[False]


def _reach(pairs: list[tuple[float, float]]) -> float:
    interval = interval_of([busy / quiet for quiet, busy in pairs])
    return interval.relative_half_width if interval else math.inf


def main() -> None:
    """Measure both ways, write the table."""
    store = Store.create(places.cache_root() / "caches" / "overlap")
    builds = build_artifacts(store, MODELS)
    lines = [
        "Medians of the rounds; busy: while a corpus is exported; quiet: right after that ended. `±` is half of the",
        "95 % interval of busy/quiet; `quiet/quiet` is a job over the same one a round before.",
        "",
        "| build | threads | exporters | rounds | quiet ms | busy/quiet | ± | quiet/quiet |",
        "|---|---|---|---|---|---|---|---|",
        *ratios(store, builds, None),
    ]
    if capacity.spare_cpus(1):
        lines += ratios(store, builds, 1)
    else:
        lines += ["", "No CPU lies behind another last-level cache: exporters are held with fewer threads, too."]
    print(write_page("overlap", "Measuring while a corpus is exported on the same host", lines))


if __name__ == "__main__":
    main()
