"""Quantizes a model to int8 with ONNX Runtime's static quantization, calibrated on its recorded inputs."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from turnkeyml.export.precision.cast import ConversionError
from turnkeyml.records import MODEL_FILE, WEIGHTS_FILE

_QUANTIZED_OPERATORS = ("Conv", "ConvTranspose", "Gemm", "MatMul")
"""Most of the time is spent in these. Others gain little, and each one that is quantized costs accuracy."""
_EXTERNAL_DATA_MIN_BYTES = 1024
_FIRST_IR_WITH_CONSTANTS = 4
"""In earlier formats each weight is an input of the graph, too."""
_FIRST_OPSET_WITH_CHANNELS = 13
"""DequantizeLinear has an axis from here on."""
_IN_MEMORY_MAX_BYTES = 1 << 30
"""ONNX Runtime's tool gets larger models with their weights in a separate file: protobuf is limited to 2 GB."""


class _RecordedInputs:
    """Iterates over the recorded inputs, as ONNX Runtime's calibration expects it."""

    def __init__(self, feeds: Sequence[Mapping[str, np.ndarray]]) -> None:
        self._feeds = iter(feeds)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next((dict(feed) for feed in self._feeds), None)


def quantize_model(source: Path, target: Path, inputs: Sequence[Mapping[str, np.ndarray]], *, symmetric: bool) -> None:
    """Quantize the model in the folder `source`, and write it to the folder `target`.

    The model is in QDQ format, with signed weights per channel. Activations are unsigned: x86 CPUs multiply unsigned
    by signed int8, and with signed activations ONNX Runtime fuses only half of BERT's matrix products. Weights have
    7 bits: a CPU without VNNI adds two products in 16 bits, which saturate with 8-bit weights (ONNX Runtime's
    documentation, "When and why do I need to try reduce_range").

    With `symmetric`, activations are signed and without zero points, weights have 8 bits, and biases are not
    quantized: TensorRT supports nothing else. Raises `ConversionError` where there is nothing to quantize.
    """
    from onnxruntime import quantization

    original = onnx.load(source / MODEL_FILE, load_external_data=False)
    if not any(node.op_type in _QUANTIZED_OPERATORS for node in original.graph.node):
        raise ConversionError(f"there is nothing to quantize: no {', '.join(_QUANTIZED_OPERATORS)}")
    files = [path for path in source.iterdir() if path.name in (MODEL_FILE, WEIGHTS_FILE)]
    size = sum(path.stat().st_size for path in files)
    logging.getLogger().setLevel(logging.ERROR)  # the tool logs to the root logger
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        copy, raw = Path(folder) / "original", Path(folder) / MODEL_FILE
        copy.mkdir()
        for path in files:  # the tool writes next to the model that it reads, and artifacts are never written again
            shutil.copyfile(path, copy / path.name)
        if original.ir_version < _FIRST_IR_WITH_CONSTANTS or _opset(original) < _FIRST_OPSET_WITH_CHANNELS:
            onnx.save(_modernized(copy / MODEL_FILE), copy / MODEL_FILE)
        quantization.quantize_static(
            str(copy / MODEL_FILE),
            str(raw),
            _to_calibration_reader(_RecordedInputs(inputs)),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=list(_QUANTIZED_OPERATORS),
            per_channel=True,
            activation_type=quantization.QuantType.QInt8 if symmetric else quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            reduce_range=not symmetric,
            extra_options={"ActivationSymmetric": True, "QuantizeBias": False} if symmetric else {},
            use_external_data_format=size > _IN_MEMORY_MAX_BYTES,
        )
        model = onnx.load(raw)
    if not any(node.op_type == "QuantizeLinear" for node in model.graph.node):
        raise ConversionError("ONNX Runtime found nothing to quantize")
    onnx.save(
        model,
        target / MODEL_FILE,
        save_as_external_data=(source / WEIGHTS_FILE).exists(),
        location=WEIGHTS_FILE,
        size_threshold=_EXTERNAL_DATA_MIN_BYTES,
    )


def _modernized(path: Path) -> onnx.ModelProto:
    """The same model in a format and an operator set that can express what the tool writes.

    It adds weights without inputs for them, and quantizes weights per channel.
    """
    model = onnx.load(path)
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(inputs)
    model.ir_version = max(model.ir_version, _FIRST_IR_WITH_CONSTANTS)
    if _opset(model) < _FIRST_OPSET_WITH_CHANNELS:
        model = onnx.version_converter.convert_version(model, _FIRST_OPSET_WITH_CHANNELS)
    return model


def _opset(model: onnx.ModelProto) -> int:
    """The version of ONNX's own operators; the model has no operator of theirs where it is not said."""
    versions = (entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx"))
    return next(versions, _FIRST_OPSET_WITH_CHANNELS)


def _to_calibration_reader(inputs: _RecordedInputs) -> Any:
    """The inputs as a subclass of ONNX Runtime's class, which is imported only when it is needed."""
    from onnxruntime.quantization import CalibrationDataReader

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, np.ndarray] | None:
            return inputs.get_next()

    return Reader()
