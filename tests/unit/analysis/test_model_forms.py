"""Which models are one build: as they were when they were called."""

import sys
import textwrap

import numpy as np
import onnx
import pytest
import torch
from torch.nn.modules import module as module_hooks

from turnkeyml.analysis import model_snapshot
from turnkeyml.analysis.analyze import analyze_script
from turnkeyml.export.export import export_call
from turnkeyml.records import AnalysisOptions

HEAD = """
import collections, dataclasses, enum, functools, types
import numpy as np
import torch
from torch import nn

class Repeats(nn.Module):
    def __init__(self, keep=None, use=None):
        super().__init__()
        self.layer = nn.Linear(4, 4)
        if keep is not None:
            keep(self)
        self.use = use
    def forward(self, x, times=None):
        for _ in range(int(times if times is not None else self.use(self))):
            x = self.layer(x)
        return x

x = torch.rand(2, 4)
"""


@pytest.fixture
def analyze(tmp_path, monkeypatch):
    """Analyze a script's text; returns what was found."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def run(text, **options):
        script = tmp_path / "script.py"
        script.write_text(HEAD + textwrap.dedent(text))
        found, failure = analyze_script(script, AnalysisOptions(**options))
        assert failure is None
        return found

    return run


@pytest.fixture
def export(analyze, tmp_path):
    """Analyze and export a script's text; returns the operators, remarks and outputs of each build."""

    def run(text, **options):
        exported = []
        for one in analyze(text, **options):
            folder = tmp_path / one.invocation.hash
            folder.mkdir()
            exported.append((export_call(one.call, folder, None), folder))
        return exported

    yield run
    module_hooks._global_forward_hooks.clear()  # an export restores what the script has removed


def count_of(operator, exported):
    return [artifact.operators.get(operator, 0) for artifact, _ in exported]


CONFIGURATIONS = {
    "namespace": "setattr(m, 'c', types.SimpleNamespace(n=%d)), lambda m: m.c.n",
    "object": "setattr(m, 'c', type('Cfg', (), {})()) or setattr(m.c, 'n', %d), lambda m: m.c.n",
    "class": "setattr(m, 'c', type('Cfg', (), {'n': %d})), lambda m: m.c.n",
    "dictionary": "setattr(m, 'c', {'a': [{'n': %d}]}), lambda m: m.c['a'][0]['n']",
    "private attribute": "setattr(m, '_n', %d), lambda m: m._n",
    "partial": "setattr(m, 'c', functools.partial(int, %d)), lambda m: m.c()",
    "lambda": "(lambda n: setattr(m, 'c', lambda: n))(%d), lambda m: m.c()",
    "array": "setattr(m, 'c', np.array([%d])), lambda m: m.c[0]",
    "numpy number": "setattr(m, 'c', np.int32(%d)), lambda m: m.c",
    "tensor": "setattr(m, 'c', torch.tensor(%d)), lambda m: m.c",
    "buffer": "m.register_buffer('c', torch.tensor([%d, 0])), lambda m: m.c[0]",
    "set": "setattr(m, 'c', frozenset(range(%d))), lambda m: len(m.c)",
    "range": "setattr(m, 'c', range(%d)), lambda m: len(m.c)",
    "deque": "setattr(m, 'c', collections.deque([0] * %d)), lambda m: len(m.c)",
    "counts of modules": "setattr(m, 'c', [nn.ReLU()] * %d), lambda m: len(m.c)",
}


@pytest.mark.parametrize("kind", CONFIGURATIONS)
def test_models_of_two_configurations_are_two_builds(analyze, kind):
    """Whatever holds the configuration; a third model that equals the first is none of its own."""
    keep, _, use = CONFIGURATIONS[kind].rpartition(", lambda m: ")
    found = analyze(f"for n in (1, 3, 1):\n    Repeats(lambda m: {keep.replace('%d', 'n')}, lambda m: {use})(x)")
    assert [one.invocation.calls for one in found] == [2, 1]
    assert len({one.invocation.hash for one in found}) == 2


ARGUMENTS = {
    "enumeration": "enum.IntEnum('Size', {f'N{n}': n})(n)",
    "numpy number": "np.int64(n)",
    "object": "type('Size', (), {'__init__': lambda s, n: setattr(s, 'n', n), '__int__': lambda s: s.n})(n)",
    "dataclass": "dataclasses.make_dataclass('D', ['n'], namespace={'__int__': lambda s: s.n})(n)",
}


@pytest.mark.parametrize("kind", ARGUMENTS)
def test_calls_with_two_constants_are_two_builds(analyze, kind):
    """Whatever type they have."""
    found = analyze(f"m = Repeats()\nfor n in (1, 3, 1):\n    m(x, times={ARGUMENTS[kind]})")
    assert [one.invocation.calls for one in found] == [2, 1]


def test_what_computes_nothing_makes_no_build(analyze):
    """Names, counters and histories in a model differ from call to call; its computation does not."""
    found = analyze(
        """
        for name in ("first", "second"):
            m = Repeats(lambda m: setattr(m, "info", {"name": name, "losses": []}), lambda m: 2)
            for step in range(3):
                m.info["losses"].append(m(x).sum().item())
                m.train(step == 1)
        """
    )
    assert [one.invocation.calls for one in found] == [6]


