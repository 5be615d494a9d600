"""What the validator refuses before any parser sees it, and that it accepts what honest tools write."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from hostile_models import CANARY, EXTERNAL, external, model_of, write_hostile
from turnkeyml.export.validator.functions import MAX_EXPANDED_NODES
from turnkeyml.export.validator.model import MAX_INPUTS, MAX_NESTED_GRAPHS, MAX_NODES, validate
from turnkeyml.export.validator.refusal import Refusal

MEMORY = 4_000_000_000
HONEST = Path(onnx.__file__).parent / "backend" / "test" / "data"


def refusal_of(model: onnx.ModelProto | bytes, folder: Path = Path(), memory_bytes: int = MEMORY) -> Refusal:
    data = model if isinstance(model, bytes) else model.SerializeToString()
    with pytest.raises(Refusal) as caught:
        validate(folder / "model.onnx", data, dims={}, memory_bytes=memory_bytes)
    assert str(caught.value).isprintable()
    return caught.value


@pytest.mark.parametrize("case", EXTERNAL)
def test_weights_outside_of_the_models_own_files_are_refused(case: str, tmp_path: Path):
    """Whatever tensor names them, however they are reached: with a reason code, and without reading them."""
    reason, make = EXTERNAL[case]
    path = write_hostile(tmp_path, make)
    refusal = refusal_of(path.read_bytes(), path.parent)
    assert reason == refusal.reason
    assert CANARY.decode()[:6] not in str(refusal)


def test_a_file_behind_a_device_is_refused(tmp_path: Path):
    """A real device, where this user may make one."""
    if os.getuid() == 0:
        os.mknod(tmp_path / "w.bin", 0o600 | 0o020000, os.makedev(1, 5))
        assert refusal_of(model_of(initializers=(external("w.bin"),)), tmp_path).reason == "external_not_a_file"


def test_the_place_is_named(tmp_path: Path):
    """The fields on the way to the tensor, and its name."""
    _, make = EXTERNAL["constant"]
    path = write_hostile(tmp_path, make)
    place = "graph.node[0].attribute[0].t.'w'"
    expected = f"{place}: the location '../secret.bin' leaves the model's folder (external_outside)"
    assert expected == str(refusal_of(path.read_bytes(), path.parent))


def tensor(**fields: object) -> onnx.ModelProto:
    defaults = {"name": "w", "data_type": TensorProto.FLOAT, "dims": [4]}
    return model_of(initializers=(TensorProto(**defaults | fields),))


SIZES = {
    "25e9 elements in 16 bytes": ("memory", tensor(dims=[25_000_000_000], raw_data=bytes(16))),
    "more than declared memory": ("memory", tensor(dims=[2_000_000_000], raw_data=bytes(16))),
    "a product of 2^64": ("memory", tensor(dims=[1 << 32, 1 << 32], raw_data=b"")),
    "a product of 2^64 + 4": ("memory", tensor(dims=[(1 << 62) + 1, 4], raw_data=bytes(16))),
    "a product with a zero": ("tensor_size", tensor(dims=[1 << 62, 1 << 62, 0], raw_data=bytes(16))),
    "a negative dimension": ("tensor_dims", tensor(dims=[-4], raw_data=bytes(16))),
    "two negative dimensions": ("tensor_dims", tensor(dims=[-2, -2], raw_data=bytes(16))),
    "65 dimensions": ("tensor_dims", tensor(dims=[1] * 65, raw_data=bytes(4))),
    "short raw_data": ("tensor_size", tensor(raw_data=bytes(15))),
    "long raw_data": ("tensor_size", tensor(raw_data=bytes(17))),
    "short float_data": ("tensor_size", tensor(float_data=[1.0])),
    "no data": ("tensor_size", tensor()),
    "data of another type": ("tensor_data", tensor(int64_data=[1, 2, 3, 4])),
    "data in two fields": ("tensor_data", tensor(float_data=[1.0] * 4, raw_data=bytes(16))),
    "no element type": ("tensor_type", tensor(data_type=0, raw_data=bytes(16))),
    "an unknown element type": ("tensor_type", tensor(data_type=99, raw_data=bytes(16))),
    "strings in raw_data": ("tensor_data", tensor(data_type=TensorProto.STRING, raw_data=bytes(16))),
    "too few strings": ("tensor_size", tensor(data_type=TensorProto.STRING, string_data=[b"a"])),
    "25e9 strings": ("tensor_size", tensor(data_type=TensorProto.STRING, dims=[25_000_000_000], string_data=[b"a"])),
    "odd int4": ("tensor_size", tensor(data_type=TensorProto.INT4, dims=[3], raw_data=bytes(3))),
    "a segment": ("tensor_data", tensor(raw_data=bytes(16), segment=TensorProto.Segment(begin=0, end=9))),
    "an input of 100 GB": ("memory", model_of(helper.make_node("Relu", ["x"], ["y"]), shape=(25_000_000_000,))),
    "a sparse tensor of 100 GB": (
        "memory",
        model_of(
            sparse=(
                onnx.SparseTensorProto(
                    values=helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0]),
                    indices=helper.make_tensor("i", TensorProto.INT64, [1], [0]),
                    dims=[25_000_000_000],
                ),
            )
        ),
    ),
    "indices that do not fit": (
        "sparse_tensor",
        model_of(
            sparse=(
                onnx.SparseTensorProto(
                    values=helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0]),
                    indices=helper.make_tensor("i", TensorProto.INT64, [9], list(range(9))),
                    dims=[4],
                ),
            )
        ),
    ),
}


@pytest.mark.parametrize("case", SIZES)
def test_sizes_are_exact(case: str):
    """Dimensions, types and data agree, in integers that do not overflow; nothing is allocated before that is known."""
    reason, model = SIZES[case]
    assert reason == refusal_of(model).reason


def nested(depth: int) -> onnx.ModelProto:
    """`If` in `If`."""
    output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", [], [output])
    for _ in range(depth):
        graph = helper.make_graph(
            [helper.make_node("If", ["c"], ["y"], then_branch=graph, else_branch=graph)], "g", [], [output]
        )
    return helper.make_model(graph)


def calls(*chain: tuple[str, list[str]]) -> onnx.ModelProto:
    """Functions by name, with the names that each calls."""
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("local", 1)]

    def call(name: str) -> onnx.NodeProto:
        return helper.make_node(name, ["a"], ["o"], domain="local")

    functions = [
        helper.make_function(
            "local",
            name,
            ["a"],
            ["o"],
            [helper.make_node(each, ["a"], ["o"], domain="local") for each in called],
            imports,
        )
        for name, called in chain
    ]
    return model_of(helper.make_node(chain[0][0], ["x"], ["y"], domain="local"), functions=tuple(functions))


def _length(content: bytes) -> bytes:
    encoded, size = bytearray(), len(content)
    while size >= 0x80:
        encoded.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes([*encoded, size])


def repeated(node: bytes, count: int) -> bytes:
    """A model with so many equal nodes or other fields of a graph."""
    return b"\x3a" + _length(node * count) + node * count


NODE = b"\x0a\x0c\x0a\x01x\x12\x01x\x22\x04Relu"
INPUT = b"\x5a\x03\x0a\x01x"
ENDLESS = {
    "nested graphs": ("too_deep", nested(MAX_NESTED_GRAPHS + 1).SerializeToString()),
    "1,000,000 nodes": ("too_many", repeated(NODE, 1_000_000)),
    "100,000 inputs": ("too_many", repeated(INPUT, 100_000)),
    "20,000,000 empty fields": ("too_many", repeated(b"\x6a\x00", 20_000_000)),
    "recursive function": ("recursive_function", calls(("F", ["F"])).SerializeToString()),
    "two functions that call each other": ("recursive_function", calls(("F", ["G"]), ("G", ["F"])).SerializeToString()),
    "functions that double 60 times": (
        "too_many",
        calls(*((f"F{i}", [f"F{i + 1}"] * 2) for i in range(60)), ("F60", ["x"])).SerializeToString(),
    ),
    "100 functions deep": (
        "too_deep",
        calls(*((f"F{i}", [f"F{i + 1}"]) for i in range(100)), ("F100", ["x"])).SerializeToString(),
    ),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_would_never_end_is_refused_in_seconds(case: str):
    """Depth, counts and calls have bounds; the time of this process's CPU counts, so that load does not."""
    reason, data = ENDLESS[case]
    start = time.process_time()
    assert reason == refusal_of(data).reason
    assert time.process_time() - start < 10


