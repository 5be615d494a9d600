"""Artifacts of .onnx files: whatever ONNX Runtime loads is taken, and the row says what was chosen for it."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from turnkey_runner.harness.artifact import read_tensors
from turnkeyml.export.onnx_artifact import export_onnx
from turnkeyml.export.onnx_file import InvalidOnnxError, OnnxOptions, load_onnx
from turnkeyml.export.precision.convert import convert

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
MEMORY = 4_000_000_000


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def model_of(nodes, inputs, outputs, imports=(("", 18),), **fields):
    graph = helper.make_graph(nodes, "g", inputs, outputs, fields.pop("initializer", []))
    opsets = [helper.make_opsetid(*one) for one in imports]
    return helper.make_model(graph, **{"opset_imports": opsets, "ir_version": 9} | fields)


def export(model, folder: Path, **options):
    """The artifact, its inputs and its references."""
    path, target = folder / "m.onnx", folder / "artifact"
    path.write_bytes(model.SerializeToString())
    target.mkdir()
    artifact = export_onnx(load_onnx(path, OnnxOptions(**{"dims": {}} | options), MEMORY), target)
    inputs = read_tensors(target / "inputs.npz", artifact.inputs)
    has_references = (target / "outputs.npz").exists()
    return artifact, inputs, read_tensors(target / "outputs.npz", artifact.outputs) if has_references else None


def relu(x="x", y="y"):
    return helper.make_node("Relu", [x], [y])


def without_name():
    model = model_of([relu()], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])])
    model.graph.name = ""
    return model


def without_import():
    node = helper.make_node("Gelu", ["x"], ["y"], domain="com.microsoft")
    return model_of([node], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])])


def unsorted():
    return model_of([relu("h"), relu("x", "h")], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])])


def without_shape():
    weight = onnx.numpy_helper.from_array(np.ones((3, 4, 3, 3), np.float32), "w")
    conv = helper.make_node("Conv", ["x", "w"], ["y"])
    return model_of([conv], [tensor("x", FLOAT, None)], [tensor("y", FLOAT, None)], initializer=[weight])


OBJECTED = {
    "an empty graph name": (without_name, "x:(2,)"),
    "a domain without import": (without_import, "x:(2,)"),
    "nodes that are not sorted": (unsorted, "x:(2,)"),
    "an input without a shape": (without_shape, "x:(1, 4, 16, 16)"),
}


@pytest.mark.parametrize("case", OBJECTED)
def test_the_checker_remarks_and_does_not_refuse(case, tmp_path):
    """Where ONNX Runtime runs the model."""
    make, expected = OBJECTED[case]
    artifact, _, references = export(make(), tmp_path)
    assert any(remark.startswith("onnx's checker objects, ONNX Runtime does not: ") for remark in artifact.remarks)
    assert [f"{spec.name}:{spec.shape}" for spec in artifact.inputs] == [expected]
    assert references is not None


def test_a_model_that_the_checker_objects_to_is_converted(tmp_path):
    """What it says against the original, it says against the converted one, too."""
    artifact, _, _ = export(without_name(), tmp_path)
    (tmp_path / "fp16").mkdir()
    conversion = convert(artifact, "fp16", tmp_path / "artifact", tmp_path / "fp16")
    assert conversion.failure is None


def test_what_neither_takes_is_refused_with_both_reasons(tmp_path):
    """A format of the future."""
    model = model_of([relu()], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])], ir_version=99)
    with pytest.raises(InvalidOnnxError, match=r"ir_version 99 is higher .* Unsupported model IR version: 99"):
        export(model, tmp_path)


def of_type(kind):
    value = helper.make_value_info("x", kind)
    return model_of(
        [helper.make_node("Identity", ["x"], ["y"])], [value], [helper.make_value_info("y", kind)], (("", 19),)
    )


TENSOR = helper.make_tensor_type_proto
KINDS = {
    "sequence(float32)": helper.make_sequence_type_proto(TENSOR(FLOAT, [2])),
    "optional(float32)": helper.make_optional_type_proto(TENSOR(FLOAT, [2])),
    "optional(sequence(float32))": helper.make_optional_type_proto(helper.make_sequence_type_proto(TENSOR(FLOAT, [2]))),
    "string": TENSOR(TensorProto.STRING, [2]),
    "bfloat16": TENSOR(TensorProto.BFLOAT16, [2]),
    "float8_e5m2": TENSOR(TensorProto.FLOAT8E5M2, [2]),
}


@pytest.mark.parametrize("name", KINDS)
def test_values_of_every_type_pass_through(name, tmp_path):
    """Inputs, references and what a runner reads are the same."""
    artifact, inputs, references = export(of_type(KINDS[name]), tmp_path)
    assert [spec.dtype for spec in (*artifact.inputs, *artifact.outputs)] == [name, name]
    assert repr(inputs) == repr(references)


def test_maps_are_outputs(tmp_path):
    """What a classifier of scikit-learn returns."""
    nodes = [
        helper.make_node("ZipMap", ["x"], ["y"], domain="ai.onnx.ml", classlabels_strings=["cat", "dog"]),
    ]
    kind = helper.make_sequence_type_proto(helper.make_map_type_proto(TensorProto.STRING, TENSOR(FLOAT, [])))
    imports = (("", 18), ("ai.onnx.ml", 3))
    model = model_of(nodes, [tensor("x", FLOAT, ["N", 2])], [helper.make_value_info("y", kind)], imports)
    artifact, (x,), (references,) = export(model, tmp_path, dims={"N": 3})
    assert artifact.outputs[0].dtype == "sequence(map(string,float32))"
    assert references == [dict(zip(("cat", "dog"), row, strict=True)) for row in x.tolist()]


RANDOM = {
    "normal": helper.make_node("RandomNormalLike", ["x"], ["y"]),
    "seeded": helper.make_node("RandomUniformLike", ["x"], ["y"], seed=1.0),
    "drawn": helper.make_node("Bernoulli", ["x"], ["y"]),
}


@pytest.mark.parametrize("name", RANDOM)
def test_random_operators_give_no_reference(name, tmp_path):
    """As a script whose outputs differ each time."""
    model = model_of([RANDOM[name]], [tensor("x", FLOAT, [8])], [tensor("y", FLOAT, [8])])
    artifact, _, _ = export(model, tmp_path)
    assert (artifact.deterministic, artifact.remarks[-1]) == (False, "no references: the model's outputs are random")


def test_a_shape_that_an_output_does_not_have_is_said(tmp_path):
    """An engine that believes it cannot run the model twice."""
    model = model_of([relu()], [tensor("x", FLOAT, ["N", 3])], [tensor("y", FLOAT, [5, 3])])
    artifact, _, _ = export(model, tmp_path)
    assert "y is declared as [5, 3] and is [1, 3]" in artifact.remarks
    assert artifact.outputs[0].shape == (1, 3)


def test_values_that_give_finite_numbers_are_found(tmp_path):
    """The logarithm of a difference of two inputs."""
    nodes = [helper.make_node("Sum", ["a", "b"], ["s"]), helper.make_node("Neg", ["s"], ["n"])]
    nodes += [helper.make_node("Neg", ["n"], ["m"]), helper.make_node("Log", ["m"], ["l"])]
    nodes += [helper.make_node("ReduceSum", ["l"], ["y"], keepdims=0)]
    inputs = [tensor(name, FLOAT, [30]) for name in "ab"]
    _, _, (reference,) = export(model_of(nodes, inputs, [tensor("y", FLOAT, [])]), tmp_path)
    assert np.isfinite(reference)


def test_a_pointer_of_git_lfs_is_named(tmp_path):
    """It is a text file in the place of the model."""
    path = tmp_path / "m.onnx"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 5\n")
    with pytest.raises(InvalidOnnxError, match=r"m\.onnx is a Git LFS pointer") as caught:
        load_onnx(path, OnnxOptions(dims={}), MEMORY)
    assert "git lfs pull" in caught.value.remedy


def write_given(folder, form, arrays, outputs=()):
    """Values as an .npz file, or as a folder of ONNX's test data."""
    if form == "npz":
        np.savez(folder / "given.npz", **dict(arrays), **dict(outputs))
        return folder / "given.npz"
    given = folder / "given"
    given.mkdir()
    for kind, pairs in (("input", arrays), ("output", outputs)):
        for index, (_, array) in enumerate(pairs):
            message = onnx.numpy_helper.from_array(array)
            (given / f"{kind}_{index}.pb").write_bytes(message.SerializeToString())
    return given


