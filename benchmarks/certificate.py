"""The measurement certificate: a machine, its noise, and how turnkey's numbers agree with others' on it.

    make measurement-certificate        (about 15 minutes; writes docs/measurements/certificate-<cpu>.md)

Agreement is taken in turn, artifact by artifact: turnkey, a bare loop around ONNX Runtime, turnkey with OpenVINO,
OpenVINO's own `benchmark_app`. All have the same threads and inputs. Learnt: on a shared virtual machine single
cells differ by tens of per cent between two runs of the same tool, so the median over the set is what can be judged.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np
from overhead import KNOWN_MS, busy, median_ns

from turnkey_runner.conditions import choose_cpus
from turnkey_runner.contract import Settings
from turnkey_runner.hardware import describe_hardware
from turnkey_runner.profiles import PROFILES
from turnkey_runner.statistics import summarize
from turnkeyml import calibration, jobs, pipeline, places
from turnkeyml.building import BuildOptions
from turnkeyml.cache.store import Store
from turnkeyml.cli.console import RunConsole
from turnkeyml.devices import find_device
from turnkeyml.dispatch.environments import ensure_environment
from turnkeyml.records import AnalysisOptions, Build
from turnkeyml.sources import find_inputs

MODELS = (
    *("selftest/linear", "selftest/embedding", "selftest/kv_cache", "selftest/conv"),
    *("timm/mobilenetv3_small_100", "timm/efficientnet_b0", "timm/resnet50"),
    *("transformers/distilbert", "popular_on_huggingface/all_minilm_l6_v2", "transformers/vit_base"),
    *("graph_convolutions/sage", "graph_convolutions/gcn", "diffusers/dit_s_2"),
)
SECONDS = 2.0
BARE_LOOP = """
import sys, time, statistics
import numpy as np, onnxruntime as ort
folder, threads, seconds, names = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4].split(",")
options = ort.SessionOptions()
options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
session = ort.InferenceSession(folder + "/model.onnx", options, providers=["CPUExecutionProvider"])
arrays = np.load(folder + "/inputs.npz")
feeds = {name: arrays[str(index)] for index, name in enumerate(names)}
for _ in range(10): session.run(None, feeds)
times, end = [], time.perf_counter() + seconds
while time.perf_counter() < end or len(times) < 5:
    start = time.perf_counter_ns(); session.run(None, feeds); times.append(time.perf_counter_ns() - start)
print(statistics.median(times) / 1e6)
"""


def bare_loop_ms(python: Path, folder: Path, build: Build, threads: int) -> float:
    """The median of a plain loop around `session.run`, in a process of its own."""
    assert build.artifact is not None
    names = ",".join(spec.name for spec in build.artifact.inputs)
    command = [str(python), "-c", BARE_LOOP, str(folder), str(threads), str(SECONDS), names]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def benchmark_app_ms(python: Path, folder: Path, build: Build, threads: int, scratch: Path) -> float | None:
    """The median of OpenVINO's own tool, synchronous, one stream, the recorded inputs; None where it fails."""
    assert build.artifact is not None
    given = []
    for index, spec in enumerate(build.artifact.inputs):
        path = scratch / f"{index}.npy"
        np.save(path, np.load(folder / "inputs.npz")[str(index)])
        given.append(f"{spec.name}:{path}")
    command = [
        *(str(python.with_name("benchmark_app")), "-m", str(folder / "model.onnx"), "-d", "CPU", "-api", "sync"),
        *("-hint", "none", "-nstreams", "1", "-nthreads", str(threads), "-infer_precision", "f32"),
        *("-t", str(round(SECONDS)), "-i", ",".join(given)),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"Median:\s+([\d.]+) ms", done.stdout)
    return float(found[1]) if found else None


def measure_ms(store: Store, build: Build, runtime: str, console: RunConsole) -> tuple[float | None, str]:
    """Our own median and verdict, measured anew."""
    targets = jobs.choose_targets(["x86"], [runtime], [])
    options = pipeline.RunOptions(
        targets=targets,
        build=BuildOptions(analysis=AnalysisOptions()),
        job=jobs.JobOptions(settings=PROFILES["standard"]),
        launcher="process",
        remeasure=True,
    )
    source = find_inputs([f"{build.source.path}::{build.name.rpartition('_')[2]}"])
    ((_, filed),) = pipeline.run_inputs(source, options, store, console).results
    latency = summarize(filed.result.measurements, "latency")
    return (latency.median / 1e6 if latency else None), filed.result.parity.value


