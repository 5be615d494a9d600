"""The hash: the same for the same model, another one for another."""

import torch
from torch import nn

from turnkeyml.analysis import invocation_hash as hashes
from turnkeyml.analysis.constant_text import module_lines
from turnkeyml.analysis.invocation_hash import module_config


def invocation_hash(module, structure):
    return hashes.invocation_hash(module_lines(module), structure)


def test_the_hash_is_the_same_everywhere():
    """Pinned: a change would orphan every cache."""
    assert invocation_hash(nn.Linear(4, 3), "x") == "9ba5a5a9"


def test_weights_do_not_count():
    """An untrained model is the same one on each machine."""
    assert invocation_hash(nn.Linear(4, 3), "x") == invocation_hash(nn.Linear(4, 3), "x")


def test_what_tells_models_apart():
    """Class, tree, configuration without parameters, shapes, dtypes, structure of the inputs."""
    conv = {"in_channels": 2, "out_channels": 2, "kernel_size": 3}
    hashes = {
        invocation_hash(nn.Linear(4, 3), "x"),
        invocation_hash(nn.Linear(4, 3), "y"),
        invocation_hash(nn.Linear(3, 4), "x"),
        invocation_hash(nn.Linear(4, 3).to(torch.float16), "x"),
        invocation_hash(nn.Sequential(nn.Linear(4, 3)), "x"),
        invocation_hash(nn.Sequential(nn.Linear(4, 3), nn.ReLU()), "x"),
        invocation_hash(nn.Sequential(nn.Linear(4, 3), nn.GELU()), "x"),
        invocation_hash(nn.Conv2d(**conv), "x"),
        invocation_hash(nn.Conv2d(**conv, dilation=2), "x"),
    }
    assert len(hashes) == 9


class Attention(nn.Module):
    """Its heads are in no weight and in no word that it prints."""

    def __init__(self, heads, activation=torch.relu):
        super().__init__()
        self.heads, self.activation = heads, activation
        self.projection = nn.Linear(8, 8)


def test_what_is_in_no_weight_is_in_the_configuration():
    """Two heads and sixteen, one activation and another; not where it is, nor how often it was called."""
    reported = [module_config(one) for one in (Attention(2), Attention(16), Attention(2, torch.tanh), Attention(2))]
    assert len(set(reported)) == 3
    assert reported[0] == reported[3]
    assert len({invocation_hash(Attention(heads), "x") for heads in (2, 16)}) == 1
    elsewhere = Attention(2)
    elsewhere.folder = "/data/weights"
    assert module_config(elsewhere.eval()) == reported[0]
