"""A campaign over part of the collection, with its disk kept small: seconds for each artifact, disk, failures.

    python benchmarks/campaign.py [--corpus timm] [-n 200] [--runtime ort] [--cache campaign]   (goes on where it was)

The scripts are a fixed sample. Each artifact is measured shortly, and `--lean-cache` drops it then; meanwhile the size
of the cache is looked up each second. For comparison, the published campaign over the ONNX Model Zoo: 4.64 h of export
one after the other for 2,190 artifacts, median 4.2 s, 90th percentile 17.8 s, 515 GiB kept. Learnt: on two cores most
of the time goes to the inferences of the largest models, 7 of them a runtime: of 56 minutes they took 33, a quarter of
that in one ViT of 75 s an inference. Exports stand still meanwhile.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from artifacts import write_page

from turnkeyml.cache.store import Store
from turnkeyml.collection.sample import draw_sample
from turnkeyml.report.coverage.builds import cause_of, failure_of, script_of
from turnkeyml.report.rows import rows_of
from turnkeyml.system import paths

SEED = 0


def size_bytes(folder: Path) -> int:
    """What the files of a folder take on the disk; files that vanish meanwhile count as nothing."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                total += os.stat(os.path.join(root, name)).st_blocks * 512
    return total


def run(scripts: list[str], runtimes: list[str], cache: Path) -> tuple[float, int]:
    """Run the campaign, or what is left of it; its seconds, and the most that the cache took on the disk, so far."""
    kept = cache.with_suffix(".json")
    wall_s, earlier = json.loads(kept.read_text()) if kept.exists() else (0.0, 0)
    command = [sys.executable, "-m", "turnkeyml", "run", *scripts, "-d", str(cache), "--lean-cache"]
    command += [word for runtime in runtimes for word in ("--runtime", runtime)]
    command += ["--iterations", "3", "--launcher", "process"]
    start, most = time.perf_counter(), earlier
    with open(cache.with_suffix(".log"), "a", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while process.poll() is None:
            most = max(most, size_bytes(cache))
            time.sleep(1)
    wall_s += time.perf_counter() - start
    kept.write_text(json.dumps([wall_s, most]))
    if process.returncode not in (0, 1):
        raise SystemExit(
            f"the run ended with {process.returncode}; see {cache.with_suffix('.log')}, and start it again"
        )
    return wall_s, most


def main() -> None:
    """Run, then write the table from what the cache holds."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--corpus", default="timm")
    options.add_argument("-n", type=int, default=200)
    options.add_argument("--runtime", action="append", help="may be given several times (default: ort)")
    options.add_argument("--cache", default="campaign")
    given = options.parse_args()
    runtimes = given.runtime or ["ort"]
    cache = paths.find_cache(given.cache)
    cache.parent.mkdir(parents=True, exist_ok=True)
    scripts = draw_sample(SEED, given.n, [given.corpus])
    wall_s, most_bytes = run(scripts, runtimes, cache)
    rows = [row for row in rows_of([Store.open(cache)]) if script_of(row) in scripts]
    builds = {row["build"]: row for row in rows}
    made = [row for row in builds.values() if row["export_status"] == "successful"]
    seconds = [row["analysis_s"] + row["export_s"] for row in made]
    written_bytes = sum(row["model_bytes"] for row in made)
    each_s = wall_s / len(made)
    lines = [
        f"{given.n} scripts of {given.corpus}: {len(made)} artifacts, {written_bytes / 2**30:.1f} GiB in all.",
        "",
        "| what | figure |",
        "|---|---|",
        f"| wall time, with {', '.join(runtimes)} measured | {wall_s:.0f} s: {each_s:.1f} s for each artifact |",
        f"| analysis and export of one artifact, median | {statistics.median(seconds):.1f} s |",
        f"| the same, 90th percentile | {statistics.quantiles(seconds, n=10)[-1]:.1f} s |",
        f"| the most that the cache took on the disk | {most_bytes / 2**30:.1f} GiB |",
    ]
    for runtime in runtimes:
        ended = [row for row in rows if row["runtime"] == runtime or row["export_status"] != "successful"]
        lines.append(
            f"| {runtime}: ran with parity | {sum(failure_of(row) is None for row in ended)} of {len(ended)} |"
        )
    lines += ["", "Failures:", ""]
    lines += [f"- {Path(row['script']).stem}: {cause_of(row)}" for row in rows if failure_of(row) is not None] or [
        "- none"
    ]
    print(write_page("campaign", f"A campaign over {given.n} scripts of {given.corpus}", lines))


if __name__ == "__main__":
    main()
