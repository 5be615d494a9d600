"""The one value of inputs that are shapes, axes, sizes and counts: computed so that they fit what they are used on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from turnkeyml.export.value_limits import Use

_FAR = 1 << 30
"""An end of a slice that is beyond any axis."""


def value_of(use: Use) -> np.ndarray | None:
    """The value that an operator gets at a position; None where any fits.

    Raises `ValueError` and the like where the shapes are not known, or are such that no value fits.
    """
    name = use.node.op_type
    declared = _FROM_OUTPUT.get((name, use.position))
    if declared is not None and use.declared is not None:
        return declared(use, use.declared)
    make = _MAKERS.get((name, use.position))
    if make is None and use.position == 1 and name.startswith("Reduce"):
        make = _axes
    return make(use) if make is not None else None


def _known(use: Use, position: int = 0) -> tuple[int, ...]:
    """The shape of an input. Raises `ValueError` where it is not known."""
    shape = use.shape(position)
    if shape is None:
        raise ValueError(f"the shape of input {position} is not known")
    return shape


def _count(use: Use) -> int:
    """How many numbers the input has. Raises `ValueError` where that is not known."""
    if use.count is None:
        raise ValueError("the number of elements is not known")
    return use.count


def _reshape(use: Use) -> np.ndarray:
    """The same shape with axes joined at the end, or with further ones of length 1."""
    shape, count = list(_known(use)), _count(use)
    if count >= len(shape):
        return np.array(shape + [1] * (count - len(shape)))
    if count == 0:
        return np.array([], np.int64)
    return np.array([*shape[: count - 1], int(np.prod(shape[count - 1 :]))])


def _expand(use: Use) -> np.ndarray:
    """Twice as many of each axis of length 1, and of further ones."""
    shape, count = list(_known(use)), _count(use)
    padded = [1] * (count - len(shape)) + shape
    return np.array([2 if size == 1 else size for size in padded[len(padded) - count :]])


def _tile(use: Use) -> np.ndarray:
    """Twice along the last axis."""
    count = _count(use)
    return np.array([1] * (count - 1) + [2])[-count:] if count else np.array([], np.int64)


def _scales(use: Use) -> np.ndarray:
    """Twice the size of each axis but batch and channels."""
    axes = use.attribute("axes")
    count = _count(use)
    return np.array([2.0] * count if axes else [1.0, 1.0, *[2.0] * (count - 2)][:count])


def _sizes(use: Use) -> np.ndarray:
    shape, axes = _known(use), use.attribute("axes")
    if axes:
        return np.array([2 * shape[axis] for axis in axes])
    return np.array([*shape[:2], *(2 * size for size in shape[2:])])


def _region(use: Use) -> np.ndarray:
    """The whole tensor, in coordinates from 0 to 1."""
    count = _count(use)
    return np.array([0.0] * (count // 2) + [1.0] * (count - count // 2))


def _ones(use: Use) -> np.ndarray:
    return np.ones(_known(use, use.position), np.int64)


def _small_shape(use: Use) -> np.ndarray:
    return np.full(_count(use), 4)


def _zeros(use: Use) -> np.ndarray:
    return np.zeros(_known(use, use.position), np.int64)


def _ends(use: Use) -> np.ndarray:
    return np.full(_count(use), _FAR)


def _axes(use: Use) -> np.ndarray:
    """The last axes."""
    rank, count = len(_known(use)), _count(use)
    return np.arange(rank - count, rank) if count <= rank else np.arange(count)


def _first_axes(use: Use) -> np.ndarray:
    return np.arange(_count(use)).reshape(_known(use, use.position))


def _squeezed(use: Use) -> np.ndarray:
    """Axes of length 1."""
    ones = [axis for axis, size in enumerate(_known(use)) if size == 1]
    return np.array(ones[: _count(use)])


def _parts(use: Use) -> np.ndarray:
    """Equal parts; the last one has the rest."""
    shape = _known(use)
    length = shape[use.attribute("axis", 0)]
    if use.shape(use.position) == ():
        return np.array(1)
    count = _count(use)
    size = length // count
    return np.array([size] * (count - 1) + [length - size * (count - 1)])


def _top(use: Use) -> np.ndarray:
    """Half of the axis, and at least one."""
    return np.full(_known(use, 1), max(1, _known(use)[use.attribute("axis", -1)] // 2))


def _crop(use: Use) -> np.ndarray:
    shape, axes = _known(use), use.attribute("axes")
    return np.array([max(1, size // 2) for size in ([shape[axis] for axis in axes] if axes else shape)])


def _grid(use: Use) -> np.ndarray:
    """A small image for each transformation."""
    batch, count = _known(use)[0], _count(use)
    return np.array([batch, 2, *[4] * (count - 2)])


def _frequencies(use: Use) -> np.ndarray:
    """As many as the axis is long."""
    return np.array(_known(use)[use.attribute("axis", -2)])


def _transformed_axis(use: Use) -> np.ndarray:
    """The last axis that is no pair of real and imaginary part."""
    return np.array(len(_known(use)) - 2)


def _repeats(use: Use, output: tuple[int, ...]) -> np.ndarray:
    return np.array([after // before for before, after in zip(_known(use), output, strict=True)])


def _factors(use: Use, output: tuple[int, ...]) -> np.ndarray:
    """How many times as long each axis becomes."""
    shape = _known(use)
    axes = use.attribute("axes") or range(len(shape))
    return np.array([output[axis] / shape[axis] for axis in axes])


def _resized(use: Use, output: tuple[int, ...]) -> np.ndarray:
    return np.array([output[axis] for axis in use.attribute("axes") or range(len(output))])


def _padding(use: Use, output: tuple[int, ...]) -> np.ndarray:
    """All of it at the end."""
    shape = _known(use)
    if use.name(3):
        raise ValueError("only some axes are padded, and which ones is not known")
    return np.array([0] * len(shape) + [after - before for before, after in zip(shape, output, strict=True)])


def _block(use: Use, output: tuple[int, ...]) -> np.ndarray:
    """Axes of equal length, where there are such: their product is the ratio of the channels."""
    count, product = _count(use), _known(use)[1] // output[1]
    root = round(product ** (1 / count))
    return np.array([root] * count if root**count == product else [1] * (count - 1) + [product])


_FROM_OUTPUT: Mapping[tuple[str, int], Callable[[Use, tuple[int, ...]], np.ndarray]] = {
    ("Reshape", 1): lambda _, output: np.array(output, np.int64),
    ("Expand", 1): lambda use, output: np.array(output[len(output) - _count(use) :], np.int64),
    ("ConstantOfShape", 0): lambda _, output: np.array(output, np.int64),
    ("Tile", 1): _repeats,
    ("Resize", 2): _factors,
    ("Resize", 3): _resized,
    ("Upsample", 1): _factors,
    ("Pad", 1): _padding,
    ("CenterCropPad", 1): _resized,
    ("TopK", 1): lambda use, output: np.full(_known(use, 1), output[use.attribute("axis", -1)]),
    ("AffineGrid", 1): lambda _, output: np.array([output[0], 2, *output[1:-1]]),
    ("MaxUnpool", 2): lambda _, output: np.array(output),
    ("Col2Im", 1): lambda _, output: np.array(output[2:]),
    ("Col2Im", 2): _block,
    ("OneHot", 1): lambda use, output: np.array(output[use.attribute("axis", -1)]),
    ("Range", 1): lambda _, output: np.array(output[0]),
    **{(name, 0): lambda _, output: np.array(output[0]) for name in ("HannWindow", "HammingWindow", "BlackmanWindow")},
}
"""Values that give an output the shape that the file declares for it."""
_MAKERS: Mapping[tuple[str, int], Callable[[Use], np.ndarray]] = {
    ("Reshape", 1): _reshape,
    ("Expand", 1): _expand,
    ("OneHot", 1): lambda _: np.array(8),
    ("Range", 1): lambda _: np.array(8),
    **{(name, 0): lambda _: np.array(16) for name in ("HannWindow", "HammingWindow", "BlackmanWindow")},
    ("Tile", 1): _tile,
    ("Resize", 1): _region,
    ("Resize", 2): _scales,
    ("Resize", 3): _sizes,
    ("Upsample", 1): _scales,
    ("ConstantOfShape", 0): _small_shape,
    ("Pad", 1): _ones,
    ("Pad", 3): _axes,
    ("Slice", 1): _zeros,
    ("Slice", 2): _ends,
    ("Slice", 3): _first_axes,
    ("Slice", 4): _ones,
    ("Squeeze", 1): _squeezed,
    ("Unsqueeze", 1): _first_axes,
    ("Split", 1): _parts,
    ("SplitToSequence", 1): _parts,
    ("TopK", 1): _top,
    ("CenterCropPad", 1): _crop,
    ("AffineGrid", 1): _grid,
    ("DFT", 1): _frequencies,
    ("DFT", 2): _transformed_axis,
}
