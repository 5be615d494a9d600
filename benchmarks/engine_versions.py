"""Two versions of ONNX Runtime by turns: its CPU provider in onnxruntime-openvino, and in the newest onnxruntime.

    python benchmarks/engine_versions.py [--scripts 40] [MODEL…]      (about an hour)

Until turnkey 0.2, `ort` was the CPU provider of onnxruntime-openvino; its own environment has another version, with
other numbers. Each model of the sample of floor.py (or each MODEL, `timm/resnet50`) is loaded once in a process of
either environment, on the same CPUs. The processes run turnkey's timed loop by turns, each second round the other way
about, so that a slow minute is in both. Rounds go on, at least `ROUNDS[0]` and at most `ROUNDS[1]`, until the ratio is
known to within `WIDTH`. The page is written after each model.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from artifacts import build_artifacts, write_page
from floor import choose_scripts
from location import Location, cell_of, locate
from others import one_session

from turnkeyml.cache.store import Store
from turnkeyml.devices import Device, find_device
from turnkeyml.launchers.pins import pinned_engines
from turnkeyml.launchers.venvs import ensure_environment
from turnkeyml.records import Build
from turnkeyml.system import paths

ROUNDS = (9, 30)
WIDTH = 0.02
"""Half of the 95 % interval of a ratio over the rounds."""
ASKED_S = 0.3
"""How long the timed loop runs each time that it is asked to, after a warm-up."""
EFFECT = 0.05
"""A ratio whose interval is beyond this is reported as faster or slower."""
OLD, NEW = "ort-openvino", "ort"
"""Runtimes in whose environments the two versions are."""
Round = tuple[float, float]
"""Medians of the old and of the new version, in ns."""


def measure_rounds(store: Store, build: Build, interpreters: Sequence[Path]) -> list[Round]:
    """The medians of both versions, by turns over one session each. Raises `ValueError` where one cannot load it."""
    rounds: list[Round] = []
    old_python, new_python = interpreters
    with one_session(old_python, store, build, "ort") as old, one_session(new_python, store, build, "ort") as new:
        while len(rounds) < ROUNDS[0] or (len(rounds) < ROUNDS[1] and not is_known(rounds)):
            if len(rounds) % 2 == 0:
                rounds.append((old(ASKED_S), new(ASKED_S)))
            else:
                reversed_round = new(ASKED_S), old(ASKED_S)
                rounds.append((reversed_round[1], reversed_round[0]))
    return rounds


def is_known(rounds: Sequence[Round]) -> bool:
    """Whether the ratio is known well enough."""
    found = ratio_of(rounds)
    return (found.high - found.low) / 2 <= WIDTH * found.middle


def ratio_of(rounds: Sequence[Round]) -> Location:
    """New over old."""
    return locate([new / old for old, new in rounds])


def verdict_of(ratio: Location) -> str:
    """What the new version is."""
    if ratio.high < 1 - EFFECT:
        return "faster"
    return "slower" if ratio.low > 1 + EFFECT else "about the same"


def row_of(build: Build, rounds: Sequence[Round]) -> tuple[str, str]:
    """The row of a model in the page, and its verdict."""
    old_ms, new_ms = (statistics.median(one[index] for one in rounds) / 1e6 for index in (0, 1))
    ratio = ratio_of(rounds)
    verdict = verdict_of(ratio)
    cells = (build.name, f"{old_ms:.4g}", f"{new_ms:.4g}", cell_of(ratio, ".3f"), str(len(rounds)), verdict)
    return f"| {' | '.join(cells)} |", verdict


def package_of(runner: Device) -> str:
    """The package that an environment is for, with its version."""
    ((name, version),) = pinned_engines(runner).items()
    return f"{name} {version}"


def page_of(rows: Sequence[tuple[str, str]], failed: Sequence[str], names: Sequence[str]) -> list[str]:
    """The page: how many got faster and slower, and each model."""
    verdicts = [verdict for _, verdict in rows]
    counts = ", ".join(f"{verdicts.count(one)} {one}" for one in ("faster", "slower", "about the same"))
    return [
        f"ONNX Runtime's CPU provider, {names[1]} over {names[0]}.",
        f"Of {len(rows)} models, {counts}; {len(failed)} failed.",
        "",
        f"Medians of {ROUNDS[0]} to {ROUNDS[1]} rounds by turns (benchmarks/engine_versions.py). A ratio below 1 is",
        f"faster; it is called faster or slower where its 95 % interval is beyond {EFFECT:.0%}.",
        "",
        f"| model | {names[0]}, ms | {names[1]}, ms | new over old (95 %) | rounds | new version |",
        "|---|---|---|---|---|---|",
        *(row for row, _ in rows),
        *([""] if failed else []),
        *(f"- Failed: {one}" for one in failed),
    ]


def main() -> None:
    """Measure each model, and write the page after each."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scripts", type=int, default=40)
    options.add_argument("models", nargs="*", help="names of the collection, instead of the sample")
    given = options.parse_args()
    folder = paths.models_folder()
    models = given.models or [
        path.relative_to(folder).with_suffix("").as_posix() for path in choose_scripts(given.scripts)
    ]
    runners = [find_device("x86").runner_of(runtime) for runtime in (OLD, NEW)]
    interpreters = [ensure_environment(runner, lambda line: print(line, file=sys.stderr)) for runner in runners]
    names = [package_of(runner) for runner in runners]
    store = Store.create(paths.cache_root() / "caches" / "engine-versions")
    rows: list[tuple[str, str]] = []
    failed: list[str] = []
    for build in build_artifacts(store, models):
        try:
            rows.append(row_of(build, measure_rounds(store, build, interpreters)))
            print(rows[-1][0], file=sys.stderr, flush=True)
        except (ValueError, OSError) as error:  # one of the processes has ended: its message is above
            failed.append(f"{build.name}: {error}")
            print(failed[-1], file=sys.stderr, flush=True)
        title = f"{names[1]} and {names[0]}"
        path = write_page("engine-versions", title, page_of(rows, failed, names))
    print(path)


if __name__ == "__main__":
    main()