def test_a_repeated_hash_is_the_same_in_each_run(analyze):
    """The second variant is numbered."""
    text = "for n in (1, 3):\n    Repeats(lambda m: setattr(m, 'c', {'n': n}), lambda m: m.c['n'])(x)"
    first, second = ([one.invocation.hash for one in analyze(text)] for _ in range(2))
    assert first == second


CHANGES = {
    "an attribute": ("m = Repeats(lambda m: setattr(m, 'n', 1), lambda m: m.n)", "m.n = 3"),
    "an object": ("c = types.SimpleNamespace(n=1)\nm = Repeats(None, lambda m: c.n)", "c.n = 3"),
    "a global variable": ("N = 1\nm = Repeats(None, lambda m: N)", "N = 3"),
    "an attribute of the class": ("Repeats.n = 1\nm = Repeats(None, lambda m: m.n)", "Repeats.n = 3"),
    "a dictionary": ("m = Repeats(lambda m: setattr(m, 'c', {'n': 1}), lambda m: m.c['n'])", "m.c['n'] = 3"),
    "a buffer in place": (
        "m = Repeats(lambda m: m.register_buffer('n', torch.tensor(1)), lambda m: m.n)",
        "m.n.fill_(3)",
    ),
    "a layer": ("m = nn.Sequential(nn.Linear(4, 4))", "m[0] = nn.Sequential(*(nn.Linear(4, 4) for _ in range(3)))"),
    "layers": ("m = nn.Sequential(nn.Linear(4, 4))", "m.extend([nn.Linear(4, 4), nn.Linear(4, 4)])"),
    "a hook": (
        "m = nn.Linear(4, 4)",
        "m.register_forward_hook(lambda m, a, y: y @ torch.rand(4, 4) @ torch.rand(4, 4))",
    ),
    "the method": (
        "m = Repeats(None, lambda m: 1)",
        "m.forward = lambda x: m.layer(m.layer(m.layer(x)))",
    ),
    "the class": ("m = Repeats(None, lambda m: 1)", "Repeats.forward = lambda m, x: m.layer(m.layer(m.layer(x)))"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_a_model_that_is_changed_between_calls_is_exported_in_both_forms(export, kind):
    """Each as it was called: one layer, and three."""
    make, change = CHANGES[kind]
    exported = export(f"{make}\nm.eval()\nm(x)\n{change}\nm.eval()\nm(x)")
    assert [sum(a.operators.get(name, 0) for name in ("Gemm", "MatMul")) for a, _ in exported] == [1, 3]


def test_a_model_that_is_changed_back_is_the_first_form(analyze):
    """No third build."""
    found = analyze("m = Repeats(None, lambda m: m.n)\nfor n in (1, 3, 1, 3, 3):\n    m.n = n\n    m(x)")
    assert [one.invocation.calls for one in found] == [2, 3]


def test_a_dtype_that_is_changed_in_place_is_another_form(export):
    """The parameters are the same objects; what they hold is not."""
    first, second = export("m = nn.Linear(4, 4).eval()\nm(x)\nm.double()\nm(x.double())")
    assert [artifact.inputs[0].dtype for artifact, _ in (first, second)] == ["float32", "float64"]
    assert first[0].remarks == ()


REMOVED = {
    "hook": ("h = m.register_forward_hook(lambda m, a, y: y * 0 + 7)\nm(x)\nh.remove()", 7.0),
    "hook with keywords": (
        "h = m.register_forward_pre_hook(lambda m, a, k: ((a[0] * 0,), k), with_kwargs=True)\nm(x)\nh.remove()",
        1.0,
    ),
    "hook of all modules": (
        "h = nn.modules.module.register_module_forward_hook(lambda m, a, y: y * 0 + 7)\nm(x)\nh.remove()",
        7.0,
    ),
    "weights of a functional call": (
        "torch.func.functional_call(m, {'weight': torch.zeros(4, 4), 'bias': torch.full((4,), 5.0)}, (x,))",
        5.0,
    ),
    "assigned weights": ("m(x)\nm.weight.data = torch.rand(4, 4)\nm.bias = nn.Parameter(torch.rand(4))", 1.0),
}


@pytest.mark.parametrize("kind", REMOVED)
def test_what_is_removed_after_the_call_is_exported_with_it(export, kind):
    """The references are the outputs of the call."""
    change, expected = REMOVED[kind]
    ((artifact, folder),) = export(
        "m = nn.Linear(4, 4).eval()\nnn.init.zeros_(m.weight)\nnn.init.ones_(m.bias)\n" + change
    )
    assert np.load(folder / "outputs.npz")["0"].tolist() == [[expected] * 4] * 2
    assert artifact.remarks == ()


def test_weights_that_are_trained_after_the_call_are_reported(export):
    """No values are copied at the call; the graph is the same."""
    ((artifact, _),) = export("m = nn.Linear(4, 4).eval()\nm(x)\nwith torch.no_grad():\n    m.weight.add_(1)")
    assert "weights were changed after the recorded call" in artifact.remarks[0]


def test_a_call_under_autocast_is_a_build_of_its_own(export):
    """Its operators compute in the type that autocast gave them."""
    plain, cast = export(
        "m = nn.Linear(4, 4).eval()\nm(x)\nwith torch.autocast('cpu', dtype=torch.bfloat16):\n    m(x)\nm(x)"
    )
    assert (plain[0].outputs[0].dtype, cast[0].outputs[0].dtype) == ("float32", "bfloat16")
    weights = onnx.load(cast[1] / "model.onnx").graph.initializer
    assert {tensor.data_type for tensor in weights} == {onnx.TensorProto.BFLOAT16}
    assert any("autocast" in remark for remark in cast[0].remarks)


STATES = {
    "buffer": "self.register_buffer('s', torch.zeros(2, 4))|self.s += self.layer(x)\n        return self.s.clone()",
    "large buffer": (
        "self.register_buffer('s', torch.zeros(2, 4, 999))|"
        "self.s += self.layer(x)[..., None]\n        return self.s.mean(-1)"
    ),
    "attribute": "self.s = None|self.s = self.layer(x) if self.s is None else self.s * 2\n        return self.s",
    "number": "self.s = 1|self.s += 1\n        return self.layer(x) * self.s",
    "list": "self.s = []|self.s.append(self.layer(x))\n        return sum(self.s)",
}


@pytest.mark.parametrize("kind", STATES)
def test_a_model_with_a_state_is_exported_from_that_of_its_call(export, kind):
    """Its outputs are reproducible from there, and the user is told."""
    make, run = STATES[kind].split("|")
    ((artifact, folder),) = export(
        f"""
class Keeps(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)
        nn.init.zeros_(self.layer.weight)
        nn.init.ones_(self.layer.bias)
        {make}
    def forward(self, x):
        {run}

m = Keeps().eval()
with torch.no_grad():
    first = m(x).clone()
    m(x)
assert first.flatten()[0] == {2 if kind == "number" else 1}
"""
    )
    assert artifact.deterministic
    assert any("keeps a state" in remark for remark in artifact.remarks)
    assert np.load(folder / "outputs.npz")["0"].flatten()[0] == (2 if kind == "number" else 1)
    assert artifact.operators.get("Gemm", 0) == 1


def test_training_mode_is_reported_where_it_decides_anything(export):
    """Not for a linear layer, nor where an evaluation follows."""
    remarks = [
        artifact.remarks
        for artifact, _ in export(
            """
            nn.Linear(4, 4)(x)
            nn.Sequential(nn.Linear(4, 4), nn.Dropout())(x)
            both = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))
            both(x), both.eval()(x)
            """
        )
    ]
    assert [bool(one) for one in remarks] == [False, True, False]
    assert "training mode" in remarks[1][0]


def test_forms_beyond_the_limit_are_counted(analyze):
    """As structures of inputs are."""
    found = analyze("m = Repeats(None, lambda m: m.n)\nfor n in range(1, 8):\n    m.n = n\n    m(x)", max_invocations=2)
    assert [one.invocation.further_structures for one in found] == [5, 5]


def test_a_script_runs_as_without_the_recorder_whatever_its_objects_raise(analyze):
    """A class that refuses to be looked at is no failure of the script."""
    (one,) = analyze(
        """
        class Shy:
            def __getattribute__(self, name): raise RuntimeError("no")
        m = nn.Linear(4, 4)
        m.__dict__["shy"] = Shy()
        class Silent(nn.Linear):
            def extra_repr(self): raise RuntimeError("no")
        m(x)
        Silent(4, 4)(x)
        """
    )[:1]
    assert one.invocation.calls == 1


def test_a_model_is_described_once_where_nothing_changes(analyze, monkeypatch):
    """Later calls compare identities only."""
    made = []
    original = model_snapshot.ModelSnapshot.__init__

    def counting(self, module):
        made.append(module)
        original(self, module)

    monkeypatch.setattr(model_snapshot.ModelSnapshot, "__init__", counting)
    analyze(
        "m = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4))\nfor step in range(50):\n    m.train(step % 2 == 0)(x)"
    )
    assert len(made) == 1


def test_no_copy_of_large_tensors_is_kept(analyze):
    """Of a buffer that the first call leaves alone."""
    (one,) = analyze(
        "m = nn.Linear(4, 4)\nm.register_buffer('table', torch.zeros(100, 100))\nm(x)\nassert torch.is_grad_enabled()"
    )
    records = one.call.as_called.snapshot._tensors._records
    assert all(record.values is None or record.values.nbytes <= 4096 for record in records)
    assert any(record.memory.data_ptr() == one.call.module.table.data_ptr() for record in records)
    assert torch.is_grad_enabled()


def test_a_lazy_model_is_described_with_the_parameters_that_its_first_call_makes(analyze):
    """They have no shapes before."""
    (one,) = analyze("m = nn.LazyLinear(5)\nm(x)\nm(x)")
    assert (one.invocation.calls, one.invocation.parameters) == (2, 25)
    assert one.call.as_called.restore() == ()
