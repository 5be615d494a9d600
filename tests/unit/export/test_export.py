"""Models into artifacts."""

import json

import numpy as np
import onnx
import pytest
import torch
from torch import nn

from turnkeyml.analysis.input_structure import flatten
from turnkeyml.analysis.recorded_call import Call
from turnkeyml.cache.verify import find_artifact_damage
from turnkeyml.export import exporters, onnx_artifact, onnx_file, serialize
from turnkeyml.export.export import export_call
from turnkeyml.options import request
from turnkeyml.system.hashing import artifact_digest


def call_of(module, *args, **kwargs):
    inputs = flatten(args, kwargs, ["x", "y"])
    return Call(module=module, inputs=inputs, structure="", source_line="", depth=0, training=module.training)


def test_an_artifact_holds_model_inputs_and_pytorchs_outputs(tmp_path):
    """And the digest of each file."""
    torch.manual_seed(0)
    model, x = nn.Linear(4, 3), torch.rand(2, 4)
    artifact = export_call(call_of(model, x), tmp_path, None)
    assert [file.path for file in artifact.files] == ["inputs.npz", "model.onnx", "outputs.npz"]
    assert list(find_artifact_damage(tmp_path, artifact)) == []
    assert artifact.digest == artifact_digest(artifact.files)
    np.testing.assert_array_equal(np.load(tmp_path / "inputs.npz")["0"], x.numpy())
    np.testing.assert_array_equal(np.load(tmp_path / "outputs.npz")["0"], model(x).detach().numpy())
    assert (artifact.macs, artifact.exporter) == (24, exporters.TRACED)
    assert sum(artifact.operators.values()) >= 1


@pytest.mark.parametrize("layer", [nn.Conv1d, nn.Conv2d, nn.Conv3d])
def test_a_convolution_without_bias_has_none(layer, tmp_path):
    """Nor an expanded zero; an existing bias stays."""
    model = nn.Sequential(layer(2, 4, 1, bias=False), layer(4, 1500, 1, bias=False), layer(1500, 3, 1))
    dims = {nn.Conv1d: 1, nn.Conv2d: 2, nn.Conv3d: 3}[layer]
    artifact = export_call(call_of(model, torch.rand(1, 2, *[5] * dims)), tmp_path, None)
    assert artifact.operators == {"Conv": 3}
    graph = onnx.load(tmp_path / "model.onnx").graph
    assert [len(node.input) for node in graph.node] == [2, 2, 3]


def test_a_training_model_is_exported_in_eval_mode_and_given_back(tmp_path):
    """Each submodule gets its previous mode back."""
    model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.9), nn.BatchNorm1d(4))
    model.train()
    model[2].eval()
    artifact = export_call(call_of(model, torch.rand(2, 4)), tmp_path, None)
    assert [module.training for module in (model, *model)] == [True, True, True, False]
    assert not {"Dropout", "RandomUniformLike"} & set(artifact.operators)


def test_a_model_that_writes_into_its_input_has_right_references(tmp_path):
    """Copies are given to it, each time."""

    class Writes(nn.Linear):
        def forward(self, x):
            x.mul_(2)
            return super().forward(x)

    x = torch.ones(1, 4)
    model = Writes(4, 1)
    export_call(call_of(model, x), tmp_path, None)
    assert x.tolist() == [[1.0] * 4]
    np.testing.assert_array_equal(np.load(tmp_path / "inputs.npz")["0"], np.ones((1, 4), np.float32))
    expected = model(torch.ones(1, 4)).detach().numpy()
    np.testing.assert_array_equal(np.load(tmp_path / "outputs.npz")["0"], expected)


def test_bfloat16_is_kept_as_its_bits(tmp_path):
    """numpy has no such type."""
    artifact = export_call(
        call_of(nn.Linear(4, 3).to(torch.bfloat16), torch.rand(1, 4, dtype=torch.bfloat16)), tmp_path, None
    )
    assert (artifact.inputs[0].dtype, artifact.outputs[0].dtype) == ("bfloat16", "bfloat16")
    assert np.load(tmp_path / "inputs.npz")["0"].dtype == np.uint16


def test_the_torchscript_exporter_steps_in_and_the_artifact_says_so(tmp_path, monkeypatch):
    """The remark quotes the exporters that failed."""

    def refuse(*_, **__):
        raise RuntimeError("dynamo\ncannot")

    monkeypatch.setattr(exporters, "_with_one_trace", refuse)
    monkeypatch.setattr(exporters, "_with_dynamo", refuse)
    artifact = export_call(call_of(nn.Linear(4, 3), torch.rand(1, 4)), tmp_path, None)
    assert artifact.exporter == exporters.TORCHSCRIPT
    (remark,) = artifact.remarks
    assert remark.startswith("exported by TorchScript: ")
    for name in (exporters.TRACED, exporters.DYNAMO):
        assert f"{name}: RuntimeError: dynamo cannot" in remark


