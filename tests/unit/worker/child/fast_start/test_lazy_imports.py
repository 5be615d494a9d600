"""torch's compiler is not imported for a trace, but at its first use; each test has a fresh interpreter."""

import subprocess
import sys

import pytest

START = """
import sys, tempfile
from pathlib import Path
import torch
from turnkeyml.worker.child.fast_start import lazy_imports
lazy_imports.install()
from turnkeyml.analysis.input_structure import flatten
from turnkeyml.export.wrapper import OnnxWrapper
from turnkeyml.export.exporters import TRACED, export_model

def is_lazy(name):
    return isinstance(sys.modules[name], lazy_imports._LazyPackage)

def exporter_of(model, *shape):
    inputs = flatten([torch.rand(*shape)], {}, ["x"])
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        wrapper = OnnxWrapper(model, inputs).eval()
        wrapper(*inputs.tensors)
        return export_model(wrapper, inputs, Path(folder), opset=None, parameter_bytes=0)

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = torch.nn.Conv2d(3, 8, 3)
        self.norm = torch.nn.BatchNorm2d(8)
        self.attention = torch.nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x):
        x = torch.relu(self.norm(self.convolution(x))).flatten(2).transpose(1, 2)
        return torch.softmax(self.attention(x, x, x)[0], -1)
"""


def run(text: str) -> str:
    """What a program prints after the lazy packages were installed."""
    done = subprocess.run([sys.executable, "-c", START + text], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_export_of_a_graph_without_constants_imports_no_reference_operators():
    run("""
assert exporter_of(torch.nn.Linear(8, 8), 1, 8).exporter == TRACED
assert all(map(is_lazy, lazy_imports._PARTS))
""")


def test_an_export_does_not_import_the_compiler():
    out = run("""
assert exporter_of(Net(), 1, 3, 8, 8).exporter == TRACED
for name in ("torch._dynamo", "torch._inductor"):
    assert is_lazy(name), name
print(len([name for name in sys.modules if name.startswith(("torch._dynamo.", "torch._inductor."))]))
""")
    assert int(out) < 30  # with all of it there are hundreds


def test_the_listed_submodules_do_not_run_the_code_of_their_package():
    run("""
import importlib
for package, parts in lazy_imports._PARTS.items():
    for part in parts:
        importlib.import_module(f"{package}.{part}")
    assert is_lazy(package), package
""")


@pytest.mark.parametrize(
    "use",
    [
        "torch._dynamo.reset()",
        "import torch._dynamo.guards",
        "torch._dynamo.config.suppress_errors = True; torch.compile(Net(), backend='eager')(torch.rand(1, 3, 8, 8))",
    ],
)
def test_the_first_use_of_the_compiler_imports_it(use):
    run(f"""
{use}
import torch._dynamo.eval_frame
assert not is_lazy("torch._dynamo")
assert torch._dynamo.disable is sys.modules["torch._dynamo.decorators"].disable
assert exporter_of(Net(), 1, 3, 8, 8).exporter == TRACED
""")


def test_a_model_may_use_the_compiler_during_a_trace():
    out = run("""
class Asking(Net):
    def forward(self, x):
        return super().forward(x if torch._dynamo.is_compiling() else x + 0)

class AskingWhenTraced(Net):
    def forward(self, x):
        if torch.compiler.is_exporting():
            torch._dynamo.graph_break()
        return super().forward(x)

assert is_lazy("torch._dynamo")
print(exporter_of(AskingWhenTraced(), 1, 3, 8, 8))
assert not is_lazy("torch._dynamo")
print(exporter_of(Asking(), 1, 3, 8, 8))
""")
    assert out.count("torch.onnx-make_fx") == 2, out


def test_nothing_is_lazy_with_another_version_of_torch():
    text = """
import sys, torch
torch.__version__ = "3.0.0"
from turnkeyml.worker.child.fast_start import lazy_imports
lazy_imports.install()
assert "torch._dynamo" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", text], check=True)
