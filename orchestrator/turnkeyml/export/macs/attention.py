"""Multiply-accumulates of attention operators: of ONNX's own, and of those of ONNX Runtime's domain.

The scores are counted for all keys, as PyTorch's counter does: a causal mask saves nothing.
"""

from __future__ import annotations

import math

import onnx

from turnkeyml.export.macs.products import Rule
from turnkeyml.export.macs.scope import Scope, UnknownSizeError, attribute, operand


def attention(node: onnx.NodeProto, scope: Scope) -> int:
    """Of `Attention`: [batch, heads, length, size], or [batch, length, heads * size]."""
    query, key, value = (scope.sizes(node.input[index]) for index in range(3))
    past = scope.sizes(operand(node, 4))[2] if operand(node, 4) else 0
    if len(query) == 4:
        batch, heads, length, size = query
        return _scores(batch, heads, length, key[2] + past, size + value[3])
    heads, kv_heads = int(attribute(node, "q_num_heads", 1)), int(attribute(node, "kv_num_heads", 1))
    batch, length, width = query
    return _scores(batch, heads, length, key[1] + past, width // heads + value[2] // kv_heads)


def projected_attention(past_position: int) -> Rule:
    """Of ONNX Runtime's `Attention` and `QAttention`, which project their input first."""

    def rule(node: onnx.NodeProto, scope: Scope) -> int:
        batch, length, width = scope.sizes(node.input[0])
        projected = scope.sizes(node.input[1])[1]
        q_size, k_size, v_size = attribute(node, "qkv_hidden_sizes", None) or [projected // 3] * 3
        past_name = operand(node, past_position)
        keys = length + (scope.sizes(past_name)[3] if past_name else 0)
        projections = batch * length * width * (q_size + k_size + v_size)
        return int(projections + batch * length * keys * (q_size + v_size))

    return rule


def multi_head_attention(node: onnx.NodeProto, scope: Scope) -> int:
    """Of ONNX Runtime's `MultiHeadAttention`; queries, keys and values may be packed into one tensor."""
    query = scope.sizes(node.input[0])
    batch, length = query[:2]
    if len(query) == 5:  # [batch, length, heads, 3, size]
        width = query[2] * query[4]
        return batch * length * length * 2 * width
    width, past = query[2], operand(node, 6)
    keys = scope.sizes(past)[2] if past else 0
    if not operand(node, 1):
        raise UnknownSizeError(node.op_type)
    key = scope.sizes(node.input[1])
    if len(key) == 5:  # [batch, keys, heads, 2, size]
        return batch * length * (keys + key[1]) * 2 * width
    value = scope.sizes(node.input[2])
    count, value_width = (key[1], value[2]) if len(key) == 3 else (key[2], value[1] * value[3])
    return batch * length * (keys + count) * (width + value_width)


def group_query_attention(node: onnx.NodeProto, scope: Scope) -> int:
    """Of ONNX Runtime's `GroupQueryAttention`: several heads of queries share one of keys and values."""
    batch, length, width = scope.sizes(node.input[0])
    heads, kv_heads = int(attribute(node, "num_heads", 1)), int(attribute(node, "kv_num_heads", 1))
    size = width // heads if operand(node, 1) else width // (heads + 2 * kv_heads)
    past = operand(node, 3)
    keys = length + (scope.sizes(past)[2] if past else 0)
    return _scores(batch, heads, length, keys, 2 * size)


def _scores(batch: int, heads: int, queries: int, keys: int, sizes: int) -> int:
    """Of the products of queries with keys, and of weights with values; `sizes` is the sum of both heads' sizes."""
    return math.prod((batch, heads, queries, keys, sizes))
