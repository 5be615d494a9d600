"""The types that ONNX Runtime's CPU kernels compute in, from its profiler."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from turnkey_runner.harness.session import Bound

_TYPES = {"float": "f32", "float16": "f16", "bfloat16": "bf16", "double": "f64", "int8": "i8", "uint8": "u8"}
_MOVING = frozenset(
    ("Cast", "Concat", "ConstantOfShape", "DequantizeLinear", "Expand", "Flatten", "Gather", "GatherND", "Identity")
    + ("Pad", "QuantizeLinear", "Reshape", "ReorderInput", "ReorderOutput", "Shape", "Slice", "Split", "Squeeze")
    + ("Tile", "Transpose", "Unsqueeze", "Where")
)
"""Operators that move or convert numbers without computing."""


def precisions_of(load: Callable[[Any], Any], settings: Any, bind: Callable[[Any], Bound]) -> dict[str, int]:
    """Run the model again in a session with profiling, and count the computing operators per type."""
    with tempfile.TemporaryDirectory() as folder:
        settings.enable_profiling = True
        settings.profile_file_prefix = str(Path(folder) / "profile")
        session = load(settings)
        bind(session).infer()
        events = json.loads(Path(session.end_profiling()).read_bytes())
    operators: Counter[str] = Counter()
    for event in events:
        args = event.get("args", {})
        if event.get("cat") != "Node" or args.get("provider") != "CPUExecutionProvider":
            continue
        if args["op_name"] in _MOVING or not event["name"].endswith("_kernel_time"):
            continue
        types = [_TYPES[name] for entry in args.get("input_type_shape", ()) for name in entry if name in _TYPES]
        if types:
            operators[types[0]] += 1
    return dict(operators)
