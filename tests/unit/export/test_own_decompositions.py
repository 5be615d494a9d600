"""Operators that torch.onnx has not or gets wrong: the exported graph computes what PyTorch does."""

import pytest
import torch
from torch.nn import functional as F  # noqa: N812

from exported_models import check, seeded
from turnkeyml.export import exporters

INDEX = torch.tensor([0, 4, 2, 2, 4])
NAN = float("nan")
IMAGE, VOLUME, ROWS = seeded(1, 2, 7, 9), seeded(1, 2, 5, 6, 7), seeded(5, 3)
NARROW = seeded(4, 3, 12).round()  # has equals
SPECIAL = torch.tensor([1.0, NAN, 3.0, -float("inf"), NAN, 0.0])


def scatter(reduce, *, include_self):
    def function(x, source):
        return x.scatter_reduce(0, INDEX[:, None].expand(5, 3), source, reduce, include_self=include_self)

    return function


def index_reduce(reduce, *, include_self, dim=0):
    return lambda x, source: x.index_reduce(
        dim, INDEX[: source.shape[dim]] % 3, source, reduce, include_self=include_self
    )


DECOMPOSED = {
    "avg_pool2d, divisor": (lambda x: F.avg_pool2d(x, 3, 2, 1, divisor_override=5), IMAGE),
    "avg_pool2d, divisor, ceil": (lambda x: F.avg_pool2d(x, (3, 2), 2, (1, 0), True, False, 7), IMAGE),
    "avg_pool2d, divisor, no stride": (lambda x: F.avg_pool2d(x, 2, divisor_override=1), IMAGE[0]),
    "avg_pool3d, divisor": (lambda x: F.avg_pool3d(x, 3, 2, 1, True, divisor_override=4), VOLUME),
    "scatter mean": (scatter("mean", include_self=True), ROWS, seeded(5, 3)),
    "scatter mean without self": (scatter("mean", include_self=False), ROWS, seeded(6, 3)),
    "scatter mean of integers": (
        scatter("mean", include_self=True),
        torch.arange(15).reshape(5, 3),
        torch.arange(15).reshape(5, 3) - 9,
    ),
    "index mean": (index_reduce("mean", include_self=True), ROWS, seeded(5, 3)),
    "index mean without self": (index_reduce("mean", include_self=False, dim=1), ROWS, seeded(5, 2)),
    "sign": (torch.sign, SPECIAL),
    "sign in place": (lambda x: (x * 2).sign_(), SPECIAL),
    "cdist, p=1": (lambda x, y: torch.cdist(x, y, p=1), seeded(2, 5, 3), seeded(2, 4, 3) + 1),
    "cdist, other norms": (
        lambda x, y: [torch.cdist(x, y, p=p) for p in (0.0, 0.5, 2.0, 3.0, float("inf"))],
        ROWS,
        ROWS + 1,
    ),
    "cdist of many rows": (torch.cdist, seeded(2, 30, 3), seeded(1, 4, 3) + 1),
    "adaptive_max_pool2d": (lambda x: F.adaptive_max_pool2d(x, (3, 4), return_indices=True), IMAGE),
    "adaptive_max_pool2d, even": (lambda x: F.adaptive_max_pool2d(x, (7, 3)), IMAGE[0]),
    "adaptive_max_pool1d": (lambda x: F.adaptive_max_pool1d(x, 5), NARROW),
    "adaptive_max_pool3d": (lambda x: F.adaptive_max_pool3d(x, (2, 4, None), return_indices=True), VOLUME),
    "kthvalue": (lambda x: torch.kthvalue(x, 3, 1, keepdim=True), seeded(3, 9)),
    "kthvalue, first dimension": (lambda x: torch.kthvalue(x, 2, 0), seeded(3, 9)),
    "median": (lambda x: (torch.median(x, 1), x.median(0, keepdim=True), x.median()), seeded(3, 8)),
    "cummax": (lambda x: torch.cummax(x, 2), NARROW),
    "cummax of special values": (lambda x: torch.cummax(x, 0), SPECIAL),
    "cummin": (lambda x: torch.cummin(x, 1), NARROW),
    "cummin of integers": (lambda x: torch.cummin(x, -1), torch.tensor([[5, 3, 3, 9, 1, 1]])),
    "searchsorted": (lambda x: torch.searchsorted(torch.tensor([-1.0, 0, 0, 1]), x, right=True), NARROW),
    "searchsorted, side": (
        lambda x, y: torch.searchsorted(x, y, side="right", out_int32=True),
        seeded(3, 8).sort().values,
        seeded(3, 4),
    ),
    "searchsorted, sorter": (lambda x, y: torch.searchsorted(x, y, sorter=x.argsort()), seeded(8), SPECIAL),
    "searchsorted, number": (lambda x: torch.searchsorted(x, 0.25), seeded(8).sort().values),
    "bucketize": (lambda x: torch.bucketize(x, torch.tensor([-1.0, 0, 1])), NARROW),
    "stable sort": (lambda x: torch.sort(x, dim=2, descending=True, stable=True), NARROW),
    "stable argsort": (lambda x: torch.argsort(x, dim=1, stable=True), NARROW),
}


@pytest.mark.filterwarnings("ignore:index_reduce")
@pytest.mark.parametrize("name", DECOMPOSED)
def test_operators_that_torch_onnx_has_not_or_gets_wrong(name, tmp_path):
    """In one trace, which needs no other exporter."""
    function, *inputs = DECOMPOSED[name]
    artifact = check(function, tmp_path, *inputs)
    assert (artifact.exporter, artifact.remarks) == (exporters.TRACED, ())


@pytest.mark.parametrize("reduce", ["sum", "prod", "amax", "amin"])
def test_scatters_that_torch_onnx_has(reduce, tmp_path):
    """They are left as they are."""
    check(scatter(reduce, include_self=True), tmp_path, ROWS, seeded(5, 3))


def test_captured_by_torch_export_they_are_right_too(tmp_path):
    """In the branches of a model as well."""

    def function(x):
        y = torch.cond(x.sum() > 0, lambda z: torch.sign(z) + z.median(), lambda z: z * 1, (x,))
        return torch.cummax(y, 1), F.avg_pool2d(y[None, None], 2, divisor_override=3)

    assert check(function, tmp_path, seeded(4, 6).abs()).exporter == exporters.DYNAMO
