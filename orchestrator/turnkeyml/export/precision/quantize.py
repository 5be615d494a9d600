"""A model into int8 by ONNX Runtime's static quantization, calibrated on the inputs that it was recorded with."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from turnkeyml.export.precision.cast import ConversionError
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE

_OPERATORS = ("Conv", "ConvTranspose", "Gemm", "MatMul")
"""Where the work is. Others gain little, and each quantization between them costs accuracy."""
_EXTERNAL_ABOVE_BYTES = 1024
_WHOLE_BELOW_BYTES = 1 << 30
"""ONNX Runtime's tool holds a smaller model in one message, and writes a larger one's weights beside it."""


class _Recorded:
    """Hands the calibration its inputs, one after the other."""

    def __init__(self, feeds: Sequence[Mapping[str, np.ndarray]]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next((dict(one) for one in self._feeds), None)


def quantize_model(source: Path, target: Path, inputs: Sequence[Mapping[str, np.ndarray]], *, symmetric: bool) -> None:
    """Quantize the model of an artifact's folder into another folder.

    QDQ form, signed weights by channel. Activations are unsigned: the instructions that x86 CPUs have
    for int8 multiply unsigned by signed, and of signed ones ONNX Runtime fuses half of BERT's products. Weights have 7
    bits: a CPU without VNNI adds two products in 16 bits, which saturate where they have 8 (ONNX Runtime's
    documentation, "When and why do I need to try reduce_range").

    Where it is to be `symmetric`, activations are signed and without zero points, weights have 8 bits, and biases
    are left as they are: TensorRT reads nothing else. Raises `ConversionError` where there is nothing to quantize.
    """
    from onnxruntime import quantization

    found = onnx.load(source / MODEL_FILE, load_external_data=False)
    if not any(node.op_type in _OPERATORS for node in found.graph.node):
        raise ConversionError(f"there is nothing to quantize: no {', '.join(_OPERATORS)}")
    size = sum(path.stat().st_size for path in source.iterdir() if path.name in (MODEL_FILE, WEIGHTS_FILE))
    logging.getLogger().setLevel(logging.ERROR)  # the tool logs on the root
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        raw = Path(folder) / MODEL_FILE
        quantization.quantize_static(
            str(source / MODEL_FILE),
            str(raw),
            _as_reader(_Recorded(inputs)),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=list(_OPERATORS),
            per_channel=True,
            activation_type=quantization.QuantType.QInt8 if symmetric else quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            reduce_range=not symmetric,
            extra_options={"ActivationSymmetric": True, "QuantizeBias": False} if symmetric else {},
            use_external_data_format=size > _WHOLE_BELOW_BYTES,
        )
        model = onnx.load(raw)
    if not any(node.op_type == "QuantizeLinear" for node in model.graph.node):
        raise ConversionError("ONNX Runtime found nothing to quantize")
    onnx.save(
        model,
        target / MODEL_FILE,
        save_as_external_data=(source / WEIGHTS_FILE).exists(),
        location=WEIGHTS_FILE,
        size_threshold=_EXTERNAL_ABOVE_BYTES,
    )


def _as_reader(recorded: _Recorded) -> Any:
    """As ONNX Runtime's own class, which cannot be imported above."""
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, np.ndarray] | None:
            return recorded.get_next()

    return Reader()
