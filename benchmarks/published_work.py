"""Multiply-accumulates and parameters of our exports beside the figures that torchvision and timm publish.

    python benchmarks/published_work.py torchvision [--count 15]
    python benchmarks/published_work.py timm --table benchmark-infer-….csv [--count 15]

Each model is a process of its own, and a line of .demo/published_work.jsonl: run it again, and it goes on where it was.
torchvision publishes `_ops` with its weights, for inputs of 512 pixels that the weights' transforms resize. Detectors
with two stages were counted with trained weights: how many proposals pass a threshold, and so the work of the second
stage, is not that of random ones. timm publishes a table per machine (folder results/ of its repository), which leaves
out fused attention; its models are those of models/timm, at the size of the table.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(".demo/published_work.jsonl")
SCRIPTS = Path("models/timm")
TIMEOUT_S = 1800.0
TOLERANCE = {"torchvision": 0.005, "timm": 0.01}
"""Shares by which multiply-accumulates may differ."""
_FRAMES, _PIXELS = 16, 512


@dataclass(frozen=True, kw_only=True)
class Published:
    """What is published of a model: billions of multiply-accumulates, and millions of parameters."""

    key: str
    giga_macs: float
    mega_parameters: float
    size: int = 0
    """Width and height of the image; 0 where transforms decide."""


def published_by_torchvision() -> Iterator[Published]:
    """Each set of weights whose metadata has `_ops`."""
    from torchvision import models

    for name in models.list_models():
        for weights in models.get_model_weights(name):
            if weights.meta.get("_ops"):
                parameters = weights.meta["num_params"] / 1e6
                yield Published(
                    key=f"{name}:{weights.name}", giga_macs=weights.meta["_ops"], mega_parameters=parameters
                )


def published_by_timm(table: Path) -> Iterator[Published]:
    """Each row whose model has a script."""
    scripts = {path.stem for path in SCRIPTS.glob("*.py")}
    with open(table, newline="") as file:
        for row in csv.DictReader(file):
            name = row["model"].partition(".")[0]
            if name in scripts and row.get("infer_gmacs"):
                yield Published(
                    key=name,
                    giga_macs=float(row["infer_gmacs"]),
                    mega_parameters=float(row["param_count"]),
                    size=int(row["infer_img_size"]),
                )


def measure(corpus: str, key: str, size: int) -> dict[str, Any]:
    """Export one model; its multiply-accumulates, those of the call, its parameters and its exporter."""
    import torch

    from turnkeyml.analysis.input_structure import flatten
    from turnkeyml.analysis.recorded_call import Call
    from turnkeyml.export.export import export_call

    torch.manual_seed(0)
    model, arguments = _timm_model(key, size) if corpus == "timm" else _torchvision_model(key)
    inputs = flatten(arguments, {}, ["x", "y"])
    call = Call(module=model, inputs=inputs, structure="", source_line="", depth=0, training=False)
    with tempfile.TemporaryDirectory() as folder:
        artifact = export_call(call, Path(folder), None)
    return {
        "macs": artifact.macs,
        "call_macs": artifact.call_macs,
        "parameters": sum(parameter.numel() for parameter in model.parameters()),
        "exporter": artifact.exporter,
        "remarks": " ".join(artifact.remarks)[:300],
    }


def _timm_model(name: str, size: int) -> tuple[Any, tuple[Any, ...]]:
    import timm
    import torch

    return timm.create_model(name, pretrained=False).eval(), (torch.rand(1, 3, size, size),)


def _torchvision_model(key: str) -> tuple[Any, tuple[Any, ...]]:
    """A model without trained weights, and the inputs that torchvision counts with."""
    import torch
    from torchvision import models

    name, _, weights_name = key.partition(":")
    weights = models.get_model_weights(name)[weights_name]
    model = models.get_model(name, weights=None, **({"weights_backbone": None} if _is_composed(name) else {})).eval()
    transforms, kind = weights.transforms(), type(model).__module__.split(".")[-2]
    image = torch.randn(3, _PIXELS, _PIXELS)
    if kind == "detection":
        return model, ([transforms(image)],)
    if kind == "optical_flow":
        return model, tuple(transforms(image[None], image[None]))
    frames = torch.randn(1, _FRAMES, 3, _PIXELS, _PIXELS)
    return model, (transforms(frames if kind == "video" else image[None]),)


def _is_composed(name: str) -> bool:
    from torchvision.models import detection, segmentation

    return hasattr(detection, name) or hasattr(segmentation, name)


def run_one(corpus: str, published: Published) -> dict[str, Any]:
    """One model in a process of its own; what failed is data, too."""
    command = [sys.executable, __file__, corpus, "--one", published.key, "--size", str(published.size)]
    known = {"corpus": corpus, "key": published.key, "published": vars(published)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return known | {"failure": f"no answer within {TIMEOUT_S:g} s"}
    if done.returncode:
        return known | {"failure": (done.stderr.strip().splitlines() or ["no message"])[-1][:300]}
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return known | found


def judge(corpus: str, row: Mapping[str, Any]) -> str:
    """`equal`, or what differs."""
    if "failure" in row:
        return f"failed: {row['failure']}"
    published = row["published"]
    problems = []
    # A figure with two or three digits may be rounded by half of the last one.
    rounding = 0.005 if corpus == "timm" else 0.0005
    allowed = TOLERANCE[corpus] * published["giga_macs"] + rounding
    if row["macs"] is None or abs(row["macs"] / 1e9 - published["giga_macs"]) > allowed:
        problems.append("multiply-accumulates")
    if abs(row["parameters"] / 1e6 - published["mega_parameters"]) > 0.0101:
        problems.append("parameters")
    return " and ".join(problems) + " differ" if problems else "equal"


def read_rows(corpus: str) -> dict[str, dict[str, Any]]:
    """The rows of earlier runs, by model."""
    lines = RESULTS.read_text().splitlines() if RESULTS.exists() else []
    rows = [json.loads(line) for line in lines]
    return {row["key"]: row for row in rows if row["corpus"] == corpus}


def main() -> None:
    """Measure what is missing, then print a table of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", choices=("torchvision", "timm"))
    parser.add_argument("--table", type=Path, help="timm's table")
    parser.add_argument("--count", type=int, help="measure at most this many models, drawn by seed 0")
    parser.add_argument("--only", nargs="*", default=[], help="names of models")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.corpus, options.one, options.size)))
        return
    if options.corpus == "timm" and not options.table:
        parser.error("timm needs --table")
    every = list(published_by_timm(options.table) if options.corpus == "timm" else published_by_torchvision())
    wanted = [one for one in every if one.key.partition(":")[0] in options.only] if options.only else every
    if options.count is not None:
        wanted = random.Random(0).sample(wanted, min(options.count, len(wanted)))
    rows = read_rows(options.corpus)
    RESULTS.parent.mkdir(exist_ok=True)
    for published in wanted:
        if published.key not in rows:
            rows[published.key] = run_one(options.corpus, published)
            with open(RESULTS, "a") as file:
                file.write(json.dumps(rows[published.key]) + "\n")
    print_table(options.corpus, [rows[published.key] for published in wanted])


def print_table(corpus: str, rows: list[dict[str, Any]]) -> None:
    """As Markdown, with the number that agree below."""
    headings = ("model", "G published", "G ours", "G of the call", "M parameters published", "ours", "")
    print(f"| {' | '.join(headings)} |")
    print("|" + "---|" * len(headings))
    for row in rows:
        macs, call = (f"{row[name] / 1e9:.3f}" if row.get(name) is not None else "-" for name in ("macs", "call_macs"))
        parameters = f"{row['parameters'] / 1e6:.2f}" if "parameters" in row else "-"
        known = row["published"]
        figures = f"{known['giga_macs']} | {macs} | {call} | {known['mega_parameters']:.2f} | {parameters}"
        print(f"| {row['key']} | {figures} | {judge(corpus, row)} |")
    equal = sum(judge(corpus, row) == "equal" for row in rows)
    print(f"\n{equal} of {len(rows)} are equal")


if __name__ == "__main__":
    main()
