"""What TurnkeyML's own tests do, typed into turnkey: what each asserts there, and what is seen here.

    python benchmarks/turnkeyml_scenarios.py      (about 5 minutes)

The scenarios are those of TurnkeyML's test/turnkey (analysis.py, cli.py, build_model.py); commands in its words where
it has words of its own. A scenario whose expectation is not met is on the page as such, and the script exits with 1.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from artifacts import USERS, write_page

from turnkeyml.system import paths

ROOT = paths.models_folder() / "selftest"
SCRIPTS = {
    "arguments.py": """
        import torch
        from turnkeyml.parser import parse
        given = parse(["batch_size", "max_seq_length"])
        print(f"told {given[0]} {given[1]}")
        torch.nn.Linear(given[1], 2)(torch.zeros(given[0], given[1]))
        """,
    "activation.py": "import torch\ntorch.nn.GELU()(torch.zeros(1, 4))",
    "hangs.py": "import time\ntime.sleep(600)",
    "sizes.py": """
        import torch
        model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
        model(torch.zeros(1, 4))
        model(torch.zeros(2, 4))
        """,
    "inputs.txt": "  linear.py\n\n    # a remark\n\tsizes.py\n",
}


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a command has left: its output, and the rows of the report of its cache."""

    status: int
    text: str
    cache: Path
    rows: list[dict[str, str]]

    @property
    def models(self) -> list[Path]:
        """The models of the cache."""
        return sorted(self.cache.rglob("*.onnx"))


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One test of theirs."""

    theirs: str
    asserts: str
    typed: tuple[str, ...]
    """Command lines, one after the other, with CACHE for the cache."""
    see: Callable[[Seen], tuple[bool, str]]
    """Whether what they assert holds, and what was seen."""


def count(expected: int) -> Callable[[Seen], tuple[bool, str]]:
    """So many builds."""
    return lambda seen: (len(seen.rows) == expected, f"{len(seen.rows)} build{'s' * (len(seen.rows) != 1)}")


def ends(status: int, words: str) -> Callable[[Seen], tuple[bool, str]]:
    """The exit status, and words in the output."""
    return lambda seen: (seen.status == status and words in seen.text, f"exit status {seen.status}, “{words}”")


def column(name: str, expected: Callable[[str], bool]) -> Callable[[Seen], tuple[bool, str]]:
    """A column of each row of the report."""

    def see(seen: Seen) -> tuple[bool, str]:
        found = [row[name] for row in seen.rows]
        return bool(found) and all(map(expected, found)), f"`{name}`: {', '.join(dict.fromkeys(found))}"

    return see


def has_columns(*names: str) -> Callable[[Seen], tuple[bool, str]]:
    """Columns that are not empty in the first row."""

    def see(seen: Seen) -> tuple[bool, str]:
        missing = [name for name in names if not (seen.rows and seen.rows[0].get(name))]
        return not missing, f"without {', '.join(missing)}" if missing else f"{', '.join(f'`{one}`' for one in names)}"

    return see


def lean(seen: Seen) -> tuple[bool, str]:
    """No model is left, the builds are."""
    return not seen.models and bool(seen.rows), f"{len(seen.models)} models left, {len(seen.rows)} builds"


def found_is_printed(seen: Seen) -> tuple[bool, str]:
    """The discovery's output."""
    words = ("Linear", "parameters", "float32[", "linear.py:")
    missing = [word for word in words if word not in seen.text]
    return not missing, f"without {missing}" if missing else "class, parameters, inputs, hash and line"


