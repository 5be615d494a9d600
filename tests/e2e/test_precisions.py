"""One model in other precisions, as many requests at once, with constant inputs, and one that cannot repeat itself."""

import json
import subprocess
import sys

import filelock
import pytest

PROCESS = ("--launcher", "process", "--profile", "quick", "--min-time", "0.05", "--warmup", "0.02")
SCRIPT = """# labels: name::{name} author::test
import torch

class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.rand(16, 16))

    def forward(self, x):
        return {body}

torch.manual_seed(0)
Model().eval()({inputs})
"""


def write_script(folder, name, body, inputs="torch.randn(4, 16)"):
    path = folder / f"{name}.py"
    path.write_text(SCRIPT.format(name=name, body=body, inputs=inputs))
    return path


def rows_of(turnkey, cache, script):
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
    return [row for row in rows if row["build"].startswith(f"{script}_")]


@pytest.fixture(scope="module")
def measured(turnkey, tmp_path_factory):
    """A cache of four small models, each measured once in fp32; the tests add to it."""
    folder = tmp_path_factory.mktemp("scripts")
    write_script(folder, "product", "torch.relu(x @ self.weight)")
    write_script(folder, "addition", "x + self.weight[:4]")
    write_script(folder, "ones", "x @ self.weight", "torch.ones(4, 16)")
    write_script(folder, "noise", "x @ self.weight + torch.randn(4, 16)")
    cache = tmp_path_factory.mktemp("caches") / "c"
    done = turnkey("run", folder, "-d", cache, *PROCESS)
    assert done.status == 0, done.err
    return cache


@pytest.fixture
def trap_torch(tmp_path):
    """An environment in which importing torch ends the process."""
    (tmp_path / "traps").mkdir()
    (tmp_path / "traps" / "torch.py").write_text("raise SystemExit('torch was imported')\n")
    return {"PYTHONPATH": str(tmp_path / "traps")}


def test_each_precision_is_an_artifact_of_its_own_made_once_and_without_torch(turnkey, measured, trap_torch):
    """fp32, fp16 and int8 of each build; the later ones neither run the script nor import torch."""
    run = ("run", "-d", measured, *PROCESS, "--precision", "fp32", "--precision", "fp16", "--precision", "int8")
    done = turnkey(*run, env=trap_torch)
    rows = {row["precision"]: row for row in rows_of(turnkey, measured, "product")}
    assert rows.keys() == {"fp32", "fp16", "int8"}, done.err
    assert len({row["artifact"] for row in rows.values()}) == 3
    assert [rows[name]["convert_status"] for name in ("fp32", "fp16", "int8")] == [None, "successful", "successful"]
    assert {row["parity"] for row in rows.values()} == {"successful"}
    made = sorted((measured / "artifacts").glob("*/*"))
    other = turnkey("run", "-d", measured, *PROCESS, "--precision", "fp16", "--remeasure", env=trap_torch)
    assert other.status == 0, other.err
    assert turnkey("check", measured).status == 0
    assert turnkey("cache", "clean", "-d", measured).status == 0
    assert sorted((measured / "artifacts").glob("*/*")) == made


def test_what_cannot_be_converted_is_a_row_and_the_others_are_measured(turnkey, measured):
    """There is nothing to quantize in an addition."""
    done = turnkey("run", "-d", measured, *PROCESS, "--precision", "int8", "--precision", "fp32")
    assert done.status == 1
    assert "convert failed: there is nothing to quantize" in done.err
    rows = {row["precision"]: row for row in rows_of(turnkey, measured, "addition")}
    assert (rows["fp32"]["status"], rows["int8"]["status"]) == ("successful", "failed")
    assert (rows["int8"]["failed_stage"], rows["int8"]["convert_status"]) == ("convert", "failed")
    log = next(measured.glob("builds/addition_*/log_convert.txt")).read_text()
    assert "ConversionError" in log


def test_throughput_is_a_result_beside_latency(turnkey, measured):
    """Neither replaces the other; both can be checked."""
    done = turnkey("run", "-d", measured, *PROCESS, "--mode", "throughput")
    assert done.status == 0, done.err
    rows = {row["mode"]: row for row in rows_of(turnkey, measured, "product") if row["precision"] == "fp32"}
    assert rows.keys() == {"latency", "throughput"}
    assert rows["throughput"]["parallel_requests"] >= 1
    assert rows["throughput"]["throughput_ips"] > 0
    assert turnkey("check", measured).out == ""


def test_constants_are_measured_beside_random_inputs(turnkey, measured):
    """The result says what the constants hide."""
    row = rows_of(turnkey, measured, "ones")[0]
    assert "W_DATA" in row["warnings"]
    assert row["latency_varied_ms"] > 0


def test_a_model_that_gives_other_outputs_each_time_is_marked_and_not_valid(turnkey, measured):
    """There is nothing to compare a runtime with."""
    row = rows_of(turnkey, measured, "noise")[0]
    assert (row["parity"], row["verdict"]) == ("skipped", "invalid")
    assert "not deterministic" in row["remarks"]


def test_exact_iterations_and_throughput_exclude_one_another(turnkey):
    """One line, status 2."""
    done = turnkey("run", "--iterations", "5", "--mode", "throughput")
    assert (done.status, "--min-time" in done.err) == (2, True)


def test_one_turnkey_waits_for_another_on_the_same_device(tmp_path, clean_environment):
    """It says what it waits for, and goes on when that ends."""
    script = write_script(tmp_path, "waits", "x @ self.weight")
    command = [sys.executable, "-m", "turnkeyml", "run", str(script), "-d", str(tmp_path / "c"), *PROCESS]
    environment = clean_environment | {"TURNKEY_LOCK_DIR": str(tmp_path)}
    with filelock.FileLock(tmp_path / "turnkey-x86.lock", mode=0o666):
        run = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        said = next(line for line in run.stderr if "waiting" in line)
    assert "waiting for another measurement on x86" in said
    assert "all succeeded" in run.stderr.read()
    run.stderr.close()
    assert run.wait() == 0
