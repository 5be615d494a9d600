"""The same artifacts through a container and through a plain process, in turn: a container must cost nothing.

    python benchmarks/launchers.py      (about 10 minutes, needs the engine and the x86 image)

The order changes from round to round (A B B A), so that a machine that drifts does not favour one of them.
"""

from __future__ import annotations

import statistics
import sys

from artifacts import MODELS, build_artifacts, measure, write_page

from turnkey_runner.statistics import summarize
from turnkeyml import places
from turnkeyml.cache.store import Store
from turnkeyml.noise import load_floor

ROUNDS = 4
LAUNCHERS = ("docker", "process")


def main() -> None:
    """Measure each artifact with both launchers in turn, and write the ratios."""
    store = Store.create(places.cache_root() / "caches" / "launchers")
    lines = ["| build | docker ms | process ms | docker/process |", "|---|---|---|---|"]
    ratios = []
    for build in build_artifacts(store, MODELS):
        medians: dict[str, list[float]] = {name: [] for name in LAUNCHERS}
        for index in range(ROUNDS):
            for launcher in LAUNCHERS if index % 2 == 0 else LAUNCHERS[::-1]:
                (filed,) = measure(store, build, ["ort"], launcher=launcher)
                latency = summarize(filed.result.measurements, "latency")
                assert latency is not None, filed.result.failure
                medians[launcher].append(latency.median / 1e6)
        docker, process = (statistics.median(medians[name]) for name in LAUNCHERS)
        ratios.append(docker / process)
        lines.append(f"| {build.name} | {docker:.4g} | {process:.4g} | {ratios[-1]:.3f} |")
        print(lines[-1], file=sys.stderr, flush=True)
    floor = load_floor()
    told = f"The machine's noise floor is {floor.floor:.1%}." if floor else "The machine's noise floor is not known."
    summary = (
        f"Median ratio {statistics.median(ratios):.4f} over {len(ratios)} artifacts, from {min(ratios):.3f} to "
        f"{max(ratios):.3f}. {told} Profile standard, {ROUNDS} rounds, the order turned from round to round."
    )
    print(write_page("launchers", "A container against a plain process", [summary, "", *lines]))


if __name__ == "__main__":
    main()
