"""Each runtime of the nvidia runner on real models, and its agreement with bare loops; writes the GPU's report.

    make gpu-check
    PYTHON benchmarks/gpu_check.py [--part runtimes|agreement] [--anew] [MODEL …]      (a piece of it: timm/resnet50)

It goes on where it was: what is measured is kept, and the page written, after each build, so that a machine that is
lent for minutes can be asked in pieces. What failed is measured again, a ratio beyond its limit is not: it stands until
--anew. The exit status is 1 where a runtime failed or was not like PyTorch, where a ratio is beyond its limit, or where
pieces are missing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

import gpu_agreement
from artifacts import build_artifacts, measure, write_page

from turnkey_runner.contract import Description, Status
from turnkey_runner.stats.verdict import judge
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.launchers.status import describe_runner
from turnkeyml.launchers.venvs import ensure_environment
from turnkeyml.records import Build, StoredResult
from turnkeyml.results.metrics import compute_metrics
from turnkeyml.system import paths

MODELS = (
    *("selftest/linear", "selftest/conv", "timm/mobilenetv3_small_100", "timm/resnet50"),
    *("popular_on_huggingface/all_minilm_l6_v2", "transformers/bert", "transformers/vit_base", "diffusers/dit_s_2"),
)
PRECISIONS = ("fp32", "tf32", "fp16")
PARTS = ("runtimes", "agreement")
VERSIONS = ("cuda", "driver_cuda", "onnxruntime_cuda", "cudnn", "tensorrt", "tensorrt_rtx", "pruned")
HEADS = (
    "build",
    "runtime",
    "precision",
    "latency ms",
    "device ms",
    "parity",
    "cosine",
    "build s",
    "computed in",
    "verdict",
)

Kept = dict[str, Any]
"""`runtimes`: the rows of a build; `agreement`: its ratios, or why there are none; `missed`; `versions`."""


def row(stored: StoredResult) -> str:
    """One result as a row of the table."""
    figures, result = compute_metrics(stored.result), stored.result
    start = f"| {stored.build} | {result.runtime} | {result.precision} "
    if result.failure is not None:
        return f"{start}| | | {result.failure.stage} failed: {result.failure.message[:100]} | | | | |"
    judgement = judge(result)
    codes = " ".join(dict.fromkeys(warning.code for warning in judgement.warnings))
    computed = result.runtime_info.precisions if result.runtime_info else {}
    types = ", ".join(f"{count} {name}" for name, count in sorted(computed.items()))
    cosine = figures.get("parity_cosine_similarity")
    words = [
        f"{figures['latency_ms']:.4g}",
        f"{figures['latency_device_ms']:.4g}" if figures.get("latency_device_ms") else "",
        str(result.parity),
        f"{cosine:.6f}" if cosine is not None else "",
        f"{(figures['build_ms'] or figures['load_ms'] or 0) / 1000:.1f}",
        types,
        f"{judgement.verdict} {codes}",
    ]
    return f"{start}| {' | '.join(words)} |"


def measure_runtimes(store: Store, build: Build, runtimes: list[str], kept: Kept) -> None:
    """All runtimes and precisions of one build."""
    rows, missed = [], []
    for stored in measure(store, build, runtimes, profile="quick", precisions=PRECISIONS, device="nvidia"):
        result = stored.result
        rows.append(row(stored))
        print(rows[-1], file=sys.stderr, flush=True)
        if result.failure is not None or result.parity is not Status.SUCCESSFUL:
            why = result.failure.message if result.failure else f"parity is {result.parity}"
            missed.append(f"{result.runtime} {result.precision}: {why}")
        options = result.runtime_info.options if result.runtime_info else {}
        kept["versions"] |= {name: options[name] for name in VERSIONS if name in options}
    kept["runtimes"][build.name] = rows
    kept["missed"][f"{build.name} runtimes"] = missed or ([] if rows else ["nothing was measured"])


def measure_agreement(store: Store, build: Build, python: Path, kept: Kept) -> None:
    """One build's ratios."""
    ratios = gpu_agreement.compare(store, build, python)
    print(build.name, ratios, file=sys.stderr, flush=True)
    kept["agreement"][build.name] = ratios
    kept["missed"][f"{build.name} agreement"] = [ratios] if isinstance(ratios, str) else gpu_agreement.missed(ratios)