def test_messages_in_messages_are_refused():
    """Sequences of sequences: protobuf's own parsers stop at 100."""
    inner = b""
    for _ in range(200):
        body = b"\x0a" + _length(inner) + inner
        inner = b"\x22" + _length(body) + body
    value = b"\x12" + _length(inner) + inner
    info = b"\x5a" + _length(value) + value
    assert refusal_of(b"\x3a" + _length(info) + info).reason == "too_deep"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "malformed"),
        (b"not a model", "malformed"),
        (model_of().SerializeToString()[:-1], "malformed"),
        (model_of().SerializeToString() * 2, "malformed"),
        (b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "malformed"),
        (b"\x3a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "malformed"),
        (b"\x3a\x03\x0b\x0c\x00", "malformed"),
        (b"\x3a\x04\x12\x02\xff\xfe", "text"),
        (repeated(b"\x12" + _length(b"a" * 9999) + b"a" * 9999, 1), "text"),
    ],
)
def test_what_is_not_a_model_is_refused(data: bytes, reason: str):
    """Cut off, repeated, of other wire types, groups, endless numbers, names that are not UTF-8 or too long."""
    assert reason == refusal_of(data).reason


def test_a_file_beyond_protobufs_limit_is_refused(tmp_path: Path):
    """It is not read: a file of 2 GB with holes costs no memory."""
    code = (
        "import re, sys; from pathlib import Path\n"
        "from turnkeyml.export import onnx_file\n"
        "try: onnx_file.load_onnx(Path(sys.argv[1]), onnx_file.OnnxOptions(dims={}), 1 << 33)\n"
        "except onnx_file.InvalidOnnxError as error: print(error.reason)\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    path = tmp_path / "large.onnx"
    with open(path, "wb") as file:
        file.truncate(1 << 31)
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    reason, peak_kb = done.stdout.split()
    assert reason == "file_too_large"
    assert int(peak_kb) < 500_000


def test_the_worst_accepted_file_stays_within_a_gigabyte():
    """As many nodes as are allowed: bounded memory, too."""
    code = (
        "import resource; from pathlib import Path; import sys\n"
        "from turnkeyml.export.validator.model import validate\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))\n"
        "data = sys.stdin.buffer.read()\n"
        "print(validate(Path('model.onnx'), data, dims={}, memory_bytes=1 << 30).declared_bytes)"
    )
    data = repeated(NODE, MAX_NODES)
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    assert int(done.stdout) == 0
    assert MAX_NODES < MAX_EXPANDED_NODES
    assert MAX_INPUTS < 100_000


def test_what_honest_tools_write_is_accepted():
    """Every model that onnx brings along, and each element type in raw_data and in its own field."""
    paths = [*HONEST.rglob("*.onnx")]
    assert len(paths) > 20
    for path in paths:
        validate(path, path.read_bytes(), dims={}, memory_bytes=MEMORY)
    for data_type in set(TensorProto.DataType.values()) - {TensorProto.UNDEFINED}:
        is_text = data_type == TensorProto.STRING
        values = [b"a", b"b", b"c"] if is_text else [1, 0, 1]
        made = helper.make_tensor("w", data_type, [3], values)
        validate(Path("m.onnx"), model_of(initializers=(made,)).SerializeToString(), dims={}, memory_bytes=MEMORY)
        if not is_text:
            array = onnx.numpy_helper.to_array(made)
            raw = onnx.numpy_helper.from_array(np.asarray(array), "w")
            validate(Path("m.onnx"), model_of(initializers=(raw,)).SerializeToString(), dims={}, memory_bytes=MEMORY)


def test_weights_beside_the_model_are_accepted_and_named(tmp_path: Path):
    """In its folder or a folder below, several tensors in one file."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "w.bin").write_bytes(bytes(880))
    first, second = external("sub/w.bin", offset=0, length=440), external("./sub/w.bin", offset=440)
    second.name = "v"
    data = model_of(initializers=(first, second)).SerializeToString()
    assert validate(tmp_path / "m.onnx", data, dims={}, memory_bytes=MEMORY).data_files == ("sub/w.bin",)
