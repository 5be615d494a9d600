"""The measurement certificate: a machine, its noise, and how turnkey's numbers agree with others' on it.

    make measurement-certificate        (an hour; goes on where it was; writes docs/measurements/certificate-<cpu>.md)

Agreement is taken in rounds: turnkey, a bare loop around ONNX Runtime, one around OpenVINO, turnkey with OpenVINO,
OpenVINO's own `benchmark_app`, every second round the other way about, since a machine that gets slower would speak for
whoever comes first. A cell is the median of its rounds. All have the same CPUs, threads and inputs. Rounds go on, at
least `ROUNDS[0]` and at most `ROUNDS[1]`, until each ratio is known to within `WIDTH`: the width decides, never the
value. Learnt: on a shared virtual machine single cells differ by tens of per cent between two runs of the same tool,
which is what the noise floor says; with five rounds an artifact or two of nine came out of their 3 %, others each time.
The bare loops take four sets of inputs in turn, as turnkey does: with one, which stays in the nearest cache, they were
5 % faster at a convolution of 0.65 ms. They bind their inputs and outputs, as turnkey does: without, it spends 2.6 µs
in Python's dictionaries, half of a small model's time. benchmark_app prints what OpenVINO says of itself
(`InferRequest.latency`), which lacks what the caller spends in Python: 16 µs at a linear layer, 0.15 ms at a
MobileNetV3 of 4 ms, whose weights have driven Python out of the caches (`InferRequest.infer` alone 0.15, its binding
below 0.12, `start_async` and `wait` 0.07 ms). So benchmark_app is held beside `latency_engine`, which is read from the
same property, and the wall time with a loop around the call; wall over benchmark_app is reported, too. Where a machine
changes its speed every few seconds (a floor of 18 %), processes of their own say nothing closer than that; loops by
turns over one session agreed to 1.5 % there. Where benchmark_app takes inputs in turn it sets them anew before each
inference, on a request of its own. Two requests of one model, in one process and with the same loop, differed by 12 %
for where their memory lies (the graph of 1.3 ms, on a CPU with 480 MB of last-level cache), so the tool's loop also
runs on our request, with the inputs that are in it, as it does unless it is reported otherwise.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from artifacts import build_artifacts, measure, write_page
from location import Location, cell_of, locate
from others import BARE_LOOP, OPENVINO_LOOP, bare_loop_ms, benchmark_app_ms, by_turns
from overhead import KNOWN_MS, busy, cold_overhead_ns, median_ns

from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.host.cpus import choose_cpus
from turnkey_runner.stats.intervals import typical_of
from turnkey_runner.stats.summary import summarize
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.doctor import noise
from turnkeyml.launchers.venvs import ensure_environment
from turnkeyml.records import Build
from turnkeyml.results.noise_floor import load_floor
from turnkeyml.system import paths

ROUNDS = (7, 11)
WIDTH = 0.015
"""Half of the 95 % interval of a ratio over the rounds; an artifact whose ratios are known so well needs no more."""
EXCESS = (("ort", "bare"), ("openvino", "bare_openvino"), ("engine", "bare_engine"), ("engine", "app"))
PAIRS = (*EXCESS, ("openvino", "app"))
TURNS = (*EXCESS, ("engine_one", "app_one"))
"""By turns, also on one request: else the places of two requests' memory are reported of."""
NAMES = {
    "ort": "turnkey ort",
    "bare": "bare loop, ONNX Runtime",
    "openvino": "turnkey openvino",
    "bare_openvino": "bare loop, OpenVINO",
    "bare_engine": "bare loop, request.latency",
    "engine": "turnkey openvino, latency_engine",
    "app": "benchmark_app",
    "engine_one": "the same, on one request",
    "app_one": "benchmark_app's loop on that request",
}
"""The last two are measured by turns only."""
TURNS_S = 30.0
SHORT_MS = 1.0
"""Below it, the difference of two loops is a matter of microseconds, and is asked for in one process, too."""

Row = dict[str, object]
Times = dict[str, float | None]
"""Milliseconds of one round, by who took them."""


def ours_ms(store: Store, build: Build, runtime: str, *names: str) -> list[float | None]:
    """Our own medians of some measurements, taken anew in one process."""
    (stored,) = measure(store, build, [runtime], profile="quick")
    found = [summarize(stored.result, name) for name in names]
    return [one.typical / 1e6 if one else None for one in found]


def agreement(store: Store, builds: list[Build], scratch: Path, kept: Path) -> list[Row]:
    """One row for each artifact, each measured by all in turn. The rows of a run that was ended lie in `kept`."""
    rows: list[Row] = json.loads(kept.read_text()) if kept.exists() else []
    known = {str(row["build"]): row for row in rows}
    for build in builds:
        row = known.setdefault(build.name, {"build": build.name})
        if "rounds" not in row:
            row |= _by_rounds(store, build, scratch)
            kept.write_text(json.dumps(list(known.values())))
        if "turns" not in row:
            row["turns"] = _turns_of(store, build)
            kept.write_text(json.dumps(list(known.values())))
        print(json.dumps(row), file=sys.stderr, flush=True)
    return [known[build.name] for build in builds]


