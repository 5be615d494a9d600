"""Weights beside a model: of any size, through the links of a hub's cache, and of no other file."""

import os
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from turnkeyml.export import external_weights
from turnkeyml.export.external_weights import read_weights, write_model
from turnkeyml.export.validator.external import linked_files
from turnkeyml.export.validator.model import validate
from turnkeyml.export.validator.refusal import Refusal

COUNT = 20_000
"""More floats than are always read into memory."""
MEMORY = 4_000_000_000


def model_with(*locations: str) -> onnx.ModelProto:
    """A sum of weights that lie in these files, behind eight other bytes."""
    weights = []
    for index, location in enumerate(locations):
        weight = TensorProto(name=f"w{index}", data_type=TensorProto.FLOAT, dims=[COUNT])
        weight.data_location = TensorProto.EXTERNAL
        for key, value in (("location", location), ("offset", "8"), ("length", str(4 * COUNT))):
            weight.external_data.add(key=key, value=value)
        weights.append(weight)
    node = helper.make_node("Sum", ["x", *(weight.name for weight in weights)], ["y"])
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [COUNT]) for name in "xy"]
    graph = helper.make_graph([node], "g", values[:1], values[1:], weights)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)


def data_of(number: float) -> bytes:
    return bytes(8) + np.full(COUNT, number, np.float32).tobytes()


def hub_cache(folder: Path, location: str = "model.onnx_data") -> Path:
    """A model and its weights as links into a folder of blobs."""
    blobs, snapshot = folder / "blobs", folder / "snapshots" / "1" / "onnx"
    blobs.mkdir(parents=True)
    (snapshot / location).parent.mkdir(parents=True)
    (blobs / "aa").write_bytes(model_with(location).SerializeToString())
    (blobs / "bb").write_bytes(data_of(3))
    (snapshot / "model.onnx").symlink_to("../../../blobs/aa")
    (snapshot / location).symlink_to(blobs / "bb")
    return snapshot / "model.onnx"


def check(path: Path) -> tuple[str, ...]:
    return validate(path, path.read_bytes(), dims={}, memory_bytes=MEMORY).data_files


@pytest.mark.parametrize("location", ["model.onnx_data", "weights/part_1"])
def test_links_of_a_hubs_cache_are_followed(location, tmp_path):
    """To the folder that the model's own link leads to; the confined process may read these files, and no others."""
    path = hub_cache(tmp_path, location)
    assert check(path) == (location,)
    (path.parent / "other").symlink_to("/etc/hostname")
    assert set(linked_files(path)) <= {tmp_path / "blobs" / "aa", tmp_path / "blobs" / "bb"}
    assert tmp_path / "blobs" / "bb" in linked_files(path)
    model = onnx.load(path, load_external_data=False)
    read_weights(model, path)
    assert onnx.numpy_helper.to_array(model.graph.initializer[0]).tolist() == [3.0] * COUNT


def elsewhere(path: Path, data: Path) -> None:
    (path.parents[3] / "secret").write_bytes(data_of(9))
    data.symlink_to("../../../secret")


def below_blobs(path: Path, data: Path) -> None:
    (path.parents[3] / "blobs" / "inner").mkdir()
    (path.parents[3] / "blobs" / "inner" / "cc").write_bytes(data_of(9))
    data.symlink_to("../../../blobs/inner/cc")


def second_name(path: Path, data: Path) -> None:
    os.link(path.parents[3] / "blobs" / "bb", path.parents[3] / "other")
    data.symlink_to("../../../blobs/bb")


def pipe(path: Path, data: Path) -> None:
    os.mkfifo(path.parents[3] / "blobs" / "pipe")
    data.symlink_to("../../../blobs/pipe")


def circle(path: Path, data: Path) -> None:
    data.symlink_to(data.name)


def plain_model(path: Path, data: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    data.symlink_to("../../../blobs/bb")


HOSTILE = {
    elsewhere: "external_link",
    below_blobs: "external_link",
    second_name: "external_hard_link",
    pipe: "external_not_a_file",
    circle: "external_link",
    plain_model: "external_link",
}


@pytest.mark.parametrize("arrange", HOSTILE, ids=lambda arrange: arrange.__name__)
def test_no_other_file_is_reached_through_a_link(arrange, tmp_path):
    """Not elsewhere, not deeper, not with a second name, no pipe; and a model that is no link has no linked weights."""
    path = hub_cache(tmp_path)
    data = path.with_name("model.onnx_data")
    data.unlink()
    arrange(path, data)
    with pytest.raises(Refusal) as caught:
        check(path)
    assert caught.value.reason == HOSTILE[arrange]


def test_large_weights_are_copied_and_never_held(tmp_path, monkeypatch):
    """From several files to one; protobuf's limit is of the model alone."""
    monkeypatch.setattr(external_weights, "EXTERNAL_DATA_ABOVE_BYTES", 4 * COUNT)
    path = tmp_path / "m.onnx"
    path.write_bytes(model_with("a", "b").SerializeToString())
    for number, name in enumerate("ab"):
        (tmp_path / name).write_bytes(data_of(number))
    model = onnx.load(path, load_external_data=False)
    read_weights(model, path)
    assert [len(tensor.raw_data) for tensor in model.graph.initializer] == [0, 0]
    target = tmp_path / "artifact"
    target.mkdir()
    write_model(model, path, target / "model.onnx")
    assert sorted(file.name for file in target.iterdir()) == ["model.onnx", "model.onnx.data"]
    written = onnx.load(target / "model.onnx")
    assert [onnx.numpy_helper.to_array(tensor).mean() for tensor in written.graph.initializer] == [0.0, 1.0]


def test_small_weights_are_read_even_where_the_model_is_large(tmp_path, monkeypatch):
    """They may be shapes and axes."""
    monkeypatch.setattr(external_weights, "EXTERNAL_DATA_ABOVE_BYTES", 1)
    monkeypatch.setattr(external_weights, "_ALWAYS_READ_BYTES", 4 * COUNT)
    path = tmp_path / "m.onnx"
    path.write_bytes(model_with("a").SerializeToString())
    (tmp_path / "a").write_bytes(data_of(5))
    model = onnx.load(path, load_external_data=False)
    read_weights(model, path)
    assert onnx.numpy_helper.to_array(model.graph.initializer[0])[0] == 5.0
