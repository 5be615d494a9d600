"""The straight line, from a script to a report, with the runner as a process."""

import json

import pytest

from conftest import SELFTEST

PROCESS = ("--launcher", "process")


def test_a_build_is_measured_without_torch(turnkey, cache, quick, without_torch):
    """`run` without INPUTS dispatches what the cache holds: no analysis, no export, no torch."""
    done = turnkey("run", "--device", "x86", "--runtime", "openvino", "-d", cache, *PROCESS, *quick, env=without_torch)
    assert done.status == 0, done.err
    assert len(list((cache / "builds").glob("*/results/x86.openvino.fp32.json"))) == 3
    assert "all succeeded (3 builds, 3 results)" in done.err


def test_without_torch_a_new_script_says_what_is_missing(turnkey, tmp_path, without_torch):
    """One line with the remedy; and the trap of the other tests is seen to work."""
    done = turnkey("run", SELFTEST / "linear.py", "-d", tmp_path / "c", env=without_torch)
    assert done.status == 5
    assert "the worker process cannot start: torch was imported; see `turnkey doctor`" in done.err


def test_the_report_holds_every_build_with_its_figures(turnkey, cache, quick, tmp_path, read_report, without_torch):
    """One row a result; numbers are numbers; the path is printed."""
    assert turnkey("run", "-d", cache, "--runtime", "ort", "--runtime", "openvino", *PROCESS, *quick).status == 0
    done = turnkey("report", "-d", cache, "-r", tmp_path / "reports", env=without_torch)
    assert done.status == 0, done.err
    rows = read_report(tmp_path / "reports")
    assert sorted((row["model_name"], row["runtime"]) for row in rows) == sorted(
        (name, runtime) for name in ("linear", "two_models", "two_models") for runtime in ("openvino", "ort")
    )
    for row in rows:
        assert (row["status"], row["parity"], row["device"]) == ("successful", "successful", "x86")
        shortest_ms = row["latency_min_ms"] or row["latency_ms"]  # empty where inferences share a sample
        assert 0 < float(shortest_ms) <= float(row["latency_ms"])
        assert float(row["throughput_ips"]) > 0
        assert float(row["parity_max_abs_error"]) < 1e-4
    (linear,) = (row for row in rows if row["model_name"] == "linear" and row["runtime"] == "ort")
    assert (linear["parameters"], linear["macs"], linear["flops"]) == ("55", "50", "100")
    assert (linear["inputs"], linear["outputs"]) == ("input:float32[1,10]", "output:float32[1,5]")
    assert linear["exporter"] == "torch.onnx-make_fx"
    assert linear["calls"] == "1"
    assert linear["source_line"].endswith("linear.py:17")
    assert str(next((tmp_path / "reports").glob("*.csv")).resolve()) in done.out


def test_no_subcommand_is_run_and_a_known_build_is_not_made_again(turnkey, cache, quick, without_torch):
    """`turnkey linear.py` is `turnkey run linear.py`; the fingerprint is still right, so no torch is imported."""
    first = turnkey(SELFTEST / "linear.py", "-d", cache, *PROCESS, *quick, env=without_torch)
    assert first.status == 0, first.err
    assert "from the cache" not in first.err
    again = turnkey("run", SELFTEST / "linear.py", "-d", cache, *PROCESS, *quick, env=without_torch)
    assert again.status == 0, again.err
    assert "from the cache" in again.err
    anew = turnkey("run", SELFTEST / "linear.py", "-d", cache, *PROCESS, *quick, "--remeasure", env=without_torch)
    assert "from the cache" not in anew.err


def test_what_is_said_of_a_cached_result_is_brought_up_to_date_once(turnkey, cache, quick, without_torch):
    """Another version judged it by other rules; the samples, which a program gets in any case, stay as they are."""
    chosen = ("run", SELFTEST / "linear.py", "-d", cache, *PROCESS, *quick)
    assert turnkey(*chosen, env=without_torch).status == 0
    (path,) = (cache / "builds").glob("linear_*/results/x86.ort.fp32.json")
    stored = json.loads(path.read_text())
    path.write_text(
        json.dumps(stored | {"evaluation": stored["evaluation"] | {"rules": "older", "latency_ms": 12345.0}}, indent=1)
    )
    again = turnkey(*chosen, env=without_torch)
    assert "from the cache" in again.err
    assert "12,345" not in again.err + again.out
    assert json.loads(path.read_text()) == stored
    reported = turnkey(*chosen, "--json", env=without_torch)
    (ended,) = [one for one in map(json.loads, reported.out.splitlines()) if one["event"] == "job_ends"]
    assert (ended["cached"], ended["result"]) == (True, stored)