@pytest.mark.parametrize("form", ["npz", "folder"])
def test_given_values_are_the_inputs_and_references(form, tmp_path):
    """Open dimensions are theirs; the row says so."""
    x, y = np.arange(6, dtype=np.float32).reshape(2, 3), np.full((2, 3), 7, np.float32)
    model = model_of([relu()], [tensor("x", FLOAT, ["N", 3])], [tensor("y", FLOAT, ["N", 3])])
    given = write_given(tmp_path, form, [("x", x)], [("y", y)])
    artifact, (found,), (reference,) = export(model, tmp_path, inputs=str(given))
    assert (found.tolist(), reference.tolist()) == (x.tolist(), y.tolist())
    assert artifact.remarks == (
        "dimensions that the file leaves open: N=2",
        f"the inputs were given: {given.name}",
        "the references were given",
    )


def test_without_given_outputs_onnx_runtime_computes_them(tmp_path):
    """From the given inputs."""
    x = np.array([-1, 2], np.float32)
    model = model_of([relu()], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])])
    _, _, (reference,) = export(model, tmp_path, inputs=str(write_given(tmp_path, "npz", [("x", x)])))
    assert reference.tolist() == [0, 2]


WRONG = {
    "another type": ([("x", np.zeros(2))], {}, "the value of x is float64, and the model takes float32"),
    "another name": ([("z", np.zeros(2, np.float32))], {}, "has no value for x"),
    "one too many": ([("x", np.zeros(2, np.float32)), ("z", np.zeros(1))], {}, "has values for z"),
    "another rank": ([("x", np.zeros((1, 2), np.float32))], {}, r"has the shape \[1, 2\], and the model takes 1 dim"),
    "another size": ([("x", np.zeros(2, np.float32))], {"N": 5}, r"N is 5, and the value of x has the shape \[2\]"),
}