def _by_rounds(store: Store, build: Build, scratch: Path) -> Row:
    """What each of them takes, and what that is beside the others."""
    rounds = _rounds_of(store, build, scratch)
    known = {name: [ms for one in rounds if (ms := one[name]) is not None] for name in rounds[0]}
    medians = {name: statistics.median(found) if found else None for name, found in known.items()}
    ratios = {pair: statistics.median(found) if found else None for pair, found in _ratios(rounds).items()}
    excess = {f"{a}-{b}": _excess_us(rounds, a, b, 1e3) for a, b in EXCESS}
    return {"rounds": len(rounds), **medians, **ratios, **excess}


def _rounds_of(store: Store, build: Build, scratch: Path) -> list[Times]:
    """What each of them takes for one artifact, in as many rounds as its ratios need."""
    assert build.artifact is not None
    ort, openvino = (ensure_environment(find_device("x86").runner_of(runtime)) for runtime in ("ort", "openvino"))
    cpus, folder = choose_cpus(None), store.artifact_folder(build.artifact)
    steps: list[Callable[[], Times]] = [
        lambda: {"ort": ours_ms(store, build, "ort", "latency")[0]},
        lambda: {"bare": bare_loop_ms(BARE_LOOP, ort, folder, build, cpus)[0]},
        lambda: _named(("bare_openvino", "bare_engine"), bare_loop_ms(OPENVINO_LOOP, openvino, folder, build, cpus)),
        lambda: _named(("openvino", "engine"), ours_ms(store, build, "openvino", "latency", "latency_engine")),
        lambda: {"app": benchmark_app_ms(openvino, folder, build, cpus, scratch)},
    ]
    rounds: list[Times] = []
    while len(rounds) < ROUNDS[0] or (len(rounds) < ROUNDS[1] and not _known_well(rounds)):
        order = steps if len(rounds) % 2 == 0 else steps[::-1]
        rounds.append({name: found for step in order for name, found in step().items()})
    return rounds


def _named(names: Sequence[str], found: Sequence[float | None]) -> Times:
    return dict(zip(names, found, strict=True))


def _ratios(rounds: list[Times]) -> dict[str, list[float]]:
    """Ours over theirs, of two that were measured one right after the other: a slow minute is in both."""
    return {
        f"{ours}/{theirs}": [a / b for one in rounds if (a := one[ours]) is not None and (b := one[theirs]) is not None]
        for ours, theirs in PAIRS
    }


def _turns_of(store: Store, build: Build) -> dict[str, Location]:
    """By how many µs, and by what share, ours takes longer than theirs in one process, over one session."""
    rounds = {
        runtime: by_turns(ensure_environment(find_device("x86").runner_of(runtime)), store, build, runtime, TURNS_S)
        for runtime in ("ort", "openvino")
    }
    found = {}
    for ours, theirs in TURNS:
        turns = rounds["ort" if ours == "ort" else "openvino"]
        found[f"{ours}-{theirs}"] = _excess_us(turns, ours, theirs, 1e-3)
        found[f"{ours}/{theirs}"] = locate([one[ours] / one[theirs] for one in turns])
    return found


def _excess_us(rounds: Sequence[Mapping[str, float | None]], ours: str, theirs: str, to_us: float) -> Location:
    """By how much ours is longer in µs."""
    return locate(
        [(a - b) * to_us for one in rounds if (a := one[ours]) is not None and (b := one[theirs]) is not None]
    )


def _known_well(rounds: list[Times]) -> bool:
    known = [typical_of(found) for found in _ratios(rounds).values()]
    return all(one is None or one.interval.relative_half_width <= WIDTH for one in known)


def known_times() -> list[str]:
    """How well busy-waited times are found again."""
    lines = ["| truth | found | error |", "|---|---|---|"]
    for known in KNOWN_MS:
        truth = round(known * 1e6)
        found = statistics.median(
            median_ns(busy(truth), truth, replace(PROFILES["standard"], min_time_s=0.3, min_iterations=20))
            for _ in range(7)
        )
        lines.append(f"| {known} ms | {found / 1e6:.4f} ms | {found / truth - 1:+.2%} |")
    null = statistics.median(
        median_ns(lambda: None, 10**9, replace(PROFILES["standard"], iterations=20_000)) for _ in range(7)
    )
    cold = statistics.median(cold_overhead_ns() for _ in range(7))
    reported = f"The loop itself, around a backend that does nothing: {null:.0f} ns a sample; "
    reported += f"around one that leaves nothing in the nearest caches, as a model does: {cold:.0f} ns."
    return [*lines, "", reported]


