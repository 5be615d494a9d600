"""Which models of the collection TensorRT can take, in which precisions: built with TensorRT for RTX, without a GPU.

    python benchmarks/tensorrt_builds.py [--cache FOLDER] [-n SHARE]        (goes on where it was; about an hour)

The scripts are a fixed sample of each corpus. Each is exported and converted by `turnkey run --device nvidia`, whose
jobs end without a GPU; then the runner's own code builds an engine from each artifact in the nvidia image. That says
what TensorRT reads and compiles, and nothing of speed or of right outputs.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from artifacts import USERS, write_page

from turnkeyml.cache.store import Store
from turnkeyml.collection.sample import draw_sample
from turnkeyml.system import paths

SEED, AT_ONCE = 0, 8
SAMPLE = {
    "selftest": 15,
    "graph_convolutions": 40,
    "timm": 18,
    "torchvision": 8,
    "transformers": 20,
    "popular_on_huggingface": 12,
    "torch_hub": 8,
    "diffusers": 4,
}
PRECISIONS = ("fp32", "fp16", "int8")
LOT_TIMEOUT_S = 3600
LIMITS = ("--timeout", "300", "--memory", "14GiB")
_NODE = re.compile(r" \([\w./:-]+\)$|(?<=model: )[\w./-]+: (?=Invalid)|/\S*/staging/\S+ ")
"""A node's name, and a path of the machine: neither is a cause."""
REPOSITORY = Path(__file__).resolve().parents[1]

TOLD = (
    "Each model was exported, converted, and built into an engine by the nvidia runner's code with TensorRT for RTX "
    "{version}, which needs no GPU for that. Whether its outputs are right, and how fast it is, only a GPU can tell. "
    "TensorRT itself has plugins for some of what is missing here. The scripts are a sample of each corpus."
)

Row = dict[str, Any]
"""`script`, `build`, `precision`; `failure`, or `engine_bytes`, `build_s` and `layers`."""


def export(scripts: list[str], cache: Path) -> None:
    """Export and convert through the command line; that all jobs fail for want of a GPU is right."""
    command = [sys.executable, "-m", "turnkeyml", "run", *scripts, "-d", str(cache), "--device", "nvidia", *LIMITS]
    command += ["--runtime", "tensorrt-rtx", "--launcher", "docker"]
    command += [word for precision in PRECISIONS for word in ("--precision", precision)]
    with open(cache.with_suffix(".log"), "a", encoding="utf-8") as log:
        subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=USERS, check=False)


def build_all(cache: Path) -> dict[str, Row]:
    """An engine of each artifact, in the image: what came of it, by the artifact's digest."""
    inside = REPOSITORY / "benchmarks" / "tensorrt_inside.py"
    mounts = ["-v", f"{cache}:/cache:ro", "-v", f"{inside}:/build.py:ro"]
    command = ["docker", "run", "--rm", "--network", "none", *mounts, "--entrypoint", "/opt/runner/bin/python"]
    command += ["turnkey-nvidia", "/build.py", "/cache"]
    with open(cache.with_suffix(".log"), "a", encoding="utf-8") as log:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, text=True, check=True, timeout=LOT_TIMEOUT_S)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["artifact"]: row for row in rows}


def rows_of(cache: Path) -> Iterator[Row]:
    """A row for each build and precision; one for a build that has no artifact."""
    store, built = Store.open(cache), build_all(cache)
    for build in map(store.load_build, store.build_names()):
        script = "/".join(Path(build.source.path).with_suffix("").parts[-2:])
        if build.failure is not None:
            yield {"script": script, "build": build.name, "failure": f"export: {build.failure.message}"}
        for precision in PRECISIONS if build.artifact is not None else ():
            row = {"script": script, "build": build.name, "precision": precision}
            artifact, conversion = build.artifact_of("nvidia", precision), build.conversion_of("nvidia", precision)
            if artifact is not None:
                yield row | built[artifact.digest]
            else:
                failure = conversion.failure if conversion is not None else None
                yield row | {"failure": f"convert: {failure.message if failure else 'it was not tried'}"}


def table(rows: list[Row]) -> list[str]:
    """How many exported models of each corpus became an engine, by precision."""
    lines = [f"| corpus | models | {' | '.join(PRECISIONS)} |", "|---|---|" + "---|" * len(PRECISIONS)]
    for corpus in (*SAMPLE, "all"):
        own = [row for row in rows if corpus in (row["script"].split("/")[0], "all") and "precision" in row]
        shares = []
        for precision in PRECISIONS:
            requested = [row for row in own if row["precision"] == precision]
            shares.append(f"{sum('failure' not in row for row in requested)} of {len(requested)}")
        lines.append(f"| {corpus} | {len({row['build'] for row in own})} | {' | '.join(shares)} |")
    return lines


def failures(rows: list[Row]) -> Iterator[str]:
    """Each cause, without the node's name, with the scripts that it stood against."""
    causes: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if "failure" in row:
            cause = _NODE.sub("", row["failure"])[:240]
            causes.setdefault(cause, {}).setdefault(row["script"], []).append(row.get("precision", "no artifact"))
    for cause, scripts in sorted(causes.items(), key=lambda item: -len(item[1])):
        reported = [f"{script} ({' '.join(precisions)})" for script, precisions in sorted(scripts.items())]
        yield f"- {cause}: {len(reported)} scripts, {', '.join(reported[:5])}{', …' if reported[5:] else ''}"


def version() -> str:
    """Of TensorRT for RTX, as the image has it."""
    text = (REPOSITORY / "runners" / "nvidia" / "requirements.in").read_text(encoding="utf-8")
    found = re.search(r"tensorrt-rtx\S*-bindings==(\S+)", text)
    return found[1] if found else "of an unknown version"


def main() -> None:
    """Go through the sample in small lots, so that the disk stays small, and write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cache", default="tensorrt-builds")
    options.add_argument("-n", type=float, default=1.0, help="share of the sample")
    given = options.parse_args()
    cache = paths.find_cache(given.cache)
    cache.parent.mkdir(parents=True, exist_ok=True)
    kept = cache.with_suffix(".jsonl")
    rows = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    done = {row["script"] for row in rows}
    drawn = [one for corpus, count in SAMPLE.items() for one in draw_sample(SEED, round(count * given.n), [corpus])]
    scripts = [one for one in drawn if one not in done]
    for start in range(0, len(scripts), AT_ONCE):
        shutil.rmtree(cache, ignore_errors=True)
        export(scripts[start : start + AT_ONCE], cache)
        new = list(rows_of(cache))
        with open(kept, "a", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in new)
        rows += new
        print(f"{scripts[start]} …: {len(rows)} rows, {sum('failure' in row for row in rows)} failed", flush=True)
    shutil.rmtree(cache, ignore_errors=True)
    lines = [TOLD.format(version=version()), "", *table(rows), "", "What failed:", ""]
    print(write_page("tensorrt-builds", "Engines of TensorRT for RTX, built without a GPU", [*lines, *failures(rows)]))


if __name__ == "__main__":
    main()
