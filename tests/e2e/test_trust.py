"""Numbers that can be trusted, with real runners: verdicts, compare, check."""

import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys

from conftest import SELFTEST
from e2e.stored_results import PROCESS, results
from turnkey_runner.contract import codec
from turnkeyml.records import StoredResult

SHORT = ("--min-time", "0.05", "--warmup", "0.02")


def test_the_standard_profile_is_six_processes_or_more_with_an_interval(turnkey, measured):
    """And every result has a verdict, with codes."""
    rows = [json.loads(line) for line in turnkey("cache", "list", "-d", measured, "--json").out.splitlines()]
    for row in rows:
        assert (row["profile"], row["method"]) == ("standard", "turnkey-m2")
        assert 6 <= len(json.loads(row["conditions"])) <= 15
        assert row["processes"] == 1 or row["latency_low_ms"] < row["latency_high_ms"]
        assert row["verdict"] in ("valid", "noisy", "contended", "drifting")
        assert not {"W_ONE_PROCESS", "W_INCOMPLETE", "W_PARITY"} & set(row["warnings"].split())
        runtime_info = json.loads(row["executed"])
        assert runtime_info["providers"].keys() == {"CPUExecutionProvider"}
        assert runtime_info["threads"] == row["threads"] == len(runtime_info["cpus"])


def test_a_cache_compared_with_itself_has_no_change(turnkey, measured, tmp_path):
    """Table, JSON and Markdown; exit status 0."""
    other = shutil.copytree(measured, tmp_path / "other")
    for form in ("table", "json", "markdown"):
        done = turnkey("compare", measured, other, "--format", form)
        assert done.status == 0, done.err
        assert "3 pairs: " in done.err
        assert "slower" not in done.out
    assert done.out.startswith("| build | device |")


def test_a_slow_down_ends_with_status_1(turnkey, measured, tmp_path):
    """Planted: every sample three times as long, more than this machine's noise."""
    other = shutil.copytree(measured, tmp_path / "other")
    for path, stored in zip(*results(other), strict=True):
        measurements = tuple(
            dataclasses.replace(m, samples=tuple(3 * sample for sample in m.samples)) if m.name == "latency" else m
            for m in stored.result.measurements
        )
        result = dataclasses.replace(stored.result, measurements=measurements)
        slower = dataclasses.replace(stored, result=result, evaluation=None)
        path.write_text(json.dumps(codec.to_plain(slower)))
    done = turnkey("compare", measured, other)
    assert done.status == 1
    assert done.out.count(" slower") == 3
    forged = turnkey("check", other)
    assert forged.status == 1
    processes = sum(len(stored.result.conditions) for stored in results(other)[1])
    assert forged.out.count("the samples add up to more than the loop took") == processes >= 15


def test_an_honest_cache_has_nothing_to_object_to(turnkey, measured):
    """Not a single false accusation."""
    done = turnkey("check", measured)
    assert (done.status, done.out) == (0, "")


def test_a_noisy_neighbour_is_reported(turnkey, cache):
    """B15: more busy processes than CPUs; contended, and the run goes on."""
    code = "import os\nfor _ in range(2 * os.cpu_count() - 1):\n    if os.fork() == 0: break\nwhile True: pass"
    neighbour = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    try:
        done = turnkey("run", "-d", cache, *PROCESS, "--json", "--min-time", "0.3")
        strict = turnkey("run", "-d", cache, *PROCESS, "--min-time", "0.3", "--strict", "--remeasure")
    finally:
        os.killpg(neighbour.pid, signal.SIGKILL)
        neighbour.wait()
    assert done.status == 0, done.err
    assert done.err.count("contended W_LOAD") + done.err.count("contended W_STEAL W_LOAD") >= 3
    assert done.err.count("  W_LOAD tasks waited for a CPU in ") >= 3
    assert strict.status == 1


def test_pytorch_stands_beside_the_runtimes(turnkey, cache):
    """The live model by the same method: eager and compiled, six to fifteen processes each, parity with itself."""
    runtimes = ("--runtime", "torch-eager", "--runtime", "torch-compiled")
    done = turnkey("run", SELFTEST / "linear.py", "-d", cache, *runtimes, *SHORT, "--json")
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "job_ends"]
    stored = [codec.decode(json.dumps(one["result"]).encode(), StoredResult) for one in ended]
    assert len(stored) == 2
    for one in stored:
        assert one.launcher == "worker"
        assert 6 <= len({m.process for m in one.result.measurements}) <= 15
        assert (one.result.parity, one.result.runtime_info.engine) == ("successful", "torch")
        assert one.result.runtime_info.threads == one.result.threads == len(one.result.runtime_info.cpus)
        assert one.result.runtime_info.precisions.keys() == {"f32"}
    loads = {one.job.runtime: min(m.samples[0] for m in one.result.measurements if m.name == "load") for one in stored}
    assert loads["torch-compiled"] > 10 * loads["torch-eager"]
    assert turnkey("check", cache).status == 0
    compared = turnkey("compare", cache, "--by", "runtime")
    assert compared.status == 0
    assert "torch-" in compared.out


def test_pytorch_keeps_to_its_cpus_and_tells_of_coarser_products(turnkey, tmp_path):
    """The script has run its model with all CPUs, and with a setting of its own, before it is measured."""
    script, cache = tmp_path / "m.py", tmp_path / "c"
    script.write_text(
        "import torch\ntorch.set_float32_matmul_precision('medium')\n"
        "torch.nn.Sequential(torch.nn.Linear(512, 512), torch.nn.ReLU())(torch.rand(512, 512))\n"
    )
    runtime = ("--runtime", "torch-eager", "--threads", "1")
    done = turnkey("run", script, "-d", cache, *runtime, *SHORT, "--profile", "quick")
    assert done.status == 0, done.err
    (stored,) = results(cache)[1]
    assert (stored.result.runtime_info.threads, len(stored.result.runtime_info.cpus)) == (1, 1)
    shown = " ".join(turnkey("cache", "show", stored.build, "-d", cache).out.split())
    assert "W_PRECISION the script lets PyTorch multiply fp32 matrices in lower precision" in shown


def test_pytorch_beside_a_script_that_calls_another_model_is_a_row(turnkey, tmp_path):
    """One line; the build and its other results stay."""
    script, cache = tmp_path / "m.py", tmp_path / "c"
    size = "size = 4 + os.getpid() % 1000"
    script.write_text(f"import os, torch\n{size}\ntorch.nn.Linear(size, 3)(torch.rand(1, size))\n")
    assert turnkey("run", script, "-d", cache, "--build-only").status == 0
    done = turnkey("run", script, "-d", cache, "--runtime", "torch-eager", "--profile", "quick")
    assert done.status == 1
    assert "the script no longer calls the model" in done.err
    assert "Traceback" not in done.err
