"""The artifacts that the benchmarks measure, and how they have them measured."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from turnkey_runner.contract import Settings
from turnkey_runner.contract.profiles import PROFILES
from turnkey_runner.host.hardware import cpu_model, describe_hardware
from turnkeyml.cache.store import Store
from turnkeyml.dispatch.device_lock import choose_unit
from turnkeyml.events import BuildEnds, Event, JobEnds
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.options.request import RunRequest
from turnkeyml.options.run_options import BuildOptions, JobOptions, RunOptions
from turnkeyml.options.targets import choose_targets, with_units
from turnkeyml.pipeline import run
from turnkeyml.records import AnalysisOptions, Build, StoredResult
from turnkeyml.system import paths

MODELS = (
    *("selftest/linear", "selftest/embedding", "selftest/kv_cache", "selftest/conv"),
    *("timm/mobilenetv3_small_100", "timm/efficientnet_b0", "timm/resnet50"),
    *("transformers/distilbert", "popular_on_huggingface/all_minilm_l6_v2", "transformers/vit_base"),
    *("graph_convolutions/sage", "graph_convolutions/gcn", "diffusers/dit_s_2"),
)
"""From 3 µs to 0.3 s an inference: multilayer perceptrons, CNNs, transformers, graph networks."""
USERS = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Where that is set, each start compiles all of turnkey again: 0.3 s that no user's installation takes."""
MEASUREMENTS = Path(__file__).resolve().parents[1] / "docs" / "measurements"


def options_of(settings: Settings) -> RunOptions:
    """Options of a run with these settings, and no others."""
    build = BuildOptions(analysis=AnalysisOptions())
    return RunOptions(targets=choose_targets(["x86"], [], []), build=build, job=JobOptions(settings=settings))


def build_artifacts(store: Store, models: Sequence[str] = MODELS) -> list[Build]:
    """Export the models into a cache, where they are not yet; those that cannot be are left out."""
    options = RunOptions(
        targets=choose_targets(["x86"], [], []),
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES["quick"]),
        request=RunRequest(build_only=True),
    )
    inputs = find_inputs([str(paths.models_folder() / f"{name}.py") for name in models])
    events: list[Event] = []
    run.run_inputs(inputs, options, store, events.append)
    order = [one.path.stem for one in inputs]
    ended = [event.build for event in events if isinstance(event, BuildEnds)]
    builds = sorted(ended, key=lambda build: order.index(Path(build.source.path).stem))
    return [build for build in builds if build.artifact is not None]


def measure(
    store: Store,
    build: Build,
    runtimes: Sequence[str],
    *,
    profile: str = "standard",
    launcher: str = "process",
    device: str = "x86",
    precisions: Sequence[str] = ("fp32",),
) -> list[StoredResult]:
    """Measure a build anew with each runtime and precision, through the same line as `turnkey run --remeasure`."""
    targets = with_units(choose_targets([device], runtimes, precisions), "", choose_unit)
    options = RunOptions(
        targets=targets,
        build=BuildOptions(analysis=AnalysisOptions()),
        job=JobOptions(settings=PROFILES[profile]),
        request=RunRequest(launcher=launcher, remeasure=True),
    )
    assert build.invocation is not None
    source = find_inputs([f"{build.source.path}::{build.invocation.hash}"])
    events: list[Event] = []
    run.run_inputs(source, options, store, events.append)
    return [event.stored for event in events if isinstance(event, JobEnds)]


def write_page(name: str, title: str, lines: Sequence[str], machine: str = "") -> Path:
    """Write a page under docs/measurements, headed by the machine and the date, named by its CPU or another word."""
    reported = {key: value for key, value in describe_hardware().items() if key != "memory_bytes"}
    words = "; ".join(f"{key} {value}" for key, value in reported.items())
    head = [f"# {title}", "", f"{datetime.date.today().isoformat()}, on this machine: {words}.", ""]
    # Virtual machines say no more than a brand: one with AVX-512 is not the one without.
    cpu = cpu_model() + (" avx512" if "avx512f" in reported.get("cpu_flags", "").split() else "")
    slug = machine or re.sub(r"[^a-z0-9]+", "-", cpu.lower()).strip("-")
    path = MEASUREMENTS / f"{name}-{slug}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*head, *lines]).rstrip() + "\n", encoding="utf-8")
    return path


def with_scaled_samples(stored: StoredResult, factor: float) -> StoredResult:
    """The result of a machine on which every inference takes `factor` times as long."""
    scaled = tuple(
        replace(m, samples=tuple(round(sample * factor) for sample in m.samples)) if m.name == "latency" else m
        for m in stored.result.measurements
    )
    return replace(stored, result=replace(stored.result, measurements=scaled))
