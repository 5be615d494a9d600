"""Hostile .onnx files, each with the reason code of its refusal: made by the tests, never stored."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import onnx
from onnx import TensorProto, helper

CANARY = b"CANARY-0f9a" * 40
"""What lies outside of the model's folder, in 440 bytes."""
_COUNT = 110
"""As many floats."""

Make = Callable[[Path], onnx.ModelProto | bytes]
"""Writes what lies beside a model into its folder, and returns the model."""


def external(location: str | None, **entries: object) -> onnx.TensorProto:
    """A tensor that lies in another file."""
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[_COUNT], data_location=TensorProto.EXTERNAL)
    for key, value in (({"location": location} if location is not None else {}) | entries).items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor


def model_of(
    *nodes: onnx.NodeProto,
    initializers: tuple[onnx.TensorProto, ...] = (),
    sparse: tuple[onnx.SparseTensorProto, ...] = (),
    functions: tuple[onnx.FunctionProto, ...] = (),
    shape: tuple[int, ...] = (_COUNT,),
) -> onnx.ModelProto:
    """A model that adds `w`, where it has one."""
    body = nodes or (helper.make_node("Add", ["x", "w"], ["y"]),)
    graph = helper.make_graph(
        body,
        "g",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["k"])],
        list(initializers),
        sparse_initializer=list(sparse),
    )
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("local", 1)]
    return helper.make_model(graph, opset_imports=imports, ir_version=9, functions=list(functions))


def _at(
    location: str, prepare: Callable[[Path, Path], object] = lambda folder, secret: None, **entries: object
) -> Make:
    """A model whose weight lies at a location; `prepare` gets the model's folder and the secret outside."""

    def make(folder: Path) -> onnx.ModelProto:
        prepare(folder, folder.parent / "secret.bin")
        return model_of(initializers=(external(location, **entries),))

    return make


def _hidden(wrap: Callable[[onnx.TensorProto], onnx.ModelProto]) -> Make:
    """A model that names the secret in one of the other places where a tensor may be."""
    return lambda folder: wrap(external("../secret.bin"))


def _sparse(values: onnx.TensorProto) -> onnx.SparseTensorProto:
    values.name = "w"
    indices = helper.make_tensor("i", TensorProto.INT64, [_COUNT], list(range(_COUNT)))
    return onnx.SparseTensorProto(values=values, indices=indices, dims=[_COUNT])


def _in_subgraph(tensor: onnx.TensorProto) -> onnx.ModelProto:
    output = helper.make_tensor_value_info("y2", TensorProto.FLOAT, None)
    branch = helper.make_graph([helper.make_node("Identity", ["w"], ["y2"])], "b", [], [output], [tensor])
    true = helper.make_node("Constant", [], ["c"], value=helper.make_tensor("c", TensorProto.BOOL, [], [True]))
    return model_of(true, helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch))


def _in_function(tensor: onnx.TensorProto) -> onnx.ModelProto:
    nodes = [helper.make_node("Constant", [], ["o"], value=tensor)]
    function = helper.make_function("local", "F", ["a"], ["o"], nodes, [helper.make_opsetid("", 18)])
    return model_of(helper.make_node("F", ["x"], ["y"], domain="local"), functions=(function,))


def _swap(folder: Path, secret: Path) -> None:
    """A folder that is a link."""
    (folder / "sub").symlink_to(secret.parent)


def _device(folder: Path, secret: Path) -> None:
    (folder / "w.bin").symlink_to("/dev/zero")


def _without_location(folder: Path) -> onnx.ModelProto:
    return model_of(initializers=(external(None, offset=0),))


def _twice(folder: Path) -> onnx.ModelProto:
    tensor = external("w.bin")
    (folder / "w.bin").write_bytes(bytes(4 * _COUNT))
    tensor.external_data.add(key="location", value="../secret.bin")
    return model_of(initializers=(tensor,))


def _absolute(folder: Path) -> onnx.ModelProto:
    return model_of(initializers=(external(str(folder.parent / "secret.bin")),))


def _not_marked(folder: Path) -> onnx.ModelProto:
    tensor = external("../secret.bin")
    tensor.ClearField("data_location")
    return model_of(initializers=(tensor,))


def _both(folder: Path) -> onnx.ModelProto:
    tensor = external("../secret.bin")
    tensor.raw_data = bytes(4 * _COUNT)
    return model_of(initializers=(tensor,))


def _text(folder: Path) -> onnx.ModelProto:
    tensor = external("../secret.bin")
    tensor.data_type = TensorProto.STRING
    return model_of(initializers=(tensor,))


