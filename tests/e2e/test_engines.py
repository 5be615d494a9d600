"""Engines are what they are called: each runtime is measured by its own package, and its row says which."""

import csv
import json

import pytest

from conftest import SELFTEST
from e2e.stored_results import PROCESS
from turnkeyml.devices import find_device
from turnkeyml.launchers.pins import pinned_engines

QUICK = ("--profile", "quick", "--min-time", "0.05", "--warmup", "0")
X86 = find_device("x86")
PINS = {runtime: next(iter(pinned_engines(X86.runner_of(runtime)).items())) for runtime in X86.runtimes}


@pytest.fixture
def engines(turnkey, cache):
    """What a run of every runtime prints, and the stored results by runtime."""
    chosen = [word for runtime in X86.runtimes for word in ("--runtime", runtime)]

    def measure():
        done = turnkey("run", SELFTEST / "linear.py", "-d", cache, *PROCESS, *QUICK, *chosen)
        assert done.status == 0, done.err
        return done, {
            json.loads(path.read_text())["job"]["runtime"]: path for path in cache.glob("builds/linear*/results/*.json")
        }

    return measure


def test_three_runtimes_are_three_engines_of_the_versions_that_are_pinned(turnkey, cache, engines, tmp_path):
    """On the terminal, in JSON and in the report."""
    done, stored = engines()
    for runtime, (package, version) in PINS.items():
        assert f" {runtime} " in done.out
        assert f" {package} {version} " in done.out
        ran = json.loads(stored[runtime].read_text())["result"]["runtime_info"]
        assert (ran.get("package") or ran["engine"], ran["engine_version"].partition("-")[0]) == (package, version)
    assert turnkey("report", "-d", cache, "-r", tmp_path / "report").status == 0
    (path,) = (tmp_path / "report").glob("*.csv")
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["runtime"]]
    found = {row["runtime"]: (row["engine"], row["engine_version"].partition("-")[0]) for row in rows}
    assert found == PINS


def test_a_result_of_another_engine_is_measured_again_and_no_other_one(engines):
    """The environments are apart: a new version of one engine is none of the others'."""
    _, stored = engines()
    names = {runtime: json.loads(path.read_text())["job"]["id"] for runtime, path in stored.items()}
    result = json.loads(stored["ort"].read_text())
    stored["ort"].write_text(json.dumps(result | {"image": "x86-3fa8b530d7c2"}))
    _, again = engines()
    ids = {runtime: json.loads(path.read_text())["job"]["id"] for runtime, path in again.items()}
    assert [runtime for runtime in ids if ids[runtime] != names[runtime]] == ["ort"]
