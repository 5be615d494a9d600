"""Models whose inputs are objects that hold the tensors."""

from collections import UserDict, deque

import numpy as np
import pytest
import torch
from torch import nn

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.export import exporters
from turnkeyml.export.export import export_call


class Encoding(UserDict):
    """As BatchEncoding of transformers."""

    def __getattr__(self, name):
        try:
            return self.data[name]
        except KeyError:
            raise AttributeError(name) from None


class Slotted:
    __slots__ = ("ids", "mask")

    def __init__(self, ids, mask):
        self.ids, self.mask = ids, mask


class Encoder(nn.Module):
    """Looks up and masks."""

    def __init__(self, read):
        super().__init__()
        self.table = nn.Embedding(5, 4)
        self.read = read

    def forward(self, batch):
        ids, mask = self.read(batch)
        return (self.table(ids) * mask[..., None]).sum(1)


@pytest.mark.parametrize(
    ("kind", "read", "names"),
    [
        (lambda ids, mask: Encoding(ids=ids, mask=mask), lambda one: (one["ids"], one.mask), ["ids", "mask"]),
        (Slotted, lambda one: (one.ids, one.mask), ["ids", "mask"]),
        (lambda *both: deque(both), tuple, ["0", "1"]),
        (lambda ids, mask: {"ids": ids, "mask": mask}.values(), tuple, ["ids", "mask"]),
    ],
    ids=["UserDict", "slots", "deque", "dict_values"],
)
def test_tensors_in_an_object_are_inputs_of_the_graph(kind, read, names, tmp_path):
    """Tensors that are not found would be constants: a graph without inputs, that agrees and takes no time."""
    torch.manual_seed(0)
    model, ids, mask = Encoder(read).eval(), torch.tensor([[0, 3, 4]]), torch.tensor([[1.0, 0.5, 0]])
    inputs = flatten((kind(ids, mask),), {}, ["batch"])
    call = Call(module=model, inputs=inputs, structure="", source_line="", depth=0, training=False)
    artifact = export_call(call, tmp_path, None)
    assert (artifact.exporter, [spec.name for spec in artifact.inputs]) == (
        exporters.TRACED,
        [f"batch_{name}" for name in names],
    )
    expected = model(kind(ids, mask)).detach().numpy()
    np.testing.assert_array_equal(np.load(tmp_path / "outputs.npz")["0"], expected)
