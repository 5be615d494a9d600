"""Each runtime of the nvidia runner on real models, and its agreement with bare loops; writes the card's report.

    make gpu-check          (needs the driver and the wheels; TURNKEY_RUNNER_PYTHON names an interpreter that has them)

Where nothing can be installed from (no network), put the wheels of runners/nvidia/requirements.txt beside a torch that
brings CUDA and cuDNN, and name that interpreter.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

from artifacts import build_artifacts, measure, write_page

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
SECONDS = 2.0
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


def agreement(store: Store, builds: list[Build], python: Path) -> list[str]:
    """Our CUDA numbers over those of bare loops, in turn, and two of our own runs over one another."""
    lines = ["| build | whole/bare | device/bare | A/A whole |", "|---|---|---|---|"]
    ratios: dict[str, list[float]] = {"whole": [], "device": [], "aa": []}
    for build in builds:
        assert build.artifact is not None
        names = ",".join(spec.name for spec in build.artifact.inputs)
        folder = str(store.artifact_folder(build.artifact))
        first = _cuda(store, build)
        done = subprocess.run(
            [str(python), str(BARE), folder, names, str(SECONDS)], capture_output=True, text=True, check=False
        )
        second = _cuda(store, build)
        if done.returncode != 0 or first is None or second is None:
            lines.append(f"| {build.name} | - | - | {' '.join(done.stderr.split())[-120:]} |")
            continue
        bare = json.loads(done.stdout.splitlines()[-1])
        whole = statistics.fmean((first[0], second[0])) / bare["whole_ms"]
        device = statistics.fmean((first[1], second[1])) / bare["device_ms"]
        for name, value in (("whole", whole), ("device", device), ("aa", second[0] / first[0])):
            ratios[name].append(value)
        lines.append(f"| {build.name} | {whole:.3f} | {device:.3f} | {second[0] / first[0]:.3f} |")
    for name, found in ratios.items():
        if found:
            lines += ["", f"{name}: median {statistics.median(found):.3f}, from {min(found):.3f} to {max(found):.3f}."]
    return lines


def _cuda(store: Store, build: Build) -> tuple[float, float] | None:
    (filed,) = measure(store, build, ["ort-cuda"], device="nvidia")
    found = [summarize(filed.result.measurements, name) for name in ("latency", "latency_device")]
    whole, device = found
    return (whole.median / 1e6, device.median / 1e6) if whole and device else None


def main() -> None:
    """Ask the runner what it has, measure all of it, write the page."""
    device = find_device("nvidia")
    description = ask(device, "process", None, lambda line: print(line, file=sys.stderr))
    usable = [runtime for runtime in description.runtimes if not runtime.problem]
    if not usable:
        sys.exit("\n".join(f"{runtime.name}: {runtime.problem}" for runtime in description.runtimes))
    store = Store.create(places.cache_root() / "caches" / "gpu-check")
    builds = build_artifacts(store, MODELS)
    told = {**description.hardware, **description.versions}
    versions = "; ".join(f"{key} {value}" for key, value in told.items() if key in ("driver", "gpu", "python", "numpy"))
    lines = [f"Card: {versions}.", ""]
    lines += [f"- `{r.name}`: {r.engine} {r.version}, {r.problem or 'answers'}" for r in description.runtimes]
    lines += [
        "",
        "| build | runtime | precision | latency ms | device ms | parity | cosine | build s | computed in | verdict |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    names = [runtime.name for runtime in usable]
    for build in builds:
        for filed in measure(store, build, names, profile="quick", precisions=PRECISIONS, device="nvidia"):
            lines.append(row(filed))
            print(lines[-1], file=sys.stderr, flush=True)
    lines += ["", "## Agreement of `ort-cuda` with bare loops (fp32, in turn)", ""]
    lines += agreement(store, builds, ensure_environment(device))
    card = re.sub(r"[^a-z0-9]+", "-", description.hardware.get("gpu", "card").lower()).strip("-")
    print(write_page("gpu-report", "GPU report", ["Written by `make gpu-check`.", "", *lines], machine=card))


if __name__ == "__main__":
    main()
