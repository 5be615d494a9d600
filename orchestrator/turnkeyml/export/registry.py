"""Tables of torch.onnx that it would make anew for each export, made once."""

from __future__ import annotations

import functools
import logging
from types import SimpleNamespace
from typing import Any


@functools.cache
def keep_registry() -> None:
    """Have the exporter keep its tables: it parses 500 functions for each export (0.6 s), and for each node a schema.

    They are changed by nobody: we give no translations of our own.
    """
    try:
        import onnx_ir as ir
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        make = functools.cache(_without_reading_sources(ONNXRegistry.from_torchlib))
        ONNXRegistry.from_torchlib = staticmethod(make)  # type: ignore[method-assign]
        ir.schemas.OpSignature.from_op_schema = staticmethod(  # type: ignore[method-assign]
            _by_name_and_version(ir.schemas.OpSignature.from_op_schema)
        )
    except (ImportError, AttributeError):  # another version of torch: it costs time, never a result
        logging.getLogger(__name__).exception("the exporter's tables cannot be kept")


def _without_reading_sources(make: Any) -> Any:
    """The same function, which does not parse the source of each translation to find its domain: half of the time."""
    from onnxscript.values import TracedOnnxFunction

    def with_domains(*args: Any, **options: Any) -> Any:
        before = TracedOnnxFunction.function_ir
        TracedOnnxFunction.function_ir = property(lambda one: SimpleNamespace(domain=one.opset.domain))  # type: ignore
        try:
            return make(*args, **options)
        finally:
            TracedOnnxFunction.function_ir = before  # type: ignore[method-assign]

    return with_domains


def _by_name_and_version(make: Any) -> Any:
    """The same function, which reads each version of an operator's schema once."""
    known: dict[tuple[str, str, int], Any] = {}

    def made_once(schema: Any) -> Any:
        key = schema.domain, schema.name, schema.since_version
        if key not in known:
            known[key] = make(schema)
        return known[key]

    return made_once
