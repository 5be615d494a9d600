"""Which calls are invocations."""

import textwrap

import pytest
import torch

from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.records import AnalysisOptions

HEAD = "import torch\nfrom torch import nn\n"


@pytest.fixture
def analyze(tmp_path, monkeypatch):
    """Analyze a script's text; returns its invocations, or the failure."""
    monkeypatch.chdir(tmp_path)

    def run(text, **options):
        script = tmp_path / "script.py"
        script.write_text(HEAD + textwrap.dedent(text))
        found, failure = analyze_script(script, AnalysisOptions(**options))
        return failure or [one.invocation for one in found]

    import sys

    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    return run


def test_only_the_outermost_call_counts(analyze):
    """A model, not its layers."""
    (one,) = analyze("nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))(torch.rand(1, 4))")
    assert (one.model_class, one.parameters, one.calls) == ("Sequential", 23, 1)
    assert one.source_line.endswith("script.py:3")


def test_a_module_without_parameters_counts_where_there_is_no_other(analyze):
    """An activation or a loss is no invocation where the script has a model; alone, its outermost module is one."""
    alone = "nn.Sequential(nn.ReLU(), nn.Softmax(dim=1))(torch.rand(1, 4))"
    assert [(one.model_class, one.parameters, one.calls) for one in analyze(alone)] == [("Sequential", 0, 1)]
    next_to_a_model = "nn.Softmax(dim=1)(nn.Linear(4, 3)(torch.rand(1, 4)))"
    assert [one.model_class for one in analyze(next_to_a_model)] == ["Linear"]


def test_passing_modules_without_parameters_are_not_all_kept(analyze):
    """A new one in each turn of a loop: a few are, until there is a model; a compiled one is its original."""
    loop = "for _ in range(40):\n    nn.Softmax(dim=1)(torch.rand(1, 4))\n"
    assert [(one.model_class, one.calls) for one in analyze(loop)] == [("Softmax", 16)]
    assert [one.model_class for one in analyze(loop + "nn.Linear(4, 3)(torch.rand(1, 4))")] == ["Linear"]
    with torch._dynamo.config.patch(disable=True):  # as the worker has it
        (compiled,) = analyze("torch.compile(nn.Softmax(dim=1), backend='eager')(torch.rand(1, 4))")
    assert (compiled.model_class, compiled.remarks) == ("Softmax", ())


def test_max_depth_goes_down_to_submodules(analyze):
    """Depth 1 are the layers with parameters."""
    text = "nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))(torch.rand(1, 4))"
    assert [(one.model_class, one.depth) for one in analyze(text, max_depth=1)] == [
        ("Sequential", 0),
        ("Linear", 1),
        ("Linear", 1),
    ]


def test_each_structure_is_an_invocation_with_its_calls(analyze):
    """Two shapes, three calls."""
    text = "m = nn.Linear(4, 3)\nfor n in (1, 2, 2):\n    m(torch.rand(n, 4))"
    assert [(one.inputs[0].shape, one.calls) for one in analyze(text)] == [((1, 4), 1), ((2, 4), 2)]


def test_further_structures_are_counted(analyze):
    """At most --max-invocations of one model, the rest counted."""
    text = "m = nn.Linear(4, 3)\nfor n in range(1, 8):\n    m(torch.rand(n, 4))"
    found = analyze(text, max_invocations=2)
    assert [one.inputs[0].shape for one in found] == [(1, 4), (2, 4)]
    assert {one.further_structures for one in found} == {5}


def test_models_are_found_wherever_they_are_called(analyze):
    """Functions, methods, comprehensions, no_grad."""
    found = analyze(
        """
        def use(model):
            with torch.no_grad():
                return model(torch.rand(1, 4))
        class Owner:
            def __init__(self): self.model = nn.Linear(4, 5)
            def go(self): return [self.model(torch.rand(1, 4)) for _ in range(3)]
        use(nn.Linear(4, 3))
        Owner().go()
        """
    )
    assert [(one.parameters, one.calls) for one in found] == [(15, 1), (25, 3)]


def test_modules_without_parameters_are_ignored(analyze):
    """They are seen through: what they call counts."""
    text = """
    class Shell(nn.Module):
        def __init__(self):
            super().__init__()
            object.__setattr__(self, "inner", [nn.Linear(4, 3)])
        def forward(self, x): return self.inner[0](x)
    Shell()(torch.rand(1, 4))
    """
    assert [one.model_class for one in analyze(text)] == ["Linear"]


def test_equal_models_are_one_invocation(analyze):
    """The same class, shapes and inputs: their calls add up."""
    (one,) = analyze("for _ in range(2):\n    nn.Linear(4, 3)(torch.rand(1, 4))")
    assert one.calls == 2


def test_inputs_are_those_before_the_call(analyze, tmp_path):
    """A model that writes into its input does not change what is recorded."""
    script = tmp_path / "writes.py"
    script.write_text(
        HEAD + "class M(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.w = nn.Parameter(torch.ones(1))\n"
        "    def forward(self, x):\n        x.add_(1)\n        return x * self.w\n"
        "M()(torch.zeros(2))\n"
    )
    found, _ = analyze_script(script, AnalysisOptions())
    assert found[0].call.inputs.tensors[0].tolist() == [0.0, 0.0]


def test_the_call_is_given_back_as_it_was(analyze):
    """Nothing of the wrapping is left, not even after a script that raised."""
    before = torch.nn.Module.__call__
    analyze("raise ValueError('no')")
    assert torch.nn.Module.__call__ is before


def test_a_training_model_is_known_as_one(analyze):
    """It is exported in eval mode; the report tells."""
    assert [one.training for one in analyze("nn.Linear(4, 3)(torch.rand(1, 4))")] == [True]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "the script called no torch.nn.Module"),
        ("raise ValueError('two\\nlines')", "ValueError: two lines (script.py:3)"),
        ("import sys\nsys.exit(3)", "the script ended itself with exit status 3"),
        ("import sys\nsys.exit('why')", "the script ended itself with exit status 1: why"),
        ("x = (", "SyntaxError: '(' was never closed (script.py:3)"),
        ("import nothing_like_this", "ModuleNotFoundError: No module named 'nothing_like_this' (script.py:3)"),
    ],
)
def test_what_goes_wrong_is_one_clear_line(analyze, text, message):
    """Status and line; never a traceback as the message."""
    assert analyze(text).message == message


def test_exit_status_zero_is_an_ordinary_end(analyze):
    """`sys.exit(0)` after the call."""
    assert len(analyze("import sys\nnn.Linear(4, 3)(torch.rand(1, 4))\nsys.exit(0)")) == 1


def test_a_script_sees_itself_as_main_with_its_arguments(analyze):
    """As under `python script.py a b`."""
    text = """
    import sys
    assert __name__ == "__main__", __name__
    assert sys.argv[1:] == ["a", "b"], sys.argv
    assert sys.modules["__main__"].__file__.endswith("script.py")
    nn.Linear(4, 3)(torch.rand(1, 4))
    """
    assert len(analyze(text, script_args=("a", "b"))) == 1