def is_known(kept: Kept, part: str, build: str) -> bool:
    """Whether a piece needs no second try: all of its runtimes succeeded, or it has ratios, whatever they are."""
    if part == "runtimes":
        return build in kept[part] and not kept["missed"][f"{build} runtimes"]
    return isinstance(kept[part].get(build), dict)


def page_of(description: Description, kept: Kept) -> list[str]:
    """All that is known so far, as Markdown."""
    facts = {name: description.hardware.get(name, "") for name in ("gpu", "driver")}
    facts |= {"python": description.versions["python"], **kept["versions"]}
    lines = [
        "Written by `make gpu-check`.",
        "",
        "; ".join(f"{key} {value}" for key, value in facts.items()) + ".",
        "",
    ]
    lines += [f"- `{r.name}`: {r.engine} {r.version}, {r.problem or 'answers'}" for r in description.runtimes]
    lines += ["", f"| {' | '.join(HEADS)} |", "|---" * len(HEADS) + "|"]
    lines += [one for rows in kept["runtimes"].values() for one in rows]
    limits = ", ".join(f"{name} {limit:.0%}" for name, limit in gpu_agreement.LIMITS.items())
    lines += ["", "## Agreement of `ort-cuda` with bare loops (fp32, by turns)", "", f"Allowed: {limits}.", ""]
    lines += [f"| build | {' | '.join(gpu_agreement.LIMITS)} |", "|---" * (len(gpu_agreement.LIMITS) + 1) + "|"]
    for name, found in kept["agreement"].items():
        cells = [found] if isinstance(found, str) else [f"{found[one]:.3f}" for one in gpu_agreement.LIMITS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return [*lines, "", "## Missed", "", *([f"- {one}" for one in all_missed(kept)] or ["Nothing."])]


def all_missed(kept: Kept) -> list[str]:
    """Every criterion that is missed, with its build; and the pieces that are not measured yet."""
    found = [f"{where}: {what}" for where, several in kept["missed"].items() for what in several]
    lacking = {part: len(MODELS) - len(kept[part]) for part in PARTS}
    return found + [f"{count} of {len(MODELS)} builds lack {part}" for part, count in lacking.items() if count > 0]


def main() -> int:
    """Ask the runner what it has, measure what is asked for and not yet known, write the page after each build."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--part", choices=PARTS, action="append", help="only this one")
    options.add_argument("--anew", action="store_true", help="forget what was measured")
    options.add_argument("models", nargs="*", help=f"of {', '.join(MODELS)}")
    given = options.parse_args()
    device = find_device("nvidia")
    description = describe_runner(device, "process", None, lambda line: print(line, file=sys.stderr))
    usable = [runtime.name for runtime in description.runtimes if not runtime.problem]
    if "ort-cuda" not in usable:
        sys.exit("\n".join(f"{runtime.name}: {runtime.problem}" for runtime in description.runtimes))
    gpu = re.sub(r"[^a-z0-9]+", "-", description.hardware.get("gpu", "gpu").lower()).strip("-")
    store = Store.create(paths.cache_root() / "caches" / "gpu-check")
    file = store.path.with_name(f"gpu-check-{gpu}.json")
    kept: Kept = {"runtimes": {}, "agreement": {}, "missed": {}, "versions": {}}
    kept = json.loads(file.read_text()) if file.exists() and not given.anew else kept
    python = ensure_environment(device)
    path = None
    for build in build_artifacts(store, given.models or MODELS):
        for part in given.part or PARTS:
            if is_known(kept, part, build.name):
                continue
            if part == "runtimes":
                measure_runtimes(store, build, usable, kept)
            else:
                measure_agreement(store, build, python, kept)
            file.write_text(json.dumps(kept))
            path = write_page("gpu-report", "GPU report", page_of(description, kept), machine=gpu)
    print(path or "nothing was left to measure")
    missed = all_missed(kept)
    print(*missed, sep="\n", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
