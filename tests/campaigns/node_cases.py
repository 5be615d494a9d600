"""Runs the node cases of the `onnx` package as .onnx inputs, and compares each row with what ONNX Runtime itself does.

    python -m campaigns.node_cases FOLDER [--inputs given|generated] [--match TEXT] [--report FILE]
                                                                                       (goes on where it was)

Each case is a model of one operator with inputs and the outputs that ONNX's specification gives for them. It is loaded,
exported and measured by the code that `turnkey run MODEL --inputs FOLDER` runs, in a process per case. No case may be
refused, or fail, that ONNX Runtime runs; none may fail its comparison where ONNX Runtime's own result is the expected
one. With `--inputs generated`, turnkey makes the inputs, and the references are ONNX Runtime's.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import importlib
import json
import os
import shutil
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx.backend.test.case import node

from turnkey_runner.contract import Job, Settings
from turnkey_runner.harness.measure_job import Folders, measure_job
from turnkey_runner.harness.onnxruntime_common import run_once
from turnkey_x86.__main__ import RUNTIMES
from turnkeyml.export import given_values, onnx_artifact, onnx_file, onnx_info
from turnkeyml.records import Artifact

DATA_SET = "test_data_set_0"
RTOL, ATOL = 1e-3, 1e-5
"""A little wider than those of ONNX's own runner, as another engine adds in another order."""
ONCE = Settings(warmup_time_s=0.0, warmup_iterations=0, min_time_s=0.0, min_iterations=1, max_time_s=1.0, iterations=1)
_MEMORY_BYTES = 4 << 30
_TIMEOUT_S = 60.0
_POLL_S = 0.005


@dataclass(frozen=True, kw_only=True)
class Row:
    """What became of one case."""

    case: str
    host: str
    """ONNX Runtime alone: `agrees`, `differs`, or why it does not run."""
    turnkey: str
    """`successful`, `failed`, `skipped` (of the comparison), or the stage that failed."""
    message: str = ""

    @property
    def is_violation(self) -> bool:
        """Whether turnkey refuses or fails what ONNX Runtime does."""
        if self.host not in ("agrees", "differs"):
            return False
        return self.turnkey not in (("successful", "skipped") if self.host == "agrees" else _COMPARED)


_COMPARED = ("successful", "skipped", "failed")


def write_cases(folder: Path, match: str = "", modules: Sequence[str] = ()) -> list[Path]:
    """Write the cases as ONNX's own `generate-data` does; those that are there stay.

    With `modules`, only those of some modules of `onnx.backend.test.case.node`: all take a quarter of a minute.
    """
    done = folder / ".complete"
    if not done.exists():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in modules:
                importlib.import_module(f"{node.__name__}.{name}")
            for case in node._NodeTestCases if modules else node.collect_testcases(None):
                _write_case(folder / case.name, case)
        done.touch()
    return sorted(path.parent for path in folder.glob("*/model.onnx") if match in path.parent.name)


def _write_case(folder: Path, case: Any) -> None:
    data = folder / DATA_SET
    shutil.rmtree(folder, ignore_errors=True)
    data.mkdir(parents=True)
    (folder / "model.onnx").write_bytes(case.model.SerializeToString())
    for values, graph_values, kind in zip(
        case.data_sets[0], (case.model.graph.input, case.model.graph.output), ("input", "output"), strict=True
    ):
        for index, (value, declared) in enumerate(zip(values, graph_values, strict=False)):
            (data / f"{kind}_{index}.pb").write_bytes(_message(value, declared.type).SerializeToString())


def _message(value: Any, kind: onnx.TypeProto) -> Any:
    if isinstance(value, onnx.TensorProto):
        return value
    makers = {
        "sequence_type": onnx.numpy_helper.from_list,
        "optional_type": onnx.numpy_helper.from_optional,
        "map_type": onnx.numpy_helper.from_dict,
    }
    return makers.get(kind.WhichOneof("value"), onnx.numpy_helper.from_array)(value)


def run_case(folder: Path, scratch: Path, *, gives_inputs: bool) -> Row:
    """Load, export and measure one case, in this process."""
    given = str(folder / DATA_SET) if gives_inputs else ""
    host = _ask_host(folder)
    try:
        loaded = onnx_file.load_onnx(folder / "model.onnx", onnx_file.OnnxOptions(dims={}, inputs=given), _MEMORY_BYTES)
        (scratch / "artifact").mkdir(parents=True)
        artifact = onnx_artifact.export_onnx(loaded, scratch / "artifact")
        row = _measure(artifact, scratch)
    except Exception as error:  # every failure is a row
        row = Row(case="", host="", turnkey="export", message=f"{type(error).__name__}: {error}")
    return dataclasses.replace(row, case=folder.name, host=host)


