"""TorchScript modules are exported as others are."""

import pytest
import torch
from torch import nn

from exported_models import check, export, seeded
from turnkeyml.export import exporters

pytestmark = pytest.mark.filterwarnings("ignore")


class Loop(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x, count: int):
        for index in range(count):
            x = torch.relu(self.layer(x)) + index
        return x


class Eager(nn.Module):
    """A scripted module inside of one that is not."""

    def __init__(self):
        super().__init__()
        self.inner, self.last = torch.jit.script(network()), nn.Linear(3, 3)

    def forward(self, x):
        return self.last(self.inner(x))


def network():
    return nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3)).eval()


def loaded(folder):
    torch.jit.script(network()).save(folder / "script.pt")
    return torch.jit.load(folder / "script.pt")


MAKE = {
    "scripted": lambda _: torch.jit.script(network()),
    "traced": lambda _: torch.jit.trace(network(), seeded(2, 4)),
    "frozen": lambda _: torch.jit.freeze(torch.jit.script(network())),
    "optimized": lambda _: torch.jit.optimize_for_inference(torch.jit.trace(network(), seeded(2, 4))),
    "loaded": loaded,
    "inside": lambda _: Eager(),
}


@pytest.mark.parametrize("name", MAKE)
def test_torchscript_modules(name, tmp_path):
    """In one trace, with their layers."""
    (tmp_path / "artifact").mkdir()
    artifact = check(MAKE[name](tmp_path), tmp_path / "artifact", seeded(2, 4))
    assert (artifact.exporter, artifact.remarks) == (exporters.TRACED, ())
    assert {"Gemm", "MatMul"} & set(artifact.operators)


def test_a_scripted_loop_over_an_argument(tmp_path):
    """It has as many turns as the call had."""
    artifact = check(torch.jit.script(Loop()), tmp_path, seeded(2, 4), 3)
    assert artifact.operators["Gemm"] == 3


def test_what_torch_export_returns(tmp_path):
    """Its mode cannot be changed."""
    exported = torch.export.export(network(), (seeded(2, 4),)).module()
    assert export(exported, tmp_path, seeded(2, 4)).operators["Relu"] == 1
