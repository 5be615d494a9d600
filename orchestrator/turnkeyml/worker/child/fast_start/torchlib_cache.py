"""Caches tables that torch.onnx builds for each export, and builds only the entries that are looked up."""

from __future__ import annotations

import functools
import importlib
import logging
from collections.abc import Callable
from contextlib import ExitStack
from types import SimpleNamespace
from typing import Any

from turnkeyml.export.patched import patched

_registries: list[Any] = []
"""Registries with translations that may have no signature yet."""


@functools.cache
def cache_registry() -> None:
    """Make the exporter keep its tables: it parses 500 functions per export (0.6 s), and a schema per node.

    Nothing changes them, since turnkey registers no translations.
    """
    try:
        import onnx_ir as ir
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        from_torchlib = functools.cache(_with_lazy_signatures(ONNXRegistry.from_torchlib))
        ONNXRegistry.from_torchlib = staticmethod(from_torchlib)  # type: ignore[method-assign]
        ir.schemas.OpSignature.from_op_schema = staticmethod(  # type: ignore[method-assign]
            _by_name_and_version(ir.schemas.OpSignature.from_op_schema)
        )
    except (ImportError, AttributeError):  # another version of torch: costs only time
        logging.getLogger(__name__).exception("the exporter's tables cannot be cached")


def fill_registries() -> None:
    """Complete the tables: processes that are forked later share them."""
    for registry in _registries:
        for target in registry.functions:
            registry.get_decomps(target)
    _registries.clear()


def _with_lazy_signatures(from_torchlib: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with lazy signatures: a graph uses few of the 500 translations, each signature takes 1 ms."""
    meta: Any = importlib.import_module("torch.onnx._internal.exporter._registration").OnnxDecompMeta
    values: Any = importlib.import_module("onnxscript._internal.values")
    compute_signature = meta.__post_init__
    make_signature = values._schemas.op_signature_from_function
    functions = values.TracedOnnxFunction
    functions.op_signature = lazy_signature(functions.op_signature)
    domain_only = property(lambda one: SimpleNamespace(domain=one.opset.domain))  # otherwise its source is parsed
    lazy_schemas = SimpleNamespace(op_signature_from_function=functools.partial(functools.partial, make_signature))

    def build_lazily(*args: Any, **options: Any) -> Any:
        with ExitStack() as stack:
            stack.enter_context(patched(meta, "__post_init__", lambda one: None))
            stack.enter_context(patched(values, "_schemas", lazy_schemas))
            stack.enter_context(patched(functions, "function_ir", domain_only))
            registry = from_torchlib(*args, **options)
        look_up = registry.get_decomps

        def get_decomps(target: Any) -> Any:
            found = look_up(target)
            with patched(functions, "function_ir", domain_only):
                for one in found:
                    compute_signature(one)  # does nothing if it has one
            return found

        registry.get_decomps = get_decomps
        _registries.append(registry)
        return registry

    return build_lazily


def lazy_signature(original: property) -> property:
    """A property that reads a function's `_signature`, after calling it where it is a `functools.partial`."""

    def get(one: Any) -> Any:
        if isinstance(one._signature, functools.partial):
            one._signature = one._signature()
        return one._signature

    return property(get, original.fset)


def _by_name_and_version(from_op_schema: Any) -> Any:
    """The same function, cached by the operator's name and version."""
    signatures: dict[tuple[str, str, int], Any] = {}

    def cached(schema: Any) -> Any:
        key = schema.domain, schema.name, schema.since_version
        if key not in signatures:
            signatures[key] = from_op_schema(schema)
        return signatures[key]

    return cached
