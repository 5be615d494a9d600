"""Decides which calls of modules are a script's calls of models."""

from __future__ import annotations

import inspect
import os
import sys
from types import CodeType, FrameType
from typing import Any

import torch

_TORCH = os.path.dirname(os.path.realpath(torch.__file__)) + os.sep
_TOOLS = {
    "torch.onnx": ("onnx/",),
    "torch.export": ("export/", "_export/"),
    "torch.jit.trace": ("jit/_trace.py",),
    "torch.fx": ("fx/_symbolic_trace.py", "fx/experimental/proxy_tensor.py", "fx/passes/"),
    "torch.ao.quantization": ("ao/quantization/", "quantization/"),
    "torch.nn.utils.parametrize": ("nn/utils/parametrize.py", "nn/utils/parametrizations.py"),
}
"""By name of the tool: the files of torch whose functions call modules to learn something of them."""


class Callers:
    """Tells whether the script makes a call, or a tool does that the script calls: an exporter, a tracer."""

    def __init__(self, script: str) -> None:
        self._script = script
        self._tools: dict[int, tuple[str, CodeType]] = {}
        """Keyed by the id of the code object: hashing the object itself reads all of its bytes, each time."""

    def tool_of(self, frame: FrameType | None) -> str:
        """What made the call in this frame instead of the script; empty where the script did."""
        while frame is not None:
            code = frame.f_code
            known = self._tools.get(id(code))
            if known is None:
                known = self._tools[id(code)] = (_tool_of(code), code)
            tool = known[0]
            if tool or (code.co_name == "__init__" and _constructs_module(frame)):
                return tool or "the model's constructor"
            if code.co_filename == self._script and code.co_name == "<module>":
                return ""
            frame = frame.f_back
        return ""


def _tool_of(code: CodeType) -> str:
    path = os.path.realpath(code.co_filename)
    if not path.startswith(_TORCH):
        return ""
    inner = path[len(_TORCH) :].replace(os.sep, "/")
    return next((name for name, files in _TOOLS.items() if inner.startswith(files)), "")


def _constructs_module(frame: FrameType) -> bool:
    """Whether an `__init__` is that of a module, which may try its layers."""
    return isinstance(_first_argument(frame), torch.nn.Module)


def enclosing_method(module: torch.nn.Module, frame: FrameType | None) -> str:
    """The method of a model that calls its own submodule, `Net.forward`; empty where the script calls the submodule.

    `model.forward(x)` and `model.encode(x)` are such: the script calls a method, not the module.
    """
    found = ""
    while frame is not None:
        name = frame.f_code.co_name
        owner = _first_argument(frame) if name not in _OF_MODULE else None
        if isinstance(owner, torch.nn.Module) and not wraps_compiled(owner) and _is_part(module, owner):
            found = f"{type(owner).__name__}.{name}"
        frame = frame.f_back
    return found


def _is_part(module: torch.nn.Module, owner: torch.nn.Module) -> bool:
    return owner is not module and any(child is module for child in owner.modules())


def _first_argument(frame: FrameType) -> object:
    """The first argument of a function, as `self` is, or what it was assigned since."""
    code = frame.f_code
    if not code.co_argcount or not code.co_flags & inspect.CO_OPTIMIZED:
        return None
    variables = frame.f_locals
    value = variables.get(code.co_varnames[0])
    if isinstance(variables, dict) and sys.getrefcount(variables) <= _SNAPSHOT_REFERENCES:
        variables.clear()  # CPython keeps this snapshot of the variables, and all that is in it, as long as the frame
    return value


_SNAPSHOT_REFERENCES = 3
"""The frame's, our variable's and that of the call of `getrefcount`; more where the script has called `locals()`."""
_OF_MODULE = frozenset({"__call__", "_call_impl", "_wrapped_call_impl", "__init__"})


def is_model(module: torch.nn.Module) -> bool:
    """Whether a module has weights of any kind: parameters, buffers, other tensors, packed or frozen weights."""
    if next(module.parameters(), None) is not None or next(module.buffers(), None) is not None:
        return True
    if isinstance(module, torch.jit.ScriptModule):
        return _has_constants(module)
    return any(isinstance(value, _STATE) for child in module.modules() for value in vars(child).values())


_STATE = (torch.Tensor, torch.ScriptObject)


def _has_constants(module: Any) -> bool:
    """Whether a graph holds tensors, as that of a frozen TorchScript module does."""
    tensor, graph = torch._C.TensorType.get(), module.inlined_graph  # its nodes live as long as the graph
    return any(node.output().type().isSubtypeOf(tensor) for node in graph.findAllNodes("prim::Constant"))


def wraps_compiled(module: torch.nn.Module) -> bool:
    """Whether this is what `torch.compile` returns: it calls the original module, which is recorded."""
    return isinstance(module, _optimized_module())


def _optimized_module() -> Any:
    """The class of what `torch.compile` returns; it exists only once torch._dynamo is imported."""
    frames = sys.modules.get("torch._dynamo.eval_frame")
    return getattr(frames, "OptimizedModule", ())
