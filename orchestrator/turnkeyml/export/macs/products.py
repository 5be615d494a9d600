"""Multiply-accumulates of matrix products, convolutions and recurrent layers, from the shapes of their operands."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import onnx

from turnkeyml.export.macs.scope import Scope, UnknownSizeError, attribute, operand

Rule = Callable[[onnx.NodeProto, Scope], int]
"""The multiply-accumulates of a node. Raises `UnknownSizeError`."""


def matmul(a: int = 0, b: int = 1) -> Rule:
    """Of `MatMul` and its relatives, whose matrices are the inputs at these positions."""

    def rule(node: onnx.NodeProto, scope: Scope) -> int:
        left, right = scope.sizes(node.input[a]), scope.sizes(node.input[b])
        left = _swapped(left, bool(attribute(node, "transA", 0)))
        right = _swapped(right, bool(attribute(node, "transB", 0)))
        return product_macs(left, right)

    return rule


def product_macs(left: Sequence[int], right: Sequence[int]) -> int:
    """Of a product with numpy's rules: vectors at either side, and batches that are broadcast."""
    if not left or not right:
        return 0
    rows = left[-2] if len(left) > 1 else 1
    columns = right[-1] if len(right) > 1 else 1
    return math.prod(_broadcast(left[:-2], right[:-2])) * rows * left[-1] * columns


def weights_per_row(columns: str, width: str) -> Rule:
    """Of a product with packed weights, whose sizes are attributes: `columns` outputs of `width` inputs each."""

    def rule(node: onnx.NodeProto, scope: Scope) -> int:
        count, length = attribute(node, columns, None), attribute(node, width, None)
        if count is None or not length:
            raise UnknownSizeError(node.op_type)
        return scope.elements(node.input[0]) // int(length) * int(length) * int(count)

    return rule


def convolution(weight: int = 1) -> Rule:
    """Of `Conv` and its relatives: each element of the output is a sum over a filter, in any order of dimensions."""

    def rule(node: onnx.NodeProto, scope: Scope) -> int:
        return scope.elements(node.output[0]) * math.prod(scope.sizes(node.input[weight])[1:])

    return rule


def transposed_convolution(node: onnx.NodeProto, scope: Scope) -> int:
    """Each element of the input is multiplied with each weight of its channel."""
    return scope.elements(node.input[0]) * math.prod(scope.sizes(node.input[1])[1:])


def recurrent(node: onnx.NodeProto, scope: Scope) -> int:
    """Of LSTM, GRU and RNN: in each step and for each example, each weight of each direction is used once."""
    *steps, _ = scope.sizes(node.input[0])
    return math.prod(steps) * (scope.elements(node.input[1]) + scope.elements(node.input[2]))


def einsum(node: onnx.NodeProto, scope: Scope) -> int:
    """Of the operands from left to right, two at a time, as PyTorch computes them."""
    equation = attribute(node, "equation", b"").decode().replace(" ", "")
    terms, _, result = equation.partition("->")
    shapes = [scope.sizes(name) for name in node.input]
    labels = [_expand(term, len(shape)) for term, shape in zip(terms.split(","), shapes, strict=True)]
    every = [label for term in labels for label in term]
    sizes = dict.fromkeys(every, 1)
    for term, shape in zip(labels, shapes, strict=True):
        for label, size in zip(term, shape, strict=True):
            sizes[label] = max(sizes[label], size)
    kept = set(_expand_result(result, labels)) if "->" in equation else {one for one in every if every.count(one) == 1}
    return _contract([set(term) for term in labels], kept, sizes)


def _contract(terms: list[set[str]], kept: set[str], sizes: dict[str, int]) -> int:
    """Labels of one operand alone are summed before the product; a product without a common sum has no accumulation."""
    total, left = 0, terms[0]
    for index, term in enumerate(terms[1:], 1):
        needed = kept.union(*terms[index + 1 :])
        left, right = ({one for one in side if one in needed or one in other} for side, other in _both(left, term))
        if (left & right) - needed:
            total += math.prod(sizes[label] for label in left | right)
        left = (left | right) & needed
    return total


def _both(left: set[str], right: set[str]) -> tuple[tuple[set[str], set[str]], tuple[set[str], set[str]]]:
    return (left, right), (right, left)


def _expand(term: str, rank: int) -> list[str]:
    """The labels of an operand; the dimensions of an ellipsis are numbered from the last."""
    before, dots, after = term.partition("...")
    count = rank - len(before) - len(after) if dots else 0
    return [*before, *(f"...{count - 1 - index}" for index in range(count)), *after]


def _expand_result(result: str, labels: list[list[str]]) -> list[str]:
    dots = {label for term in labels for label in term if label.startswith("...")} if "..." in result else set()
    return [*result.replace("...", ""), *dots]


def linear_model(node: onnx.NodeProto, scope: Scope) -> int:
    """Of ai.onnx.ml: each example is multiplied with each coefficient."""
    shape = scope.sizes(node.input[0])
    return (shape[0] if len(shape) > 1 else 1) * len(attribute(node, "coefficients", ()))


def experts(*, first: int, second: int, third: int, bits: Callable[[onnx.NodeProto], int]) -> Rule:
    """Of a mixture of experts: each token passes through `k` of them. The arguments are the positions of weights."""

    def rule(node: onnx.NodeProto, scope: Scope) -> int:
        *tokens, _ = scope.sizes(node.input[0])
        weights = 0
        for name in filter(None, (operand(node, position) for position in (first, second, third))):
            count, *rest = scope.sizes(name)
            weights += math.prod(rest) * (8 // bits(node) if bits(node) else 1) if count else 0
        return math.prod(tokens) * int(attribute(node, "k", 1)) * weights

    return rule


def _swapped(shape: tuple[int, ...], is_transposed: bool) -> tuple[int, ...]:
    return (*shape[:-2], shape[-1], shape[-2]) if is_transposed and len(shape) > 1 else shape


def _broadcast(one: Sequence[int], other: Sequence[int]) -> list[int]:
    length = max(len(one), len(other))
    padded = ([1] * (length - len(shape)) + list(shape) for shape in (one, other))
    return [b if a == 1 else a for a, b in zip(*padded, strict=True)]
