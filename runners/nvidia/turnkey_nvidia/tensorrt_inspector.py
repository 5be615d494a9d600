"""The types that an engine computes in, from TensorRT's inspector of its layers."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

_TYPES = {
    "fp32": "f32",
    "float": "f32",
    "fp16": "f16",
    "half": "f16",
    "bf16": "bf16",
    "bfloat16": "bf16",
    "int8": "i8",
    "fp8": "f8",
    "fp4": "f4",
}
_TYPE = re.compile(rf"\b({'|'.join(_TYPES)})\b", re.IGNORECASE)
"""A tensor's format is a type (Float, BFloat16), or a sentence that contains one (Row major linear FP16 format)."""
_FIELDS = ("Format/Datatype", "Datatype")
"""The field with the type: in TensorRT 10 together with the format, in TensorRT for RTX 1.7 separate from `Format`."""
_MOVING = ("reformat", "shuffle", "constant", "cast", "copy", "nop")
_MOVING_KERNEL = re.compile(r"__myl_(?:Move|Tran|Resh|Slic|Conc|Gath|Cast|(?:Mul)?MinMaxRounCast)+_")
"""A generated kernel is named after its steps: these move, cast and quantize."""
_DEQUANTIZING_KERNEL = "__myl_Cast"
"""A kernel whose name begins like this may read int8, but computes in floats."""


def precisions_of(trt: Any, engine: Any, context: Any) -> dict[str, int]:
    """Count the layers per type. An engine with dynamic shapes needs a context with shapes."""
    inspector = engine.create_engine_inspector()
    if hasattr(inspector, "execution_context"):
        inspector.execution_context = context
    return count_types(inspector.get_engine_information(trt.LayerInformationFormat.JSON))


def count_types(layers_json: str) -> dict[str, int]:
    """Count the layers in an inspector's JSON by the first type of their inputs, or else of their outputs."""
    layers: Counter[str] = Counter()
    for layer in json.loads(layers_json).get("Layers", ()):
        if not isinstance(layer, dict):
            continue
        kind = str(layer.get("LayerType", layer.get("Name", ""))).lower()
        if any(word in kind for word in _MOVING) or _MOVING_KERNEL.match(str(layer.get("Name", ""))):
            continue
        found = _type_of(layer.get("Inputs")) or _type_of(layer.get("Outputs"))
        if found == "i8" and str(layer.get("Name", "")).startswith(_DEQUANTIZING_KERNEL):
            sides = (layer.get(side) or () for side in ("Inputs", "Constants", "Outputs"))
            floats = (_type_of([tensor]) for side in sides for tensor in side)
            found = next((one for one in floats if one not in ("", "i8")), "f32")
        if found:
            layers[found] += 1
    return dict(layers)


def _type_of(tensors: Any) -> str:
    """Return the first type among the tensors; types within their names do not count."""
    for tensor in tensors or ():
        for text in (tensor.get(field, "") for field in _FIELDS if isinstance(tensor, dict)):
            found = _TYPE.search(str(text))
            if found:
                return _TYPES[found[1].lower()]
    return ""
