"""Tables of torch.onnx that it would make anew for each export, made once, and no more of them than is looked up."""

from __future__ import annotations

import functools
import importlib
import logging
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

from turnkeyml.export.patched import patched

_made: list[Any] = []
"""Registries whose translations may have no signature yet."""


@functools.cache
def cache_registry() -> None:
    """Have the exporter keep its tables: it parses 500 functions for each export (0.6 s), and for each node a schema.

    They are changed by nobody: we give no translations of our own.
    """
    try:
        import onnx_ir as ir
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        make = functools.cache(_with_signatures_when_looked_up(ONNXRegistry.from_torchlib))
        ONNXRegistry.from_torchlib = staticmethod(make)  # type: ignore[method-assign]
        ir.schemas.OpSignature.from_op_schema = staticmethod(  # type: ignore[method-assign]
            _by_name_and_version(ir.schemas.OpSignature.from_op_schema)
        )
    except (ImportError, AttributeError):  # another version of torch: it costs time, never a result
        logging.getLogger(__name__).exception("the exporter's tables cannot be kept")


def fill_registries() -> None:
    """Make what is left of the tables, for processes that are forked from here."""
    for registry in _made:
        for target in registry.functions:
            registry.get_decomps(target)
    _made.clear()


def _with_signatures_when_looked_up(make: Callable[..., Any]) -> Callable[..., Any]:
    """The same function; a graph asks for few of the 500 translations, and the signature of one takes 1 ms."""
    meta: Any = importlib.import_module("torch.onnx._internal.exporter._registration").OnnxDecompMeta
    values: Any = importlib.import_module("onnxscript._internal.values")
    complete = meta.__post_init__
    sign = values._schemas.op_signature_from_function
    functions = values.TracedOnnxFunction
    functions.op_signature = lazy_signature(functions.op_signature)
    domains = property(lambda one: SimpleNamespace(domain=one.opset.domain))  # else its source is parsed for it
    signing_later = SimpleNamespace(op_signature_from_function=functools.partial(functools.partial, sign))

    def build_lazily(*args: Any, **options: Any) -> Any:
        with ExitStack() as stack:
            stack.enter_context(patched(meta, "__post_init__", lambda one: None))
            stack.enter_context(patched(values, "_schemas", signing_later))
            stack.enter_context(patched(functions, "function_ir", domains))
            registry = make(*args, **options)
        look_up = registry.get_decomps

        def get_decomps(target: Any) -> Any:
            found = look_up(target)
            with patched(functions, "function_ir", domains):
                for one in found:
                    complete(one)  # does nothing to one that has its signature
            return found

        registry.get_decomps = get_decomps
        _made.append(registry)
        return registry

    return build_lazily


def lazy_signature(kept: property) -> property:
    """A property over a function's `_signature`, which may be a call that is still to be made."""

    def get(one: Any) -> Any:
        if isinstance(one._signature, functools.partial):
            one._signature = one._signature()
        return one._signature

    return property(get, kept.fset)


def _by_name_and_version(make: Any) -> Any:
    """The same function, which reads each version of an operator's schema once."""
    known: dict[tuple[str, str, int], Any] = {}

    def made_once(schema: Any) -> Any:
        key = schema.domain, schema.name, schema.since_version
        if key not in known:
            known[key] = make(schema)
        return known[key]

    return made_once
