"""The same artifacts through a container and through a plain process, in turn: a container must cost nothing.

    python benchmarks/launchers.py      (about 10 minutes, needs the engine and the x86 image)

The order changes from round to round (A B B A), so that a machine that drifts does not favour one of them, and a ratio
is of two that followed one another.

Learnt: a Python of another build is in the container; at 2 µs an inference, where a tenth of the time is the call's
own, that is seen (Debian's is 6 % faster at an empty loop than the one that was on the host, and linear 11 %).
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from artifacts import MODELS, build_artifacts, measure, write_page
from location import cell_of, locate

from turnkey_runner.stats.summary import summarize
from turnkeyml.cache.store import Store
from turnkeyml.records import Build
from turnkeyml.results.noise_floor import load_floor
from turnkeyml.system import paths

ROUNDS = 4
LAUNCHERS = ("docker", "process")


def main() -> None:
    """Measure each artifact with both launchers in turn, and write the ratios."""
    store = Store.create(paths.cache_root() / "caches" / "launchers")
    lines = ["| build | docker ms | process ms | docker/process |", "|---|---|---|---|"]
    ratios: list[float] = []
    middles = []
    for build in build_artifacts(store, MODELS):
        pairs = [_one_round(store, build, LAUNCHERS if index % 2 == 0 else LAUNCHERS[::-1]) for index in range(ROUNDS)]
        docker, process = (statistics.median(pair[name] for pair in pairs) for name in LAUNCHERS)
        found = [pair["docker"] / pair["process"] for pair in pairs]
        ratios += found
        middles.append(statistics.median(found))
        spread = f"{middles[-1]:.3f} ({min(found):.3f} to {max(found):.3f})"
        lines.append(f"| {build.name} | {docker:.4g} | {process:.4g} | {spread} |")
        print(lines[-1], file=sys.stderr, flush=True)
    floor = load_floor()
    noise = f"The machine's noise floor is {floor.floor:.1%}." if floor else "The machine's noise floor is not known."
    summary = [
        f"Median ratio {statistics.median(middles):.4f} over {len(middles)} artifacts; over all {len(ratios)} pairs",
        f"{cell_of(locate(ratios), '.4f')}, in brackets the 95 % interval (Hodges and Lehmann). {noise}",
        f"Profile standard, {ROUNDS} rounds, the order turned from round to round; a ratio in the table is the median",
        "of the rounds, in brackets the smallest and the largest.",
    ]
    print(write_page("launchers", "A container against a plain process", [*summary, "", *lines]))


def _one_round(store: Store, build: Build, launchers: Sequence[str]) -> dict[str, float]:
    """The median of a job with each launcher, in milliseconds, one right after the other."""
    found = {}
    for launcher in launchers:
        (stored,) = measure(store, build, ["ort"], launcher=launcher)
        latency = summarize(stored.result, "latency")
        assert latency is not None, stored.result.failure
        found[launcher] = latency.typical / 1e6
    return found


if __name__ == "__main__":
    main()
