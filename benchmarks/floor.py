"""A whole run beside what it cannot do without: the scripts' own work, one export each, the timed iterations.

    python benchmarks/floor.py [--scripts 40]      (about 15 minutes)

The floor of a script is its own work in a fork of an interpreter that has all libraries, plus one plain
`torch.onnx.export(optimize=False)` of each model that it calls; of a result, its warm-up and timing. Our own exports
take less than that (benchmarks/capture.py). What we add: references (two runs of PyTorch), checking, hashing, sealing,
statistics, filing, the runner's loading and parity.
One worker (`--jobs 1`), one runtime, `--profile quick`, an empty cache.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from artifacts import USERS, write_page

from turnkey_runner.contract import Result, codec
from turnkeyml.collection.scripts import corpora, read_scripts
from turnkeyml.system import paths

SEED = 0
MOST_PARAMETERS = 60_000_000
FLOOR = """
import importlib, os, sys, tempfile, time, warnings
warnings.simplefilter("ignore")
import torch
from pathlib import Path
for name in ("transformers", "timm", "torchvision", "diffusers", "torch_geometric", "turnkeyml.parser"):
    importlib.import_module(name)
from transformers import BertModel, ViTModel
from turnkeyml.analysis.run_script import run_script
from turnkeyml.analysis.trace import Trace
from turnkeyml.analysis.trace_calls import record_calls
from turnkeyml.export.wrapper import OnnxWrapper
torch.onnx.export(torch.nn.Linear(2, 2).eval(), (torch.zeros(1, 2),), dynamo=True, optimize=False, verbose=False)
torch.set_num_threads(1)
total = 0.0
for script in sys.argv[1:]:
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        torch.set_num_threads(os.cpu_count())
        trace = Trace(max_depth=0, max_invocations=4, script=script)
        with record_calls(trace):
            run_script(Path(script), ())
        with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
            for index, call in enumerate(trace.calls.values()):
                call.module.eval()
                wrapper = OnnxWrapper(call.module, call.inputs).eval()
                program = torch.onnx.export(wrapper, call.inputs.tensors, dynamo=True, optimize=False, verbose=False)
                program.save(Path(folder) / f"{index}.onnx", external_data=True)
        os._exit(0)
    os.waitpid(child, 0)
    total += time.perf_counter() - start
print(total)
"""


def choose_scripts(count: int) -> list[Path]:
    """A mixed sample of the collection, without models so large that their own work is nearly all there is."""
    with open(paths.models_folder() / "catalog" / "census.csv", encoding="utf-8", newline="") as file:
        counts = {row["script"]: int(row["parameters"] or MOST_PARAMETERS) for row in csv.DictReader(file)}
    scripts = read_scripts(one for one in corpora() if one != "torch_hub")
    found = sorted(one.path for one in scripts if counts.get(one.name, MOST_PARAMETERS) < MOST_PARAMETERS)
    return sorted(random.Random(SEED).sample(found, min(count, len(found))))


def floor_s(scripts: list[Path]) -> float:
    """Seconds of the scripts' own work and exports, in forks of a warm interpreter."""
    command = [sys.executable, "-c", FLOOR, *map(str, scripts)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    return float(done.stdout.splitlines()[-1])


def iterations_s(result: Result) -> float:
    """Seconds of a result's warm-up and timed loop; of a long warm-up, the first samples alone are kept."""
    warmup_ns = sum(sum(one.samples) for one in result.measurements if one.name == "warmup")
    loop_ns = sum(one.wall_ns for one in result.conditions)
    return max(warmup_ns / 1e9, len(result.conditions) * result.settings.warmup_time_s) + loop_ns / 1e9


def run_s(scripts: list[Path]) -> tuple[float, list[Result], list[str]]:
    """Seconds of a whole run, its results, and what failed."""
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, "-m", "turnkeyml", "run", *map(str, scripts), "-d", cache, "--json"]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, "--profile", "quick", "--jobs", "1", "--launcher", "process"],
            capture_output=True,
            text=True,
            check=False,
            env=USERS,
        )
        seconds = time.perf_counter() - start
    events = [json.loads(line) for line in done.stdout.splitlines()]
    results = [codec.from_plain(Result, one["result"]["result"]) for one in events if one["event"] == "job_ends"]
    failures = [(one["build"], one["failure"]) for one in events if one["event"] == "build_ends"]
    failures += [(one["build"], one["result"]["result"]["failure"]) for one in events if one["event"] == "job_ends"]
    return seconds, results, [f"{name}: {one['message'].splitlines()[0][:200]}" for name, one in failures if one]


def main() -> None:
    """Measure both, write the ratio."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--scripts", type=int, default=40)
    scripts = choose_scripts(options.parse_args().scripts)
    first = floor_s(scripts)
    ours, results, failed = run_s(scripts)
    second = floor_s(scripts)
    iterating_s = sum(map(iterations_s, results))
    floor = (first + second) / 2 + iterating_s
    corpora = ", ".join(sorted({script.parent.name for script in scripts}))
    mean = (first + second) / 2
    lines = [
        f"- {len(scripts)} scripts of less than {MOST_PARAMETERS // 10**6} M parameters ({corpora}).",
        f"- {len(results)} results, {len(failed)} failed{': ' if failed else ''}{'; '.join(failed)}.",
        f"- Floor: {mean:.1f} s of scripts and exports ({first:.1f} before ours, {second:.1f} after).",
        f"- Floor: {iterating_s:.1f} s of warm-up and timing.",
        f"- Ours, start and end of every process included: {ours:.1f} s.",
        "",
        f"Ours over the floor, one worker: {ours / floor:.2f}.",
    ]
    print("\n".join(lines))
    print(write_page("floor", "A whole run beside its floor", lines))


if __name__ == "__main__":
    main()