def _measure(artifact: Artifact, scratch: Path) -> Row:
    remarks = " ".join(artifact.remarks)
    if any(remark.startswith("no references: ") and "random" not in remark for remark in artifact.remarks):
        return Row(case="", host="", turnkey="references", message=remarks)
    job = Job(
        id="1",
        artifact="artifact",
        files=artifact.files,
        inputs=artifact.inputs,
        outputs=artifact.outputs,
        device="x86",
        runtime="ort",
        precision="fp32",
        settings=ONCE,
        deterministic=artifact.deterministic,
    )
    result = measure_job(job, 0, Folders(volume=scratch, scratch=scratch), RUNTIMES, lambda _: None)
    if result.failure is not None:
        return Row(case="", host="", turnkey=result.failure.stage.value, message=result.failure.message)
    wrong = [f"{one.name}: {one.remark or one.max_abs_error}" for one in result.outputs if not one.passed]
    return Row(case="", host="", turnkey=result.parity.value, message="; ".join(wrong) or remarks)


def _ask_host(folder: Path) -> str:
    """What ONNX Runtime alone makes of the case's own inputs."""
    model = onnx.load(folder / "model.onnx")
    described = onnx_info.describe_values(model)
    values = given_values.read_given(
        folder / DATA_SET, folder / "model.onnx", described.inputs, described.outputs, _MEMORY_BYTES
    )
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        inputs = [values.inputs[spec.name] for spec in described.inputs]
        found = run_once(session, described.inputs, inputs, described.outputs)
    except Exception as error:  # ONNX Runtime's exceptions derive from Exception
        return f"does not run: {' '.join(str(error).split())}"
    expected = [values.outputs[spec.name] for spec in described.outputs]
    return "agrees" if all(map(_is_close, found, expected)) else "differs"


def _is_close(found: Any, expected: Any) -> bool:
    if found is None or expected is None:
        return found is expected
    if isinstance(found, list):
        return len(found) == len(expected) and all(map(_is_close, found, expected))
    one, other = np.asarray(found), np.asarray(expected)
    if one.shape != other.shape:
        return False
    if one.dtype.kind in "OUS":
        return bool((one.astype(str) == other.astype(str)).all())
    return one.dtype == other.dtype and bool(np.allclose(one, other, rtol=RTOL, atol=ATOL, equal_nan=True))


def run_apart(folder: Path, scratch: Path, *, gives_inputs: bool) -> Row:
    """The row of a case, from a process of its own: an engine may crash, or never end."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    answer = scratch / "row.json"
    pid = os.fork()
    if pid == 0:
        try:
            row = run_case(folder, scratch, gives_inputs=gives_inputs)
            answer.write_text(json.dumps(dataclasses.asdict(row)))
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    status = _wait(pid)
    if answer.exists() and status == 0:
        return Row(**json.loads(answer.read_text()))
    return Row(case=folder.name, host="unknown", turnkey="crashed", message=f"status {status}")


def _wait(pid: int) -> int:
    deadline = time.monotonic() + _TIMEOUT_S
    while time.monotonic() < deadline:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        time.sleep(_POLL_S)
    os.kill(pid, 9)
    return os.waitpid(pid, 0)[1]


def run_all(cases: list[Path], state: Path, scratch: Path, *, gives_inputs: bool) -> list[Row]:
    """The rows of all cases; those of earlier runs are read from `state`."""
    known = {row.case: row for row in _read(state)}
    with open(state, "a") as file:
        for case in cases:
            if case.name not in known:
                known[case.name] = run_apart(case, scratch, gives_inputs=gives_inputs)
                file.write(json.dumps(dataclasses.asdict(known[case.name])) + "\n")
                file.flush()
    return [known[case.name] for case in cases]


def _read(state: Path) -> Iterator[Row]:
    if state.exists():
        yield from (Row(**json.loads(line)) for line in state.read_text().splitlines())


def summarize(rows: list[Row], inputs: str) -> str:
    """A table of what ONNX Runtime and turnkey say, and a line per violation."""
    lines = [
        f"## Inputs {inputs}",
        "",
        f"{len(rows)} cases, onnx {onnx.__version__}, ONNX Runtime {onnxruntime.__version__}.",
        "",
    ]
    lines += ["| ONNX Runtime alone | turnkey | cases |", "|---|---|---|"]
    counts = collections.Counter((row.host.partition(":")[0], row.turnkey) for row in rows)
    lines += [f"| {host} | {turnkey} | {count} |" for (host, turnkey), count in sorted(counts.items())]
    wrong = [row for row in rows if row.is_violation]
    lines += [
        "",
        f"Refused or failed although ONNX Runtime runs it, or differing although it agrees: {len(wrong)}.",
        "",
    ]
    lines += [f"- {row.case}: {row.turnkey}: {' '.join(row.message.split())}" for row in wrong]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the campaign; status 1 for a violation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--inputs", choices=("given", "generated"), default="given")
    parser.add_argument("--match", default="", help="only cases with this in their name")
    parser.add_argument("--report", type=Path, help="append the summary to this file")
    typed = parser.parse_args()
    cases = write_cases(typed.folder / "cases", typed.match)
    rows = run_all(
        cases,
        typed.folder / f"{typed.inputs}.jsonl",
        typed.folder / "scratch",
        gives_inputs=typed.inputs == "given",
    )
    summary = summarize(rows, typed.inputs)
    sys.stdout.write(summary)
    if typed.report is not None:
        with open(typed.report, "a") as file:
            file.write(summary)
    return int(any(row.is_violation for row in rows))


if __name__ == "__main__":
    sys.exit(main())
