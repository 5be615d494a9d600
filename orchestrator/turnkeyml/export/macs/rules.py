"""Which operators multiply and accumulate, and how many times. A library's function is one row."""

from __future__ import annotations

import onnx

from turnkeyml.export.macs import attention, products
from turnkeyml.export.macs.products import Rule
from turnkeyml.export.macs.scope import attribute

ONNX = ""
"""The default domain, which is also called `ai.onnx`."""
ONNXRUNTIME = "com.microsoft"
"""The domain of ONNX Runtime's own operators."""
_ML = "ai.onnx.ml"


def _no_packing(_: onnx.NodeProto) -> int:
    return 0


def _expert_bits(node: onnx.NodeProto) -> int:
    return int(attribute(node, "expert_weight_bits", 4))


RULES: dict[tuple[str, str], Rule] = {
    (ONNX, "MatMul"): products.matmul(),
    (ONNX, "Gemm"): products.matmul(),
    (ONNX, "MatMulInteger"): products.matmul(),
    (ONNX, "QLinearMatMul"): products.matmul(0, 3),
    (ONNX, "Conv"): products.convolution(),
    (ONNX, "ConvInteger"): products.convolution(),
    (ONNX, "QLinearConv"): products.convolution(3),
    (ONNX, "DeformConv"): products.convolution(),
    (ONNX, "ConvTranspose"): products.transposed_convolution,
    (ONNX, "Einsum"): products.einsum,
    (ONNX, "LSTM"): products.recurrent,
    (ONNX, "GRU"): products.recurrent,
    (ONNX, "RNN"): products.recurrent,
    (ONNX, "Attention"): attention.attention,
    (_ML, "LinearClassifier"): products.linear_model,
    (_ML, "LinearRegressor"): products.linear_model,
    (ONNXRUNTIME, "FusedMatMul"): products.matmul(),
    (ONNXRUNTIME, "FusedMatMulActivation"): products.matmul(),
    (ONNXRUNTIME, "TransposeMatMul"): products.matmul(),
    (ONNXRUNTIME, "FusedGemm"): products.matmul(),
    (ONNXRUNTIME, "GemmFastGelu"): products.matmul(),
    (ONNXRUNTIME, "GemmFloat8"): products.matmul(),
    (ONNXRUNTIME, "QGemm"): products.matmul(0, 3),
    (ONNXRUNTIME, "MatMulInteger16"): products.matmul(),
    (ONNXRUNTIME, "MatMulIntegerToFloat"): products.matmul(),
    (ONNXRUNTIME, "DynamicQuantizeMatMul"): products.matmul(),
    (ONNXRUNTIME, "MatMulNBits"): products.weights_per_row("N", "K"),
    (ONNXRUNTIME, "MatMulBnb4"): products.weights_per_row("N", "K"),
    (ONNXRUNTIME, "FusedConv"): products.convolution(),
    (ONNXRUNTIME, "QLinearConv"): products.convolution(3),
    (ONNXRUNTIME, "NhwcConv"): products.convolution(),
    (ONNXRUNTIME, "NhwcFusedConv"): products.convolution(),
    (ONNXRUNTIME, "ConvTransposeWithDynamicPads"): products.transposed_convolution,
    (ONNXRUNTIME, "DynamicQuantizeLSTM"): products.recurrent,
    (ONNXRUNTIME, "Attention"): attention.projected_attention(4),
    (ONNXRUNTIME, "QAttention"): attention.projected_attention(8),
    (ONNXRUNTIME, "MultiHeadAttention"): attention.multi_head_attention,
    (ONNXRUNTIME, "GroupQueryAttention"): attention.group_query_attention,
    (ONNXRUNTIME, "MoE"): products.experts(first=2, second=4, third=6, bits=_no_packing),
    (ONNXRUNTIME, "QMoE"): products.experts(first=2, second=5, third=8, bits=_expert_bits),
}
_WORKING = ("attention", "conv", "gemm", "gru", "lstm", "matmul", "moe", "rnn", "search", "sampling", "svm", "einsum")
"""Parts of the names of operators that multiply: one that has no rule is not counted as nothing."""


def rule_of(node: onnx.NodeProto) -> Rule | None:
    """The rule of a node's operator; None for one without multiply-accumulates, or without a rule."""
    return RULES.get((ONNX if node.domain == "ai.onnx" else node.domain, node.op_type))


def is_unknown(node: onnx.NodeProto) -> bool:
    """Whether an operator without a rule may multiply: one of another domain, or one with the name of a product."""
    if node.domain in (ONNX, "ai.onnx"):
        return False
    is_named = any(word in node.op_type.lower() for word in _WORKING)
    return is_named or node.domain not in (_ML, ONNXRUNTIME)
