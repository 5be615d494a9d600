"""Each runtime of the nvidia runner on real models, and its agreement with bare loops; writes the card's report.

    make gpu-check          (needs the driver and the wheels; TURNKEY_RUNNER_PYTHON names an interpreter that has them)
    python benchmarks/gpu_check.py [MODELS]     (some of the collection, by name; the page is written after each)

Where nothing can be installed from (no network), put the wheels of runners/nvidia/requirements.txt beside a torch that
brings CUDA and cuDNN (a virtual environment with a .pth file that names both folders), name that interpreter, and run
`pytest tests/gpu` and this without `make`. Nothing needs more than the driver, torch, onnx and those wheels.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from artifacts import build_artifacts, measure, write_page

from turnkey_runner.contract import Description
from turnkey_runner.statistics import summarize
from turnkey_runner.verdict import judge
from turnkeyml import places
from turnkeyml.cache.store import Store
from turnkeyml.devices import find_device
from turnkeyml.dispatch.environments import ensure_environment
from turnkeyml.dispatch.inventory import ask
from turnkeyml.records import Build, FiledResult
from turnkeyml.report.figures import figures_of

MODELS = (
    *("selftest/linear", "selftest/conv", "timm/mobilenetv3_small_100", "timm/resnet50"),
    *("popular_on_huggingface/all_minilm_l6_v2", "transformers/bert", "transformers/vit_base", "diffusers/dit_s_2"),
)
PRECISIONS = ("fp32", "tf32", "fp16")
COLUMNS = (
    *("build", "runtime", "precision", "latency ms", "device ms"),
    *("parity", "cosine", "build s", "computed in", "verdict"),
)
BOUNDS = {"whole": 0.03, "device": 0.02, "A/A": 0.02}
"""How far the medians of the ratios may lie from 1: end to end, on the device, and two runs."""
BARE = Path(__file__).with_name("gpu_bare.py")


def row(filed: FiledResult) -> str:
    """One result as a row of the table."""
    figures, result = figures_of(filed), filed.result
    start = f"| {filed.build} | {result.runtime} | {result.precision} "
    if result.failure is not None:
        return f"{start}| | | {result.failure.stage} failed: {result.failure.message[:100]} | | | | |"
    judgement = judge(result)
    codes = " ".join(dict.fromkeys(caution.code for caution in judgement.cautions))
    computed = result.executed.precisions if result.executed else {}
    types = ", ".join(f"{count} {name}" for name, count in sorted(computed.items()))
    cosine = figures["parity_cosine_similarity"]
    words = [
        f"{figures['latency_ms']:.4g}",
        f"{figures['latency_device_ms']:.4g}" if figures["latency_device_ms"] else "",
        str(result.parity),
        f"{cosine:.6f}" if cosine is not None else "",
        f"{(figures['build_ms'] or figures['load_ms'] or 0) / 1000:.1f}",
        types,
        f"{judgement.verdict} {codes}",
    ]
    return f"{start}| {' | '.join(words)} |"


def agreement(store: Store, build: Build, python: Path) -> dict[str, float] | str:
    """Our CUDA times over those of a bare loop between two runs, and these over one another; or what failed."""
    assert build.artifact is not None
    first, settings = _cuda(store, build)
    if not first:
        return settings
    asked = json.loads(settings) | {"folder": str(store.artifact_folder(build.artifact))}
    done = subprocess.run([str(python), str(BARE), json.dumps(asked)], capture_output=True, text=True, check=False)
    second, _ = _cuda(store, build)
    if done.returncode != 0 or not second:
        return " ".join(done.stderr.split())[-120:] or "the second run failed"
    bare = json.loads(done.stdout.splitlines()[-1])
    return {
        "whole": statistics.fmean((first["whole_ms"], second["whole_ms"])) / bare["whole_ms"],
        "device": statistics.fmean((first["device_ms"], second["device_ms"])) / bare["device_ms"],
        "A/A": second["whole_ms"] / first["whole_ms"],
    }


def _cuda(store: Store, build: Build) -> tuple[dict[str, float], str]:
    """Medians of one run, and what a bare loop must be told to do the same; nothing, and why, where it failed."""
    (filed,) = measure(store, build, ["ort-cuda"], device="nvidia")
    result = filed.result
    whole, device = (summarize(result.measurements, name) for name in ("latency", "latency_device"))
    if not whole or not device or result.executed is None:
        return {}, result.failure.message if result.failure else "no time of the device"
    told = {
        "names": [spec.name for spec in filed.job.inputs],
        "cpus": list(result.executed.cpus),
        "threads": result.executed.threads or 1,
        "sets": result.executed.input_sets,
        "block": max(m.block for m in result.measurements if m.name == "latency"),
    }
    return {"whole_ms": whole.median / 1e6, "device_ms": device.median / 1e6}, json.dumps(told)


def judged(found: dict[str, list[float]]) -> tuple[list[str], bool]:
    """The medians of the ratios beside what they must keep to, and whether all do."""
    lines, kept = [], True
    for name, bound in BOUNDS.items():
        if found[name]:
            median = statistics.median(found[name])
            kept = kept and abs(median - 1) <= bound
            spread = f"from {min(found[name]):.3f} to {max(found[name]):.3f}"
            lines += ["", f"{name}: median {median:.3f}, {spread}; asked: within {bound:.0%}."]
    return lines, kept and bool(found["whole"])


class Page:
    """The report, written anew after each build, so that a machine that is lent for minutes leaves what it could."""

    def __init__(self, description: Description) -> None:
        told = {**description.hardware, **description.versions}
        keys = ("driver", "gpu", "cuda", "cudnn", "tensorrt", "python", "numpy")
        versions = "; ".join(f"{key} {value}" for key, value in told.items() if key in keys)
        self._card = re.sub(r"[^a-z0-9]+", "-", told.get("gpu", "card").lower()).strip("-")
        self._head = ["Written by `make gpu-check`.", "", f"Card: {versions}.", ""]
        self._head += [f"- `{r.name}`: {r.engine} {r.version}, {r.problem or 'answers'}" for r in description.runtimes]
        self.results: list[str] = []
        self.agreements: list[str] = []
        self.found: dict[str, list[float]] = {name: [] for name in BOUNDS}

    def write(self) -> bool:
        """Write it; whether all ratios keep to their bounds."""
        medians, kept = judged(self.found)
        lines = [
            *self._head,
            "",
            f"| {' | '.join(COLUMNS)} |",
            "|---" * len(COLUMNS) + "|",
            *self.results,
            "",
            "## Agreement of `ort-cuda` with bare loops (fp32, in turn)",
            "",
            "| build | whole/bare | device/bare | A/A whole |",
            "|---|---|---|---|",
            *self.agreements,
            *medians,
        ]
        print(write_page("gpu-report", "GPU report", lines, machine=self._card), flush=True)
        return kept


def main(models: Sequence[str]) -> int:
    """Ask the runner what it has, measure all of it, write the page; status 1 where a bound is not kept."""
    device = find_device("nvidia")
    description = ask(device, "process", None, lambda line: print(line, file=sys.stderr))
    usable = [runtime.name for runtime in description.runtimes if not runtime.problem]
    if not usable:
        sys.exit("\n".join(f"{runtime.name}: {runtime.problem}" for runtime in description.runtimes))
    store, page, kept = Store.create(places.cache_root() / "caches" / "gpu-check"), Page(description), False
    python = ensure_environment(device)
    for build in build_artifacts(store, models):
        for filed in measure(store, build, usable, profile="quick", precisions=PRECISIONS, device="nvidia"):
            page.results.append(row(filed))
            print(page.results[-1], file=sys.stderr, flush=True)
        ratios = agreement(store, build, python)
        if isinstance(ratios, str):
            page.agreements.append(f"| {build.name} | - | - | {ratios} |")
        else:
            page.agreements.append(f"| {build.name} | {' | '.join(f'{one:.3f}' for one in ratios.values())} |")
            for name, value in ratios.items():
                page.found[name].append(value)
        kept = page.write()
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or MODELS))
