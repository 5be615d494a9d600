"""Caches that turnkey 0.1 wrote (before its house got wings) are read as they were: report, run, compare, check."""

import json
import shlex
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import REPOSITORY
from turnkey_runner.contract import METHOD_M1
from turnkey_runner.contract.profiles import PROFILES
from turnkeyml.cli.app import turnkey as command_line
from turnkeyml.dispatch import reuse
from turnkeyml.options import resolve

GOLDEN = REPOSITORY / "tests" / "data" / "golden-m1.tar.xz"
MADE_IN = "/tmp/turnkey-golden"  # as the caches name their scripts; nothing is read there
FORMER_FIELDS = {
    "steal_share": "steal_fraction",
    "pressure_share": "pressure_fraction",
    "wait_share": "wait_fraction",
    "remote_share": "remote_fraction",
    "siblings": "smt_shared",
    "random_addresses": "aslr_enabled",
    "heat_throttles": "thermal_throttles",
}
FEW = {"W_FEW_SAMPLES", "W_ONE_PROCESS", "W_WIDE_INTERVAL", "W_INCOMPLETE"}
"""What was W_FEW."""
_STANDARD_M1 = {"processes": 5, "max_processes": 10, "warmup_iterations": 5, "min_iterations": 30, "max_time_s": 5.0}
PROFILES_M1 = {
    "quick": replace(PROFILES["quick"], method=METHOD_M1),
    "standard": replace(PROFILES["standard"], method=METHOD_M1, **_STANDARD_M1),
}
"""As they were: a run of another method would measure everything anew."""


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    """The unpacked caches, scripts and expected outputs."""
    folder = tmp_path_factory.mktemp("golden")
    with tarfile.open(GOLDEN) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.fixture
def ask(golden, monkeypatch, tmp_path):
    """Run a recorded command line in this process, on the golden caches; return its exit status and lines."""
    monkeypatch.setenv("TURNKEY_CACHE_ROOT", str(tmp_path))
    monkeypatch.chdir(golden)
    # The results are of another machine; what is tested is whether they are read.
    monkeypatch.setattr(reuse, "is_stale_runner", lambda *_: False)
    monkeypatch.setattr(resolve, "PROFILES", PROFILES_M1)

    def run(arguments):
        done = CliRunner().invoke(command_line, shlex.split(arguments), standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return int(done.return_value or 0), done.stdout.splitlines()

    return run


def commands(golden):
    """The recorded command lines: file, exit status, arguments."""
    lines = (golden / "expected" / "commands.tsv").read_text().splitlines()
    return {name: (int(status), arguments) for name, status, arguments in (line.split("\t") for line in lines)}


def comparable(row, folder):
    """A row without what differs for good reason: the cache's place, and names that have changed."""
    row = dict(row) | {"cache": Path(row["cache"]).name}
    if row.get("warnings") is not None:
        codes = row["warnings"].split()
        few = bool(FEW & set(codes)) or "W_FEW" in codes
        others = {"W_DEDUP" if code == "W_TWIN" else code for code in codes} - FEW - {"W_FEW", "W_RATE"}
        row["warnings"] = (few, sorted(others))
    if row.get("throughput_mean_ips") is not None:  # of a latency, throughput_ips was that of the mean
        row["throughput_ips"] = row["throughput_mean_ips"]
    if row.get("conditions") is not None:
        known = json.loads(row["conditions"])
        row["conditions"] = [{FORMER_FIELDS.get(name, name): value for name, value in one.items()} for one in known]
    return {name: value.replace(folder, MADE_IN) if isinstance(value, str) else value for name, value in row.items()}


def assert_same(found, expected):
    """Equal up to the last digits of a float."""
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert other.keys() <= one.keys()  # columns that were added since
        different = {name: (one[name], other[name]) for name in other if one[name] != other[name]}
        close = {
            name
            for name, (a, b) in different.items()
            if isinstance(a, float) and isinstance(b, float) and a == pytest.approx(b, rel=1e-9)
        }
        assert {name: pair for name, pair in different.items() if name not in close} == {}


def lines_of(golden, name):
    return [json.loads(line) for line in (golden / "expected" / name).read_text().splitlines()]


def test_a_report_has_the_same_rows(golden, ask):
    """All statuses, precisions, modes; failed, partial, outdated and deduplicated results."""
    status, lines = ask("report --json -d base new")
    found = [comparable(json.loads(line), str(golden)) for line in lines]
    expected = [comparable(row, str(golden)) for row in lines_of(golden, "report-base-new.jsonl")]
    assert status == 0
    assert_same(found, expected)


def test_a_second_report_is_the_first(golden, ask):
    """Rows are kept beside the cache, and are the same when they come from there."""
    first, second = (ask("report --json -d base")[1] for _ in range(2))
    assert list((golden / "base").glob("derived.*.sqlite"))
    assert first == second


@pytest.mark.parametrize(
    "name", ["compare.json", "compare-threshold-100.json", "compare-by-runtime.json", "compare-by-precision.json"]
)
def test_a_comparison_has_the_same_pairs(golden, ask, name):
    """With the same exit status."""
    expected_status, arguments = commands(golden)[name]
    status, lines = ask(arguments)
    assert status == expected_status
    assert_same([json.loads(line) for line in lines], lines_of(golden, name))


def test_check_finds_what_is_unfinished_and_nothing_else(golden, ask):
    """The same results; sentences were reworded."""
    for name in ("check-base.txt", "check-new.txt"):
        expected_status, arguments = commands(golden)[name]
        status, lines = ask(arguments)
        expected = (golden / "expected" / name).read_text().splitlines()
        assert status == expected_status
        assert {line.split(":")[0] for line in lines} == {line.split(":")[0] for line in expected}


def test_the_caches_are_intact(golden, ask):
    """No file counts as damaged because a field has another name now."""
    assert ask("cache verify -d base") == (0, [])


@pytest.mark.parametrize(
    "name", ["standard", "quick", "twin", "lean", "onnx", "tolerance", "host-runtimes", "throughput", "sweep"]
)
def test_a_run_takes_every_result_from_the_cache(golden, ask, name):
    """The same jobs of the same builds, and none is measured again."""
    expected_status, arguments = commands(golden)[f"run-cached-{name}.jsonl"]
    status, lines = ask(arguments)
    ended = [event for event in map(json.loads, lines) if event["event"] == "job_ends"]
    expected = [one for one in lines_of(golden, f"run-cached-{name}.jsonl") if one["event"] == "job_ends"]
    assert status == expected_status
    assert all(event["cached"] for event in ended)
    found = [(one["result"]["job"]["id"], one["result"]["measured_at"]) for one in ended]
    assert found == [(one["result"]["job"]["id"], one["result"]["measured_at"]) for one in expected]


def test_an_interrupted_job_is_resumed(golden, ask):
    """Its two processes stay, also from a file `.begun`: its name then."""
    from turnkeyml.cache.store import Store
    from turnkeyml.options.request import RunRequest
    from turnkeyml.options.resolve import resolve_options

    store = Store.open(golden / "base")
    found = {}
    for build, runtime in (("begun-a_golden_fb14bfdb", "ort"), ("two-models_golden_4b91b678", "ort")):
        options = resolve_options(RunRequest(runtimes=(runtime,), min_time=0.01, warmup=0.0, launcher="process"))
        lookup = reuse.ResultLookup(store, options)
        found[build] = lookup.find_partial(store.load_build(build), options.targets[0])
    assert {name: one is not None and one.is_unfinished for name, one in found.items()} == dict.fromkeys(found, True)