def test_one_invocation_is_chosen_by_its_hash(turnkey, cache, quick, without_torch):
    """`script.py::HASH`."""
    hash8 = sorted(path.name.rpartition("_")[2] for path in (cache / "builds").glob("two-models_*"))
    chosen = f"{SELFTEST / 'two_models.py'}::{hash8[0]}"
    done = turnkey("run", chosen, "-d", cache, *PROCESS, *quick, "--json", env=without_torch)
    assert done.status == 0, done.err
    ended = [one for one in map(json.loads, done.out.splitlines()) if one["event"] == "job_ends"]
    assert [one["build"].rpartition("_")[2] for one in ended] == [hash8[0]]


def test_a_lean_cache_keeps_results_and_makes_artifacts_again(turnkey, tmp_path, quick):
    """Two runs in a row; the second one, for another runtime, builds what it needs. Without INPUTS, it says so."""
    cache = tmp_path / "lean"
    for runtime in ("ort", "openvino"):
        done = turnkey(
            "run", SELFTEST / "linear.py", "--lean-cache", "-d", cache, "--runtime", runtime, *PROCESS, *quick
        )
        assert done.status == 0, done.err
        assert list((cache / "artifacts").glob("??/*")) == []
    again = turnkey("run", "--lean-cache", "-d", cache, "--runtime", "ort-openvino", *PROCESS, *quick)
    assert again.status == 1, again.err
    assert f"`turnkey run {SELFTEST / 'linear.py'} -d {cache}`" in again.err
    assert len(list((cache / "builds").glob("*/results/*.json"))) == 2


def test_a_changed_script_is_analyzed_again(turnkey, tmp_path):
    """The fingerprint: bytes of the script, and of the file beside it that it imports."""
    script, beside, cache = tmp_path / "model.py", tmp_path / "sizes.py", tmp_path / "cache"
    beside.write_text("WIDTH = 3\n")
    script.write_text("import torch\nfrom sizes import WIDTH\ntorch.nn.Linear(4, WIDTH)(torch.rand(1, 4))\n")

    def parameters():
        done = turnkey("run", script, "-d", cache, "--analyze-only")
        assert done.status == 0, done.err
        rows = [json.loads(line) for line in turnkey("cache", "list", "-d", cache, "--json").out.splitlines()]
        return sorted(row["parameters"] for row in rows)

    assert parameters() == [15]
    assert parameters() == [15]
    beside.write_text("WIDTH = 5\n")
    assert parameters() == [15, 25]
    script.write_text(script.read_text().replace("4", "9"))
    assert parameters() == [15, 25, 50]


def test_an_empty_cache_without_inputs_runs_the_selftest(turnkey, tmp_path):
    """And says so."""
    done = turnkey("run", "-d", tmp_path / "empty", "--analyze-only")
    assert done.status == 0, done.err
    assert "the cache is empty: running" in done.err
    assert len(list((tmp_path / "empty" / "builds").iterdir())) > 15


@pytest.mark.parametrize("opset", [17, 21])
def test_the_opset_is_honoured(turnkey, tmp_path, opset):
    """Old ones by the TorchScript exporter."""
    done = turnkey("run", SELFTEST / "linear.py", "-d", tmp_path / "c", "--build-only", "--onnx-opset", opset)
    assert done.status == 0, done.err
    (row,) = (json.loads(line) for line in turnkey("cache", "list", "-d", tmp_path / "c", "--json").out.splitlines())
    assert row["opset"] == opset
    assert row["exporter"] == ("torch.onnx-torchscript" if opset < 18 else "torch.onnx-make_fx")


def test_caches_merge_into_one_report(turnkey, cache, tmp_path, read_report, quick):
    """`-d A B`, by path and by name under the cache root; a build that failed is a row, too."""
    bad = tmp_path / "bad.py"
    bad.write_text("raise ValueError('on purpose')\n")
    assert turnkey("run", bad, "-d", "named-for-merging").status == 1
    done = turnkey("report", "-d", cache, "named-for-merging", "-r", tmp_path / "r")
    assert done.status == 0, done.err
    rows = read_report(tmp_path / "r")
    assert [row["status"] for row in rows] == ["built", "built", "built", "failed"]
    assert rows[-1]["failure"] == "ValueError: on purpose (bad.py:1)"
    assert (rows[-1]["failed_stage"], rows[-1]["failure_kind"]) == ("analysis", "script_error")
