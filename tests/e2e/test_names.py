"""Inputs that look alike do not take one another's builds."""

import json

MODEL = """
import argparse
import torch

options = argparse.ArgumentParser()
options.add_argument("--heads", type=int, default=2)
heads = options.parse_args().heads


class Model(torch.nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.heads = heads
        self.linear = torch.nn.Linear(8, 8)

    def forward(self, x):
        return torch.ACTIVATION(self.linear(x)) * self.heads


Model(heads)(torch.randn(4, 8))
MORE
"""
BUILD = ("--build-only", "--json")


def ended(done):
    """Each build that a run reported, and whether it was from the cache."""
    found = [json.loads(line) for line in done.out.splitlines()]
    return {one["build"]: one["cached"] for one in found if one["event"] == "build_ends"}


def test_scripts_of_one_name_in_two_folders_have_builds_of_their_own(turnkey, tmp_path):
    """The same class and weights, and another activation; the second run makes neither again."""
    scripts = []
    for name, activation in (("x", "relu"), ("y", "tanh")):
        scripts.append(tmp_path / name / "model.py")
        scripts[-1].parent.mkdir()
        scripts[-1].write_text(MODEL.replace("ACTIVATION", activation).replace("MORE", ""))
    made = [ended(turnkey("run", *order, "-d", tmp_path / "c", *BUILD)) for order in (scripts, scripts[::-1])]
    assert made == [dict.fromkeys(made[0], False), dict.fromkeys(made[0], True)]
    assert len(made[0]) == 2


def test_what_is_in_no_weight_makes_another_build(turnkey, tmp_path):
    """Of a sweep, and of a script that calls both; the values decide, not their order."""
    script = tmp_path / "model.py"
    script.write_text(MODEL.replace("ACTIVATION", "relu").replace("MORE", "Model(16)(torch.randn(4, 8))"))
    assert len(ended(turnkey("run", script, "-d", tmp_path / "both", *BUILD))) == 2
    script.write_text(MODEL.replace("ACTIVATION", "relu").replace("MORE", ""))
    sweeps = [
        ended(turnkey("run", script, "--sweep", f"heads={values}", "-d", tmp_path / values, *BUILD))
        for values in ("2,16", "16,2")
    ]
    assert sweeps[0] == sweeps[1]
    assert len(sweeps[0]) == 2


def test_scripts_in_folders_of_one_name_have_builds_of_their_own(turnkey, tmp_path):
    """Three of them, of which the first one fails: it is in the cache beside the others."""
    scripts = []
    for name, activation in (("x", "no_such_function"), ("y", "relu"), ("z", "tanh"), ("zz", "erf")):
        scripts.append(tmp_path / name / "src" / "model.py")
        scripts[-1].parent.mkdir(parents=True)
        scripts[-1].write_text(MODEL.replace("ACTIVATION", activation).replace("MORE", ""))
    made = [ended(turnkey("run", *scripts, "-d", tmp_path / "c", *BUILD, "--jobs", "1")) for _ in range(2)]
    assert len(made[0]) == 4
    assert made[1].keys() == made[0].keys()
    assert sorted(made[1].values()) == [False, True, True, True]
    listed = turnkey("cache", "list", "-d", tmp_path / "c", "--json").out.splitlines()
    assert {json.loads(line)["build"] for line in listed} == made[0].keys()


FAILING = """

class Failing(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = torch.nn.Linear(8, 8)

    def forward(self, x):
        return str(self.linear(x))


Failing()(torch.randn(4, 8))
"""


def test_a_model_that_cannot_be_exported_does_not_have_its_siblings_made_again(turnkey, tmp_path):
    """They are taken from the cache; it is tried again, as a script that failed is."""
    script = tmp_path / "model.py"
    script.write_text(MODEL.replace("ACTIVATION", "relu").replace("MORE", FAILING))
    first, second = (turnkey("run", script, "-d", tmp_path / "c", *BUILD) for _ in range(2))
    assert first.status == second.status == 1
    reported = [[json.loads(line) for line in done.out.splitlines()] for done in (first, second)]
    failed = [{one["build"]: bool(one["failure"]) for one in run if one["event"] == "build_ends"} for run in reported]
    assert sorted(failed[0].values()) == [False, True]
    assert failed[1] == failed[0]
    assert ended(second) == {name: not is_failed for name, is_failed in failed[0].items()}