def agreement(store: Store, console: RunConsole, scratch: Path) -> list[dict[str, object]]:
    """One row for each artifact, each measured by all four in turn."""
    python = ensure_environment(find_device("x86"))
    threads = len(choose_cpus(None))
    rows: list[dict[str, object]] = []
    for name in store.build_names():
        build = store.load_build(name)
        if build.artifact is None:
            continue
        folder = store.artifact_folder(build.artifact)
        ort, parity = measure_ms(store, build, "ort", console)
        bare = bare_loop_ms(python, folder, build, threads)
        openvino, _ = measure_ms(store, build, "openvino", console)
        app = benchmark_app_ms(python, folder, build, threads, scratch)
        rows.append({"build": name, "ort": ort, "bare": bare, "openvino": openvino, "app": app, "parity": parity})
        print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return rows


def ratio(row: dict[str, object], ours: str, theirs: str) -> float | None:
    """Ours over theirs."""
    a, b = row[ours], row[theirs]
    return a / b if isinstance(a, float) and isinstance(b, float) else None


def known_times() -> list[str]:
    """How well busy-waited times are found again."""
    lines = ["| truth | found | error |", "|---|---|---|"]
    for known in KNOWN_MS:
        truth = round(known * 1e6)
        found = statistics.median(
            median_ns(busy(truth), truth, Settings(min_time_s=0.3, min_iterations=20)) for _ in range(7)
        )
        lines.append(f"| {known} ms | {found / 1e6:.4f} ms | {found / truth - 1:+.2%} |")
    null = statistics.median(median_ns(lambda: None, 10**9, Settings(iterations=20_000)) for _ in range(7))
    return [*lines, "", f"The loop itself, around a backend that does nothing: {null:.0f} ns a sample."]


def render(rows: list[dict[str, object]], floor: str, known: list[str]) -> str:
    """The certificate as Markdown."""
    machine = "; ".join(f"{key} {value}" for key, value in describe_hardware().items())
    lines = [
        "# Measurement certificate",
        "",
        f"Written by `make measurement-certificate` on {datetime.date.today().isoformat()}. Machine: {machine}.",
        "",
        "## Noise floor (A/A)",
        "",
        floor,
        "",
        "## Known latencies (busy-wait)",
        "",
        *known,
        "",
        "## Agreement (ms; ours, then theirs, in turn on the same artifact, threads and inputs)",
        "",
        "| build | turnkey ort | bare loop | ratio | turnkey openvino | benchmark_app | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        cells = [
            row["ort"],
            row["bare"],
            ratio(row, "ort", "bare"),
            row["openvino"],
            row["app"],
            ratio(row, "openvino", "app"),
        ]
        words = [f"{cell:.4g}" if isinstance(cell, float) else "-" for cell in cells]
        lines.append(f"| {row['build']} | {' | '.join(words)} |")
    for ours, theirs in (("ort", "bare"), ("openvino", "app")):
        long = [
            r for row in rows if isinstance(row[ours], float) and row[ours] >= 1 and (r := ratio(row, ours, theirs))
        ]
        if long:
            told = f"median ratio {statistics.median(long):.3f}, from {min(long):.3f} to {max(long):.3f}"
            lines += ["", f"{ours} against {theirs}, {len(long)} artifacts of 1 ms and more: {told}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Build the artifacts, measure all of it, write the page."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=40)
    options.add_argument("--out", type=Path, default=Path("docs/measurements"))
    given = options.parse_args()
    console = RunConsole(verbosity="quiet", as_json=False)
    store = Store.create(places.cache_root() / "caches" / "certificate")
    build = pipeline.RunOptions(
        targets=jobs.choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=jobs.JobOptions(settings=PROFILES["quick"]),
        measure=False,
    )
    inputs = find_inputs([str(places.models_folder() / f"{name}.py") for name in MODELS])
    pipeline.run_inputs(inputs, build, store, console)
    floor = calibration.calibrate(pairs=given.pairs, launcher="process", listener=console)
    told = (
        f"{floor.floor:.1%}: the 95th percentile of what {floor.pairs} pairs of identical jobs differ by (conv.py, "
        f"{floor.median_ms:.3g} ms, {floor.profile}); {floor.false_alarms} would be called different without it."
    )
    with store.staging() as scratch:
        rows = agreement(store, console, scratch)
    given.out.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9]+", "-", floor.cpu.lower()).strip("-")
    path = given.out / f"certificate-{name}.md"
    path.write_text(render(rows, told, known_times()), encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
