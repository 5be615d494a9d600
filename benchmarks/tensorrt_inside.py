"""Builds the artifacts of a cache with TensorRT for RTX, which needs no GPU for that; a line of JSON for each.

PYTHON benchmarks/tensorrt_inside.py CACHE [DIGEST …]     in the nvidia runner's environment, or in its image

It is the runner's own code that builds, on the real library. What an engine computes in is what the builder's log
tells of its layers: asking the engine itself takes a GPU.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from turnkey_nvidia.tensorrt_build import build, load_library
from turnkey_nvidia.tensorrt_engine import TENSORRT_RTX
from turnkey_nvidia.tensorrt_inspector import count_types

from turnkey_runner.contract import TensorSpec
from turnkey_runner.harness.errors import JobError

BUILD_TIMEOUT_S = 600
WORKSPACE_BYTES = 8 << 30
"""Of a middling GPU; kernels of TensorRT for RTX are chosen on the GPU, so that it hardly counts."""
_LAYERS = re.compile(r"^Layers:\n(.*?)\n\n", re.DOTALL | re.MULTILINE)
_SIDE = re.compile(r"(Inputs|Outputs): \[(.*?)\](?=, (?:Constants|Outputs|TacticName): ?)")
_TENSOR = re.compile(r"Datatype: (\w+), Format: ")


def layers_of(reported: str) -> dict[str, Any]:
    """What the builder logs of an engine, a line a layer, in the form in which the engine's inspector tells it."""
    found = _LAYERS.search(reported)
    layers = []
    for line in found[1].splitlines() if found else ():
        head = re.match(r"Name: (.*?), LayerType: (\w+)", line)
        if head:
            sides = {side: [{"Datatype": one} for one in _TENSOR.findall(text)] for side, text in _SIDE.findall(line)}
            layers.append({"Name": head[1], "LayerType": head[2], **sides})
    return {"Layers": layers}


def build_one(folder: Path) -> dict[str, Any]:
    """Build one artifact: what came of it."""
    artifact = json.loads((folder / "artifact.json").read_text())
    trt, log = load_library(TENSORRT_RTX)
    sides = {side: tuple(_spec(one) for one in artifact[side]) for side in ("inputs", "outputs")}
    job: Any = SimpleNamespace(precision=artifact.get("precision") or "fp32", **sides)
    row: dict[str, Any] = {"artifact": artifact["digest"], "precision": job.precision}
    start = time.perf_counter()
    try:
        plan, _ = build(trt, log, job, folder, None, WORKSPACE_BYTES)
    except JobError as error:
        return row | {"failure": str(error), "kind": str(error.kind), "remedy": error.remedy}
    computed = count_types(json.dumps(layers_of(log.layers)))
    reported = {"layers": computed, "tf32": b"tf32=1" in plan}
    return row | {"engine_bytes": len(plan), "build_s": time.perf_counter() - start} | reported


def _spec(reported: dict[str, Any]) -> TensorSpec:
    return TensorSpec(name=reported["name"], dtype=reported["dtype"], shape=tuple(reported["shape"]))


def in_a_process_each(folders: list[Path]) -> Iterator[dict[str, Any]]:
    """A crash of the library is a row, too, and so is a build that does not end."""
    for folder in folders:
        here, there = os.pipe()
        child = os.fork()
        if not child:
            signal.alarm(BUILD_TIMEOUT_S)
            os.write(there, json.dumps(build_one(folder)).encode())
            os._exit(0)
        os.close(there)
        with open(here, encoding="utf-8") as stream:
            reported = stream.read()
        _, status = os.waitpid(child, 0)
        lost = {"artifact": folder.name, "failure": f"the process ended with {os.waitstatus_to_exitcode(status)}"}
        yield json.loads(reported) if reported else lost


def main() -> None:
    """Build those that are asked for, or all."""
    cache, wanted = Path(sys.argv[1]), set(sys.argv[2:])
    folders = [path for path in sorted(cache.glob("artifacts/*/*")) if not wanted or path.name in wanted]
    for row in in_a_process_each(folders):
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
