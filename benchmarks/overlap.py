"""Whether exporting a corpus disturbs what is measured meanwhile on the same host: medians with and without.

    python benchmarks/overlap.py      (about 10 minutes)

In turn: jobs on a quiet host, and the same jobs while scripts are analyzed and exported without end beside them, which
a measurement holds (`--threads` as many as cores) or leaves on CPUs of their own (`--threads 1`).
"""

from __future__ import annotations

import itertools
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from artifacts import build_artifacts, write_page

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
ROUNDS = 9


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
    found: dict[str, list[tuple[float, float]]] = {build.name: [] for build in builds}
    for _ in range(ROUNDS):
        for build in builds:
            with Worker(cpus) as worker, Dispatch(options, store, worker, Collector()) as dispatch:
                quiet = median_ms(dispatch, build)
                with exporting(store, worker):
                    busy = median_ms(dispatch, build)
            found[build.name].append((quiet, busy))
    for name, pairs in found.items():
        ratio = statistics.median(busy / quiet for quiet, busy in pairs)
        quiet = statistics.median(quiet for quiet, _ in pairs)
        same = statistics.median(b / a for (a, _), (b, _) in itertools.pairwise(pairs))
        how = "on CPUs of their own" if cpus else "held"
        yield f"| {name} | {threads or 'all'} | {how} | {quiet:.4g} | {ratio:.3f} | {same:.3f} |"
        print(f"{name} {threads} {ratio:.3f}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure both ways, write the table."""
    store = Store.create(places.cache_root() / "caches" / "overlap")
    builds = build_artifacts(store, MODELS)
    lines = [
        f"Medians of {ROUNDS} rounds; `quiet/quiet` is a job over the same one a round before.",
        "",
        "| build | threads | exporters | quiet ms | busy/quiet | quiet/quiet |",
        "|---|---|---|---|---|---|",
        *ratios(store, builds, None),
        *ratios(store, builds, 1),
    ]
    print(write_page("overlap", "Measuring while a corpus is exported on the same host", lines))


if __name__ == "__main__":
    main()