def test_a_graph_that_is_not_valid_is_exported_with_all_passes_and_the_artifact_says_so(tmp_path, monkeypatch):
    """The cheap ways are checked each time."""
    check, seen = serialize.check, []

    def refuse_first(folder):
        seen.append(folder)
        if len(seen) < 3:
            raise onnx.checker.ValidationError("no")
        check(folder)

    monkeypatch.setattr(serialize, "check", refuse_first)
    artifact = export_call(call_of(nn.Linear(4, 3), torch.rand(1, 4)), tmp_path, None)
    assert artifact.exporter == exporters.DYNAMO
    (remark,) = artifact.remarks
    assert remark.startswith("exported with all passes: ")
    assert "torch.onnx-make_fx: ValidationError: no; torch.onnx-dynamo: ValidationError: no" in remark


def test_when_none_can_all_are_quoted(tmp_path, monkeypatch):
    """And the folder is empty."""

    def refuse(*_, **__):
        (tmp_path / "half").write_text("")
        raise RuntimeError("no")

    for way in ("_with_one_trace", "_with_dynamo", "_with_torchscript"):
        monkeypatch.setattr(exporters, way, refuse)
    with pytest.raises(
        exporters.ExportError, match=r"dynamo: RuntimeError: no; .*torch\.onnx-torchscript: RuntimeError: no"
    ):
        export_call(call_of(nn.Linear(4, 3), torch.rand(1, 4)), tmp_path, None)
    assert list(tmp_path.iterdir()) == []


def test_large_weights_go_into_external_data(tmp_path, monkeypatch):
    """One more file, and the checker accepts the model."""
    monkeypatch.setattr(serialize, "INLINE_BELOW_BYTES", 1000)
    artifact = export_call(call_of(nn.Linear(64, 64), torch.rand(1, 64)), tmp_path, None)
    assert [file.path for file in artifact.files] == ["inputs.npz", "model.onnx", "model.onnx.data", "outputs.npz"]
    assert artifact.model_bytes > 64 * 64 * 4


def test_an_input_that_nothing_uses_is_not_asked_for(tmp_path):
    """Inputs are those of the graph, in its order."""

    class Ignores(nn.Linear):
        def forward(self, x, y):
            return super().forward(y)

    artifact = export_call(call_of(Ignores(4, 3), torch.zeros(1, 4), torch.ones(1, 4)), tmp_path, None)
    names = [spec.name for spec in artifact.inputs]
    stored = np.load(tmp_path / "inputs.npz")
    assert names[-1] == "y"
    assert float(stored[str(len(names) - 1)].sum()) == 4.0


def test_the_opsets_are_torchs():
    """The command line checks them without importing torch."""
    from torch.onnx import _constants

    assert (request.MIN_OPSET, request.MAX_OPSET) == (_constants.ONNX_BASE_OPSET, _constants.ONNX_MAX_OPSET)
    assert exporters.TORCHSCRIPT_MAX_OPSET == _constants.ONNX_TORCHSCRIPT_EXPORTER_MAX_OPSET


def test_given_inputs_are_the_same_each_time_and_sane(tmp_path):
    """Indices stay inside the table that they look up; floats lie in (-1, 1); masks are 0 or 1."""
    helper = onnx.helper
    graph = helper.make_graph(
        [
            helper.make_node("Cast", ["ids"], ["wide"], to=onnx.TensorProto.INT64),
            helper.make_node("Gather", ["table", "wide"], ["rows"]),
        ],
        "g",
        [
            helper.make_tensor_value_info("ids", onnx.TensorProto.INT32, ["n", 50]),
            helper.make_tensor_value_info("mask", onnx.TensorProto.INT64, [8]),
            helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT16, [100]),
            helper.make_tensor_value_info("flag", onnx.TensorProto.BOOL, [1]),
        ],
        [helper.make_tensor_value_info("rows", onnx.TensorProto.FLOAT, ["n", 50, 2])],
        [onnx.numpy_helper.from_array(np.zeros((5, 2), np.float32), "table")],
    )
    path = tmp_path / "m.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9), path)
    digests = []
    for name in ("one", "two"):
        loaded = onnx_file.load_onnx(path, onnx_file.OnnxOptions(dims={"n": 3}), 1 << 30)
        invocation = loaded.invocation
        (tmp_path / name).mkdir()
        digests.append(onnx_artifact.export_onnx(loaded, tmp_path / name).digest)
    assert digests[0] == digests[1]
    ids, mask, x, flag = (np.load(tmp_path / "one" / "inputs.npz")[str(index)] for index in range(4))
    assert (ids.shape, ids.dtype, set(ids.ravel().tolist())) == ((3, 50), np.int32, {0, 1, 2, 3, 4})
    assert set(mask.tolist()) <= {0, 1}
    assert x.dtype == np.float16
    assert np.abs(x).max() <= 1
    assert flag.all()
    assert (invocation.parameters, invocation.parameter_bytes) == (10, 40)
    assert json.dumps([spec.shape for spec in invocation.inputs]) == "[[3, 50], [8], [100], [1]]"