def _write(size_bytes: int) -> Callable[[Path, Path], object]:
    return lambda folder, secret: (folder / "w.bin").write_bytes(bytes(size_bytes))


EXTERNAL: dict[str, tuple[str, Make]] = {
    "parent": ("external_outside", _at("../secret.bin")),
    "parent in the middle": ("external_outside", _at("a/../../secret.bin", lambda f, s: (f / "a").mkdir())),
    "parent at the end": ("external_outside", _at("a/..", lambda f, s: (f / "a").mkdir())),
    "absolute": (
        "external_outside",
        _absolute,
    ),
    "absolute with more slashes": ("external_outside", _at("///etc/passwd")),
    "link": ("external_link", _at("w.bin", lambda f, s: (f / "w.bin").symlink_to(s))),
    "link inside of the folder": ("external_link", _at("w.bin", lambda f, s: (f / "w.bin").symlink_to("other"))),
    "linked folder": ("external_link", _at("sub/secret.bin", _swap)),
    "linked folder behind a dot": ("external_link", _at("./sub/./secret.bin", _swap)),
    "hard link": ("external_hard_link", _at("w.bin", lambda f, s: os.link(s, f / "w.bin"))),
    "FIFO": ("external_not_a_file", _at("w.bin", lambda f, s: os.mkfifo(f / "w.bin"))),
    "folder": ("external_not_a_file", _at("w.bin", lambda f, s: (f / "w.bin").mkdir())),
    "device": ("external_outside", _at("/dev/zero")),
    "link to a device": ("external_link", _at("w.bin", _device)),
    "through a file": ("external_missing", _at("w.bin/x", _write(4))),
    "missing": ("external_missing", _at("w.bin")),
    "the folder itself": ("external_text", _at(".")),
    "slash at the end": ("external_text", _at("w.bin/", _write(440))),
    "empty": ("external_text", _at("")),
    "no location": ("external_text", _without_location),
    "NUL": ("external_text", _at("w.bin\0.onnx", _write(440))),
    "newline": ("external_text", _at("w.bin\n", _write(440))),
    "terminal escape": ("external_text", _at("\x1b]0;title\x07w.bin", _write(440))),
    "long": ("external_text", _at("a" * 5000)),
    "negative offset": ("external_range", _at("w.bin", _write(440), offset=-4)),
    "offset with a plus": ("external_range", _at("w.bin", _write(440), offset="+4")),
    "offset in other digits": ("external_range", _at("w.bin", _write(440), offset="\u0664")),
    "offset of 400 digits": ("external_range", _at("w.bin", _write(440), offset="9" * 400)),
    "offset beyond the end": ("external_range", _at("w.bin", _write(440), offset=441)),
    "length of a petabyte": ("external_range", _at("w.bin", _write(440), length=1 << 50)),
    "negative length": ("external_range", _at("w.bin", _write(440), length=-1)),
    "offset and length that overflow": (
        "external_range",
        _at("w.bin", _write(440), offset=2**63 - 1, length=2**63 - 1),
    ),
    "too short": ("tensor_size", _at("w.bin", _write(439))),
    "length of another size": ("tensor_size", _at("w.bin", _write(880), length=880)),
    "repeated key": ("external_key", _twice),
    "unknown key": ("external_key", _at("w.bin", _write(440), basepath="..")),
    "not marked as external": ("external_outside", _not_marked),
    "in the model as well": ("tensor_data", _both),
    "strings": ("tensor_data", _text),
    "sparse initializer": ("external_outside", _hidden(lambda t: model_of(sparse=(_sparse(t),)))),
    "sparse constant": (
        "external_outside",
        _hidden(lambda t: model_of(helper.make_node("Constant", [], ["y"], sparse_value=_sparse(t)))),
    ),
    "constant": ("external_outside", _hidden(lambda t: model_of(helper.make_node("Constant", [], ["y"], value=t)))),
    "list of tensors": (
        "external_outside",
        _hidden(lambda t: model_of(helper.make_node("Custom", ["x"], ["y"], domain="local", values=[t, t]))),
    ),
    "subgraph": ("external_outside", _hidden(_in_subgraph)),
    "function": ("external_outside", _hidden(_in_function)),
}
"""By what is wrong: the reason code, and the model. `secret.bin` lies in the parent of the model's folder."""


def write_hostile(folder: Path, make: Make) -> Path:
    """Write a hostile model, with the secret outside of its folder."""
    (folder / "models").mkdir(parents=True)
    (folder / "secret.bin").write_bytes(CANARY)
    model = make(folder / "models")
    path = folder / "models" / "model.onnx"
    path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    return path