@pytest.mark.parametrize("case", WRONG)
def test_values_that_are_not_the_models_are_refused(case, tmp_path):
    """In one line that names the input."""
    arrays, dims, expected = WRONG[case]
    model = model_of([relu()], [tensor("x", FLOAT, ["N"])], [tensor("y", FLOAT, ["N"])])
    with pytest.raises(InvalidOnnxError, match=expected):
        export(model, tmp_path, dims=dims, inputs=str(write_given(tmp_path, "npz", arrays)))


def test_a_given_value_reads_no_other_file(tmp_path):
    """Not by the name of a file in it, and not through a link."""
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(8))
    value = TensorProto(name="x", data_type=FLOAT, dims=[2], data_location=TensorProto.EXTERNAL)
    value.external_data.add(key="location", value=str(secret))
    model = model_of([relu()], [tensor("x", FLOAT, [2])], [tensor("y", FLOAT, [2])])
    for name, write in (
        ("external", lambda path: path.write_bytes(value.SerializeToString())),
        ("linked", lambda path: path.symlink_to(secret)),
    ):
        folder = tmp_path / name
        (folder / "given").mkdir(parents=True)
        write(folder / "given" / "input_0.pb")
        with pytest.raises(InvalidOnnxError, match="cannot be read"):
            export(model, folder, inputs=str(folder / "given"))


def test_other_values_are_another_invocation(tmp_path):
    """Two rows, not one that replaces the other."""
    model = model_of([relu()], [tensor("x", FLOAT, [1])], [tensor("y", FLOAT, [1])])
    path = tmp_path / "m.onnx"
    path.write_bytes(model.SerializeToString())
    hashes = set()
    for number in (1, 2):
        np.savez(tmp_path / "given.npz", x=np.full(1, number, np.float32))
        loaded = load_onnx(path, OnnxOptions(dims={}, inputs=str(tmp_path / "given.npz")), MEMORY)
        hashes.add(loaded.invocation.hash)
        assert [file.path for file in loaded.read_files] == [str(tmp_path / "given.npz")]
    assert len(hashes | {load_onnx(path, OnnxOptions(dims={}), MEMORY).invocation.hash}) == 3