def table(rows: list[Row]) -> list[str]:
    """The agreement as Markdown: times, ratios, and what the ratios come to at 1 ms and above."""
    pairs = [f"{ours}/{theirs}" for ours, theirs in PAIRS]
    taken = [name for name in NAMES if not name.endswith("_one")]
    lines = _cells(rows, ["rounds", *taken], ["rounds", *(NAMES[name] for name in taken)])
    lines += ["", "Ratios of those that were taken one after the other; the median of the rounds:", ""]
    lines += _cells(rows, pairs, [f"{NAMES[ours]} / {NAMES[theirs]}" for ours, theirs in PAIRS])
    lines += ["", *_below_1_ms(rows), *_from_1_ms(rows)]
    return lines


def _below_1_ms(rows: list[Row]) -> list[str]:
    """What ours takes more than theirs, where a share says little."""
    short = [row for row in rows if not _at_least_1_ms(row["ort"])]
    reported = "Below 1 ms, the difference of each round in µs (Hodges and Lehmann's estimate, 95 % interval):"
    lines = [reported, "", *_located_cells(EXCESS, short, short, "-", "+.2f"), ""]
    lines += [
        f"The same of loops by turns in one process, over one session, {TURNS_S:.0f} s each, where nothing but the"
    ]
    lines += ["loop differs (`benchmark_app`: the tool's own loop, on a request of its own over the same model):", ""]
    return [*lines, *_located_cells(TURNS, short, [row["turns"] for row in short], "-", "+.2f")]


def _located_cells(
    pairs: Sequence[tuple[str, str]], rows: list[Row], found: Sequence[Any], sign: str, form: str
) -> list[str]:
    """One line for each row: of each pair the estimate and its interval."""
    lines = [f"| build | {' | '.join(f'{NAMES[ours]} {sign} {NAMES[theirs]}' for ours, theirs in pairs)} |"]
    lines += ["|---" * (len(pairs) + 1) + "|"]
    for row, of in zip(rows, found, strict=True):
        cells = [cell_of(of[f"{ours}{sign}{theirs}"], form) for ours, theirs in pairs]
        lines.append(f"| {row['build']} | {' | '.join(cells)} |")
    return lines


def _from_1_ms(rows: list[Row]) -> list[str]:
    long_rows = [row for row in rows if _at_least_1_ms(row["ort"])]
    turns: list[Any] = [row["turns"] for row in long_rows]
    lines = ["", "From 1 ms, the ratios of loops by turns in one process:", ""]
    lines += [*_located_cells(TURNS, long_rows, turns, "/", ".4f"), ""]
    for ours, theirs in TURNS:
        lines.append(f"- {NAMES[ours]} over {NAMES[theirs]}: {_within([one[f'{ours}/{theirs}'][0] for one in turns])}.")
    lines += ["", "From 1 ms, the ratios of processes of their own:", ""]
    for ours, theirs in PAIRS:
        reported = [row[f"{ours}/{theirs}"] for row in rows if _at_least_1_ms(row[ours])]
        lines.append(
            f"- {NAMES[ours]} over {NAMES[theirs]}: {_within([one for one in reported if isinstance(one, float)])}."
        )
    return lines


def _within(ratios: list[float]) -> str:
    within = sum(abs(one - 1) <= 0.03 for one in ratios)
    reach = f"median {statistics.median(ratios):.3f}, from {min(ratios):.3f} to {max(ratios):.3f}"
    return f"{within} of {len(ratios)} within 3 %; {reach}"


def _cells(rows: list[Row], columns: list[str], heads: list[str]) -> list[str]:
    lines = [f"| build | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|"]
    for row in rows:
        words = [f"{cell:.4g}" if isinstance(cell := row[name], float | int) else "-" for name in columns]
        lines.append(f"| {row['build']} | {' | '.join(words)} |")
    return lines


def _at_least_1_ms(value: object) -> bool:
    return isinstance(value, float) and value >= SHORT_MS


def main() -> None:
    """Build the artifacts, measure all of it, write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=40, help="of the A/A of the noise floor; 0: the stored one")
    given = options.parse_args()
    store = Store.create(paths.cache_root() / "caches" / "certificate")
    builds, kept = build_artifacts(store), store.path.with_suffix(".json")
    floor = None if given.pairs else load_floor()
    floor = floor or noise.calibrate(pairs=given.pairs or 40, launcher="process", notify=lambda line: None)
    reported = (
        f"{floor.floor:.1%}: the 95th percentile of what {floor.pairs} pairs of identical jobs differ by (conv.py, "
        f"{floor.median_ms:.3g} ms, {floor.profile}); {floor.false_alarms} would be called different without it. "
        f"Between measurements that lie half of the A/A apart: {floor.apart:.1%}."
    )
    known = known_times()
    with store.staging() as scratch:
        rows = agreement(store, builds, scratch, kept)
    lines = ["Written by `make measurement-certificate`.", ""]
    lines += ["## Noise floor (A/A)", "", reported, "", "## Known latencies (busy-wait)", "", *known, ""]
    lines += ["## Agreement (ms; medians of the rounds; same artifact, CPUs, threads, inputs)", ""]
    print(write_page("certificate", "Measurement certificate", [*lines, *table(rows)]))
    kept.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
