"""`--dedupe`: whose result is whose."""

import json

from conftest import SELFTEST

MODEL = """
import torch


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(64, 64)

    def forward(self, x):
        x = self.linear(x)
        for _ in range(TIMES):
            x = torch.erf(x) EXPONENT
        return x


torch.manual_seed(SEED)
Model()(torch.rand(8, 64))
"""
RUN = ("--dedupe", "--launcher", "process", "--profile", "quick", "--jobs", "1", "--min-time", "0.05", "--warmup", "0")


def write(path, seed, times=1, exponent=""):
    text = MODEL.replace("SEED", str(seed)).replace("TIMES", str(times)).replace("EXPONENT", exponent)
    path.write_text(text)
    return path


def twins_of(done):
    """The build that each result was measured as, by the script that asked for it."""
    assert done.status == 0, done.err
    results = [json.loads(line) for line in done.out.splitlines()]
    return {
        one["build"].partition("_")[0]: one["result"].get("deduplicated_from", "") for one in results if "result" in one
    }


def test_a_result_of_a_twin_is_none_of_what_the_script_has_become(turnkey, tmp_path):
    """Two scripts are one model; the second is changed, and measured by itself."""
    cache = ("-d", tmp_path / "c", "--json")
    one, two = write(tmp_path / "one.py", 1), write(tmp_path / "two.py", 2)
    assert twins_of(turnkey("run", one, two, *cache, *RUN))["two"].startswith("one_")
    again = turnkey("run", one, two, *cache, *RUN)
    assert all(json.loads(line)["cached"] for line in again.out.splitlines() if '"job_ends"' in line)
    write(two, 2, times=30)
    assert twins_of(turnkey("run", one, two, *cache, *RUN)) == {"one": "", "two": ""}


def test_powers_of_two_exponents_are_no_twins(turnkey, tmp_path):
    """One is a multiplication, the other a logarithm and an exponential."""
    scripts = [write(tmp_path / f"{name}.py", 1, exponent=f"** {value}") for name, value in (("a", 2.0), ("b", 2.5))]
    assert twins_of(turnkey("run", *scripts, "-d", tmp_path / "c", "--json", *RUN)) == {"a": "", "b": ""}


def test_a_twins_row_says_whose_number_it_is(turnkey, tmp_path, read_report):
    """In a column of its own, and among the warnings, which `run` names as well."""
    scripts = [write(tmp_path / "one.py", 1), write(tmp_path / "two.py", 2), SELFTEST / "linear.py"]
    ran = turnkey("run", *scripts, "-d", tmp_path / "c", *RUN)
    assert ran.status == 0
    assert "W_DEDUP" in ran.err
    assert turnkey("report", "-d", tmp_path / "c", "-r", tmp_path / "r").status == 0
    rows = {row["build"].partition("_")[0]: row for row in read_report(tmp_path / "r")}
    assert {name: ("W_DEDUP" in row["warnings"], row["measured_as"][:4]) for name, row in rows.items()} == {
        "one": (False, ""),
        "two": (True, "one_"),
        "linear": (False, ""),
    }


def test_what_is_measured_anew_is_not_answered_by_an_old_twin(turnkey, tmp_path):
    """`--remeasure`: the first of two is measured, the second one is its twin."""
    cache = ("-d", tmp_path / "c", "--json")
    one, two = write(tmp_path / "one.py", 1), write(tmp_path / "two.py", 2)
    alone = [flag for flag in RUN if flag != "--dedupe"]
    assert twins_of(turnkey("run", one, two, *cache, *alone)) == {"one": "", "two": ""}
    builds_with_structure = twins_of(turnkey("run", one, two, *cache, *RUN, "--remeasure"))
    assert builds_with_structure["one"] == ""
    assert builds_with_structure["two"].startswith("one_")