QUICK = "--profile quick --runtime ort"
SCENARIOS = (
    Scenario(
        theirs="analysis 01, 11",
        asserts="one model is found and printed",
        see=found_is_printed,
        typed=("-i linear.py discover -d CACHE",),
    ),
    Scenario(
        theirs="analysis 03",
        asserts="depth 1: submodules with weights, too",
        see=count(3),
        typed=("run sizes.py --max-depth 1 --analyze-only -d CACHE --max-invocations 1",),
    ),
    Scenario(
        theirs="analysis 04, 12",
        asserts="only the named hash is built",
        see=count(1),
        typed=("run two_models.py::HASH --build-only -d CACHE",),
    ),
    Scenario(
        theirs="analysis 05",
        asserts="--lean-cache --build-only leaves no model",
        see=lean,
        typed=("run linear.py --lean-cache --build-only -d CACHE",),
    ),
    Scenario(
        theirs="analysis 06",
        asserts="--script-args reach the script",
        see=column("inputs", lambda v: "[3,5]" in v),
        typed=('run arguments.py --script-args="--batch_size 3 --max_seq_length 5" --analyze-only -d CACHE',),
    ),
    Scenario(
        theirs="analysis 08",
        asserts="an unknown argument is reported as an error",
        see=ends(1, "--nonsense"),
        typed=('run arguments.py --script-args="--nonsense 3" --analyze-only -d CACHE',),
    ),
    Scenario(
        theirs="analysis 10",
        asserts="a lone activation: no model there, a model here (it has no weights)",
        see=count(1),
        typed=("run activation.py --analyze-only -d CACHE",),
    ),
    Scenario(
        theirs="analysis 13",
        asserts="a cleaned build has no model",
        see=lean,
        typed=("run linear.py --build-only -d CACHE", "cache clean --all -d CACHE"),
    ),
    Scenario(
        theirs="analysis 14",
        asserts="two shapes are two invocations",
        see=count(2),
        typed=("run sizes.py --analyze-only -d CACHE",),
    ),
    Scenario(
        theirs="analysis 15",
        asserts="two shapes, depth 1: model and layers with weights, for each shape",
        see=count(6),
        typed=("run sizes.py --max-depth 1 --analyze-only -d CACHE",),
    ),
    Scenario(
        theirs="cli 001–003, 017, 024",
        asserts="a .txt with indented lines",
        see=count(3),
        typed=("run inputs.txt --build-only -d CACHE",),
    ),
    Scenario(
        theirs="cli 004",
        asserts="cache list names the builds",
        see=ends(0, "linear_"),
        typed=("run linear.py --build-only -d CACHE", "cache list -d CACHE"),
    ),
    Scenario(
        theirs="cli 005",
        asserts="delete --all",
        see=count(0),
        typed=("run linear.py --build-only -d CACHE", "cache delete --all -d CACHE"),
    ),
    Scenario(
        theirs="cli 006",
        asserts="statistics of a build",
        see=has_columns("hash", "parameters", "inputs", "opset", "operators", "host", "author", "model_name"),
        typed=("run linear.py --build-only -d CACHE",),
    ),
    Scenario(
        theirs="cli 008",
        asserts="--rebuild always",
        see=ends(0, "all succeeded (1 build, "),
        typed=("run linear.py --build-only -d CACHE", "run linear.py --build-only --rebuild always -d CACHE"),
    ),
    Scenario(
        theirs="cli 009, 012",
        asserts="it is benchmarked with torch-eager and onnxruntime",
        see=column("latency_ms", lambda v: float(v) > 0),
        typed=("benchmark linear.py --profile quick --runtime torch-eager --runtime ort -d CACHE",),
    ),
    Scenario(
        theirs="cli 011",
        asserts="an unknown runtime is an error",
        see=ends(2, "has no runtime"),
        typed=("run linear.py --runtime nothing -d CACHE",),
    ),
    Scenario(
        theirs="cli 013",
        asserts="--onnx-opset 15",
        see=column("opset", lambda v: v == "15"),
        typed=("run linear.py --build-only --onnx-opset 15 -d CACHE",),
    ),
    Scenario(
        theirs="cli 014",
        asserts="--iterations 123",
        see=column("samples", lambda v: v == "123"),
        typed=("run linear.py --runtime ort --iterations 123 -d CACHE",),
    ),
    Scenario(
        theirs="cli 015",
        asserts="process isolation",
        see=ends(0, "these are TurnkeyML's words"),
        typed=(f"run linear.py {QUICK} --process-isolation -d CACHE",),
    ),
    Scenario(
        theirs="cli 010, 016",
        asserts="a compiled model is skipped there; here its original is taken",
        see=count(1),
        typed=("run compiled.py --analyze-only -d CACHE",),
    ),
    Scenario(
        theirs="cli 018, 025",
        asserts="a script over its time is a row with the reason",
        see=column("failure_kind", lambda v: v == "timeout"),
        typed=("run hangs.py --timeout 3 -d CACHE",),
    ),
    Scenario(
        theirs="cli 018",
        asserts="only exported: one .onnx file",
        see=lambda seen: (len(seen.models) == 1, f"{len(seen.models)} models"),
        typed=("-i linear.py discover export-pytorch -d CACHE",),
    ),
    Scenario(
        theirs="cli 019, 020",
        asserts="an .onnx file is an input",
        see=column("status", lambda v: v == "successful"),
        typed=(f"run MODEL {QUICK} -d CACHE",),
    ),
    Scenario(
        theirs="cli 022, 023",
        asserts="a missing file is an error",
        see=ends(2, "missing.py"),
        typed=("run missing.py -d CACHE",),
    ),
    Scenario(
        theirs="cli 019, 026",
        asserts="the report's columns",
        see=has_columns(
            "model_name", "model_class", "hash", "parameters", "runtime", "device", "latency_mean_ms", "throughput_ips"
        ),
        typed=(f"run linear.py {QUICK} -d CACHE",),
    ),
    Scenario(
        theirs="cli 027",
        asserts="cache benchmark --all measures every build",
        see=column("latency_ms", lambda v: float(v) > 0),
        typed=("run linear.py --build-only -d CACHE", f"run {QUICK} -d CACHE"),
    ),
    Scenario(
        theirs="cli 020 verify-exporter",
        asserts="outputs are compared with PyTorch's",
        see=column("parity", lambda v: v == "successful"),
        typed=(f"run linear.py {QUICK} -d CACHE",),
    ),
    Scenario(
        theirs="cli 021 convert-fp16",
        asserts="a model in fp16",
        see=column("precision", lambda v: v == "fp16"),
        typed=(f"run conv.py {QUICK} --precision fp16 -d CACHE",),
    ),
)


