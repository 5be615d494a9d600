"""An exported graph onto the disk."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import onnx_ir as ir
import pytest
import torch

from turnkeyml.export.serialize import INLINE_BELOW_BYTES, remove_metadata, write_model
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE


class Tied(torch.nn.Module):
    """One matrix under two names, a transposed one, and one of a type that numpy does not have."""

    def __init__(self, size):
        super().__init__()
        self.one = torch.nn.Linear(size, size, bias=False)
        self.same = torch.nn.Linear(size, size, bias=False)
        self.same.weight = self.one.weight
        self.other = torch.nn.Parameter(torch.rand(size, size // 2).T)
        self.coarse = torch.nn.Parameter(torch.rand(size, size).to(torch.bfloat16))

    def forward(self, x):
        return self.same(torch.relu(self.one(x))) @ self.other.T, self.coarse + 1


def export(size):
    torch.manual_seed(0)
    model = Tied(size).eval()
    with torch.no_grad():
        program = torch.onnx.export(model, (torch.rand(1, size),), dynamo=True, optimize=False, verbose=False)
    return model, program.model


@pytest.mark.parametrize(("size", "files"), [(8, {MODEL_FILE}), (1024, {MODEL_FILE, WEIGHTS_FILE})])
def test_weights_come_back_as_they_were(tmp_path, size, files):
    """In the graph where they are small, in a second file where they are large; the digests are those of the files."""
    model, graph = export(size)
    digests = write_model(graph, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == files == {digest.path for digest in digests}
    for digest in digests:
        content = (tmp_path / digest.path).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (digest.size_bytes, digest.sha256)
    onnx.checker.check_model(str(tmp_path / MODEL_FILE))
    weights = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load(tmp_path / MODEL_FILE).graph.initializer}
    tied = weights.get("one.weight", weights.get("same.weight"))
    assert np.array_equal(tied, model.one.weight.detach().numpy())
    assert np.array_equal(weights["other"], model.other.detach().numpy())
    assert np.array_equal(weights["coarse"].view(np.uint16), model.coarse.detach().view(torch.uint16).numpy())


def test_shared_weights_are_written_once(tmp_path):
    """The file is as long as what is different."""
    size = 1024
    write_model(export(size)[1], tmp_path)
    written = (tmp_path / WEIGHTS_FILE).stat().st_size
    assert written == size * size * 4 + size * size // 2 * 4 + size * size * 2
    assert written > INLINE_BELOW_BYTES


def test_nothing_of_this_machine_is_left(tmp_path):
    """Traces name files of the host; the same model would have another address elsewhere."""
    _, graph = export(8)
    remove_metadata(graph)
    write_model(graph, tmp_path)
    content = (tmp_path / MODEL_FILE).read_bytes()
    assert Path(__file__).name.encode() not in content
    assert b"pkg.torch" not in content
    assert ir.load(tmp_path / MODEL_FILE).graph.inputs
