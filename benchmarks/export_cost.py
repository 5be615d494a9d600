"""What writing an artifact costs beside what it cannot cost less than: weights beside `dd`, memory beside the weights.

    python benchmarks/export_cost.py      (about 5 minutes, 8 GiB of memory, 4 GiB of disk)

Speed: the weights of one exported model, written and hashed by turnkey and flushed to the disk, in turn with `dd` of as
many bytes with `conv=fsync`. Memory: the peak of the process that exports, as each build records it, over the bytes of
the model's parameters; the interpreter with torch in it is part of the peak, which counts for less in larger models.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import torch
from artifacts import write_page

from turnkeyml.builds.builder import build_input
from turnkeyml.cache.store import Store
from turnkeyml.export import serialize
from turnkeyml.inputs.resolve import find_inputs
from turnkeyml.options.run_options import BuildOptions
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE, AnalysisOptions
from turnkeyml.system import paths
from turnkeyml.worker.client import Worker

ROUNDS = 5
WIDTH = 4096
LAYERS = (8, 16, 32)
"""Of 64 MiB each: 0.5, 1 and 2 GiB."""
SCRIPT = """
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(*(torch.nn.Linear({width}, {width}) for _ in range({layers}))).eval()
with torch.no_grad():
    model(torch.rand(1, {width}))
"""


def flush(*files: Path) -> None:
    """Wait until the files are on the disk."""
    for file in files:
        descriptor = os.open(file, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)


def speeds(folder: Path) -> list[tuple[float, float]]:
    """Pairs of bytes a second: ours, and `dd`'s right after."""
    model = torch.nn.Sequential(*(torch.nn.Linear(WIDTH, WIDTH) for _ in range(LAYERS[1]))).eval()
    pairs = []
    for _ in range(ROUNDS):
        with torch.no_grad():
            program = torch.onnx.export(model, (torch.rand(1, WIDTH),), dynamo=True, optimize=False, verbose=False)
        assert program is not None
        start = time.perf_counter()
        serialize.write_model(program.model, folder)
        flush(folder / WEIGHTS_FILE, folder / MODEL_FILE)
        ours_s = time.perf_counter() - start
        size_bytes = (folder / WEIGHTS_FILE).stat().st_size
        (folder / WEIGHTS_FILE).unlink()
        copy = folder / "dd"
        command = [
            "dd",
            "if=/dev/zero",
            f"of={copy}",
            "bs=8M",
            f"count={size_bytes >> 23}",
            "conv=fsync",
            "status=none",
        ]
        start = time.perf_counter()
        subprocess.run(command, check=True)
        dd_s = time.perf_counter() - start
        pairs.append((size_bytes / ours_s, copy.stat().st_size / dd_s))
        copy.unlink()
    return pairs


def peak_bytes(folder: Path, layers: int) -> tuple[int, int]:
    """The peak of exporting a model of so many layers, and the bytes of its parameters."""
    script = folder / f"layers_{layers}.py"
    script.write_text(SCRIPT.format(width=WIDTH, layers=layers), encoding="utf-8")
    cache = Store.create(folder / f"cache-{layers}")
    (source,) = find_inputs([str(script)])
    options = BuildOptions(analysis=AnalysisOptions())
    with Worker() as worker:
        (build,) = build_input(source, options, cache, worker, lambda build: True, lambda name, stage: None).new
    peak = build.stages["export"].peak_memory_bytes
    assert peak is not None
    assert build.invocation is not None
    return peak, build.invocation.parameter_bytes


def main() -> None:
    """Measure both, write the page."""
    paths.cache_root().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=paths.cache_root()) as name:
        pairs = speeds(Path(name))
        peaks = [peak_bytes(Path(name), layers) for layers in LAYERS]
    ours, dd = (statistics.median(column) / 1e6 for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    lines = [
        f"- Weights written, hashed and flushed: {ours:.0f} MB/s; `dd conv=fsync`: {dd:.0f} MB/s.",
        f"- Ours over `dd`, median of {ROUNDS} pairs: {ratio:.2f} (asked: 0.5 or more).",
        "",
        "| parameters | peak of the exporting process | peak over parameters (asked: 2.2 at most) |",
        "|---|---|---|",
    ]
    lines += [f"| {own / 2**20:.0f} MiB | {peak / 2**20:.0f} MiB | {peak / own:.2f} |" for peak, own in peaks]
    print("\n".join(lines))
    print(write_page("export-cost", "What writing an artifact costs", lines))


if __name__ == "__main__":
    main()