def turnkey(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type one command line in a folder."""
    environment = {**USERS, "TURNKEY_LOCK_DIR": str(folder), "COLUMNS": "200"}
    command = f"{sys.executable} -m turnkeyml {line}"
    return subprocess.run(
        command, shell=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )


def see(scenario: Scenario, folder: Path) -> tuple[bool, str]:
    """Type what a scenario types, and look."""
    cache = Path(tempfile.mkdtemp(dir=folder))
    values = {"CACHE": f"./{cache.name}", "HASH": _first_hash(folder), "MODEL": _model(folder)}
    text, status = "", 0
    for line in scenario.typed:
        for name, value in values.items():
            line = line.replace(name, value)
        done = turnkey(line, folder)
        text, status = done.stdout + done.stderr, done.returncode
    return scenario.see(Seen(status=status, text=text, cache=cache, rows=_rows(cache, folder)))


def _rows(cache: Path, folder: Path) -> list[dict[str, str]]:
    turnkey(f"report -d ./{cache.name} --report-dir {cache.name}-report", folder)
    found = sorted((folder / f"{cache.name}-report").glob("*.csv"))
    if not found:
        return []
    with found[0].open(newline="") as file:
        return list(csv.DictReader(file))


def _first_hash(folder: Path) -> str:
    kept = folder / "hash"
    if not kept.exists():
        lines = turnkey("run two_models.py --analyze-only --json -d ./first", folder).stdout.splitlines()
        events = [json.loads(line) for line in lines]
        kept.write_text(next(one["invocation"]["hash"] for one in events if one["event"] == "build_ends"))
    return kept.read_text()


def _model(folder: Path) -> str:
    kept = folder / "model.onnx"
    if not kept.exists():
        turnkey("run linear.py --build-only -d ./exported", folder)
        os.link(next((folder / "exported").rglob("*.onnx")), kept)
    return kept.name


def main() -> int:
    """See each scenario, and write the page."""
    lines = ["| test of TurnkeyML | what it asserts | typed | seen | |", "|---|---|---|---|---|"]
    missed = 0
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        for script in ROOT.glob("*.py"):
            (folder / script.name).write_text(script.read_text())
        for name, text in SCRIPTS.items():
            (folder / name).write_text(textwrap.dedent(text).lstrip("\n") if name.endswith(".py") else text)
        for scenario in SCENARIOS:
            holds, seen = see(scenario, folder)
            missed += not holds
            typed = "; ".join(f"`turnkey {line}`" for line in scenario.typed)
            verdict = "holds" if holds else "**does not hold**"
            lines.append(f"| {scenario.theirs} | {scenario.asserts} | {typed} | {seen} | {verdict} |")
            print(lines[-1], file=sys.stderr, flush=True)
    print(write_page("turnkeyml-scenarios", "TurnkeyML's own tests, typed into turnkey", lines))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
