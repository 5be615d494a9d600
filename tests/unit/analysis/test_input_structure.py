"""Inputs split into tensors and a template, and rebuilt."""

from collections import OrderedDict, namedtuple
from dataclasses import dataclass

import torch

from turnkeyml.analysis.input_structure import describe, flatten, unique_names
from turnkeyml.analysis.output_structure import named_tensors

Pair = namedtuple("Pair", "left right")


@dataclass
class Batch:
    """A dataclass as scripts have them."""

    ids: torch.Tensor
    mask: torch.Tensor | None
    scale: float = 1.0


class Cache:
    """A plain object that holds tensors, such as a key-value cache."""

    def __init__(self, keys):
        self.keys = keys
        self.length = 3


def test_every_container_comes_back_as_it_was():
    """Nested containers, dataclasses and plain objects: the same types, other tensors."""
    a, b = torch.zeros(2), torch.ones(3)
    args = (Pair(a, [b, None]), Batch(ids=a, mask=None), OrderedDict(x=b), Cache([a]))
    inputs = flatten(args, {"flag": True, "more": (a,)}, ["pair", "batch", "named", "cache"])
    replaced = [torch.full_like(tensor, 7) for tensor in inputs.tensors]
    (pair, batch, named, cache), kwargs = inputs.rebuild(replaced)
    assert isinstance(pair, Pair)
    assert pair.right[1] is None
    assert type(batch) is Batch
    assert (batch.mask, batch.scale) == (None, 1.0)
    assert type(named) is OrderedDict
    assert type(cache) is Cache
    assert cache.length == 3
    assert kwargs["flag"] is True
    seven = [pair.left, pair.right[0], batch.ids, named["x"], cache.keys[0], kwargs["more"][0]]
    assert all(bool((tensor == 7).all()) for tensor in seven)


def test_an_empty_cache_is_empty_in_each_call():
    """What the model writes into it in one call is not there in the next."""
    cache = Cache([])
    inputs = flatten((cache,), {}, ["cache"])
    cache.keys.append(1)
    for _ in range(2):
        ((rebuilt,), _) = inputs.rebuild([])
        assert (type(rebuilt), rebuilt.keys, rebuilt.length) == (Cache, [], 3)
        rebuilt.keys.append(2)


def test_names_come_from_the_parameters_and_the_keys():
    """What a person sees in the report, and ONNX as names of inputs."""
    inputs = flatten((torch.zeros(1), {"ids": torch.zeros(1)}), {"mask": torch.zeros(1)}, ["x", "batch"])
    assert inputs.names == ("x", "batch_ids", "mask")


def test_names_are_identifiers_that_occur_once():
    """Two of the same name get different ones."""
    assert unique_names(["a.b", "a b", "", "a_b"]) == ("a_b", "a_b_1", "tensor", "a_b_2")


def test_shapes_dtypes_keys_and_constants_are_the_structure():
    """Each of them makes another invocation; values of tensors do not."""

    def structure(*args, **kwargs):
        inputs = flatten(args, kwargs, ["x"])
        return describe(inputs.template, inputs.tensors)

    base = structure(torch.zeros(2, 3), flag=1)
    assert base == structure(torch.ones(2, 3), flag=1)
    others = [
        structure(torch.zeros(3, 2), flag=1),
        structure(torch.zeros(2, 3, dtype=torch.float64), flag=1),
        structure(torch.zeros(2, 3), other=1),
        structure(torch.zeros(2, 3), flag=2),
    ]
    assert len({base, *others}) == 5


def test_the_text_of_a_structure_is_pinned():
    """It is part of the hash of every invocation."""
    args = (torch.zeros(2, 3), [1, (2.5,)], {"ids": torch.zeros(1, dtype=torch.int64), "none": None}, [], Cache([]))
    inputs = flatten(args, {"flag": True, "cache": Cache([torch.zeros(1)])}, ["x"])
    assert describe(inputs.template, inputs.tensors).partition("\n")[0] == (
        "list(0:list(0:float32[2, 3],1:list(0:1,1:tuple(0:2.5)),2:dict(ids:int64[1],none:None),3:list,4:Cache),"
        "1:dict(flag:True,cache:Cache(keys:list(0:float32[1]),length:3)))"
    )
    inputs = flatten((), {}, [])
    assert describe(inputs.template, inputs.tensors) == "list(0:list(),1:dict())"


def test_an_object_is_described_without_its_address():
    """The hash is the same in every run."""
    inputs = flatten((object(), lambda: None), {}, [])
    assert "0x" not in describe(inputs.template, inputs.tensors)


def test_caches_and_non_tensors_are_dropped_from_outputs():
    """So that decoder models export."""
    out = {
        "logits": torch.zeros(1),
        "past_key_values": ((torch.zeros(1),),),
        "loss": None,
        "hidden": (torch.zeros(1),) * 2,
    }
    assert [name for name, _ in named_tensors(out)] == ["logits", "hidden_0", "hidden_1"]


def test_a_single_tensor_is_called_output():
    """The commonest case."""
    assert [name for name, _ in named_tensors(torch.zeros(1))] == ["output"]
    assert [name for name, _ in named_tensors((torch.zeros(1), torch.zeros(1)))] == ["output_0", "output_1"]
