"""Whether exporting a corpus disturbs what is measured meanwhile on the same host: medians with and without.

    python benchmarks/overlap.py      (half an hour to an hour)

Jobs: in turn on a host where scripts have just been analyzed and exported, and while that goes on without end beside
them, held by each measurement or on CPUs of their own (`--threads 1`, where some lie behind another last-level cache).
Each second round is the other way about, for a machine that gets slower would speak for whoever comes first. Rounds go
on, at least `ROUNDS[0]` and at most `ROUNDS[1]`, until a ratio is known to within `WIDTH`, whatever it is.

One session: where processes that load the same model differ by more than is asked about, or a machine changes its
speed from second to second, the model is loaded once. Exporters run, are held, the timed loop runs; they end, it runs,
and once more, to say what two quiet ones beside one another differ by.

Learnt: on any free core, behind the same cache, exporters made a MiniLM 7 % slower (±4 %) and a convolution 2 % (±3 %),
so they are held there. Jobs beside held exporters were never slower; a MiniLM was 1 to 3 % faster than without on one
machine, with exports before each quiet job or not, and as fast beside two held processes that only compute (25 pairs).
On a machine of 18 % noise, 13 pairs of jobs know a ratio to 12 to 26 %, 40 rounds over one session to 2 to 6 %. On one
where processes differ by up to 2.5 times, 9 pairs of jobs know nothing, 20 to 70 rounds over one session 1 %.
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
from location import Location, cell_of, locate
from others import one_session

from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.stats.intervals import typical_of
from turnkey_runner.stats.summary import summarize
from turnkeyml.builds.builder import build_input
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.dispatch.scheduler import Scheduler
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.launchers.venvs import ensure_environment
from turnkeyml.options.request import RunRequest
from turnkeyml.options.run_options import BuildOptions, JobOptions, RunOptions
from turnkeyml.options.targets import choose_targets
from turnkeyml.pipeline.prefetch import BoundedPrefetcher
from turnkeyml.records import AnalysisOptions, Build
from turnkeyml.system import host, paths
from turnkeyml.worker.client import Worker
from turnkeyml.worker.suspend import WorkCancelledError

MODELS = ("selftest/conv", "timm/mobilenetv3_small_100", "popular_on_huggingface/all_minilm_l6_v2")
EXPORTED = ("transformers/distilbert", "timm/efficientnet_b0", "transformers/gpt2")
ROUNDS = (9, 9)
SESSION_ROUNDS = (20, 80)
WIDTH = 0.01
"""Half of the 95 % interval of a ratio over the rounds."""
ASKED_S = 0.5
"""How long the timed loop runs over a session each time it is asked to."""
BEFORE_S = 3.0
"""How long scripts have been exported before each job, quiet or not."""


def options_of(threads: int | None) -> RunOptions:
    """Short jobs, measured anew each time."""
    return RunOptions(
        targets=choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["quick"], threads=threads),
        request=RunRequest(launcher="process", remeasure=True),
    )


@contextmanager
def exporting(store: Store, worker: Worker) -> Iterator[None]:
    """Scripts analyzed and exported without end, two at once."""
    inputs = find_inputs([str(paths.models_folder() / f"{name}.py") for name in EXPORTED])
    again = BuildOptions(analysis=AnalysisOptions(), rebuild="always", threads=1)

    def make(one: object) -> None:
        try:
            build_input(one, again, store, worker, lambda build: True, lambda name, stage: None)  # type: ignore[arg-type]
        except WorkCancelledError:
            return

    with BoundedPrefetcher(itertools.cycle(inputs), make, jobs=2, cancel=worker.cancel):
        yield


def median_ms(scheduler: Scheduler, build: Build) -> float:
    """One job."""
    (stored,) = scheduler.measure(scheduler.plan(build, build.name))
    latency = summarize(stored.result, "latency")
    assert latency is not None, stored.result.failure
    return latency.typical / 1e6


def ratios(store: Store, builds: list[Build], threads: int | None) -> Iterator[str]:
    """A row for each build: the median of busy over quiet, each pair one right after the other."""
    options = options_of(threads)
    cpus = host.spare_cpus(threads)
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
    found: dict[bool, float] = {}
    for quiet in (True, False) if quiet_first else (False, True):
        with Worker(cpus) as worker, exporting(store, worker):
            time.sleep(BEFORE_S)
            if not quiet:
                with Scheduler(options, store, worker, lambda event: None) as scheduler:
                    found[quiet] = median_ms(scheduler, build)
        if quiet:
            with Worker(cpus) as worker, Scheduler(options, store, worker, lambda event: None) as scheduler:
                found[quiet] = median_ms(scheduler, build)
    return found[True], found[False]


def over_one_session(store: Store, builds: list[Build]) -> Iterator[str]:
    """A row for each build: beside held exporters over without any, and of two quiet ones."""
    python = ensure_environment(find_device("x86").runner_of("ort"))
    for build in builds:
        rounds: list[tuple[float, float, float]] = []
        with one_session(python, store, build, "ort") as ask:
            ask(ASKED_S)
            while len(rounds) < SESSION_ROUNDS[0] or (len(rounds) < SESSION_ROUNDS[1] and not _is_known(rounds)):
                with Worker() as worker, exporting(store, worker):
                    time.sleep(BEFORE_S)
                    with worker.suspended():
                        held = ask(ASKED_S)
                rounds.append((held, ask(ASKED_S), ask(ASKED_S)))
        quiet_ms = statistics.median(quiet for _, quiet, _ in rounds) / 1e6
        busy, same = _located(rounds), locate([again / quiet for _, quiet, again in rounds])
        cells = (build.name, len(rounds), f"{quiet_ms:.4g}", cell_of(busy, ".4f"), cell_of(same, ".4f"))
        yield f"| {' | '.join(map(str, cells))} |"
        print(*cells, file=sys.stderr, flush=True)


def _is_known(rounds: list[tuple[float, float, float]]) -> bool:
    busy = _located(rounds)
    return (busy.high - busy.low) / 2 <= WIDTH


def _located(rounds: list[tuple[float, float, float]]) -> Location:
    return locate([held / quiet for held, quiet, _ in rounds])


def _reach(pairs: list[tuple[float, float]]) -> float:
    typical = typical_of([busy / quiet for quiet, busy in pairs])
    return typical.interval.relative_half_width if typical else math.inf


def main() -> None:
    """Measure both ways, write the table."""
    store = Store.create(paths.cache_root() / "caches" / "overlap")
    builds = build_artifacts(store, MODELS)
    lines = [
        "## Jobs",
        "",
        "Medians of the rounds; busy: while a corpus is exported; quiet: right after that ended. `±` is half of the",
        "95 % interval of busy/quiet; `quiet/quiet` is a job over the same one a round before.",
        "",
        "| build | threads | exporters | rounds | quiet ms | busy/quiet | ± | quiet/quiet |",
        "|---|---|---|---|---|---|---|---|",
        *ratios(store, builds, None),
    ]
    if host.spare_cpus(1):
        lines += ratios(store, builds, 1)
    else:
        lines += ["", "No CPU lies behind another last-level cache: exporters are held with fewer threads, too."]
    lines += [
        "",
        "## The timed loop over one session",
        "",
        "Beside held exporters, and right after they ended; in brackets the 95 % interval (Hodges and Lehmann).",
        "",
        "| build | rounds | quiet ms | held/quiet | quiet/quiet |",
        "|---|---|---|---|---|",
        *over_one_session(store, builds),
    ]
    print(write_page("overlap", "Measuring while a corpus is exported on the same host", lines))


if __name__ == "__main__":
    main()
