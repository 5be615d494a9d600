"""A model as it is at one moment: its digest tells it from another one, and its objects can be made what they were.

Everything that the model reaches counts: modules, hooks, tensors, configuration objects, closures, the global
variables of the script's functions. Values of weights do not: they do not change what is computed.
"""

from __future__ import annotations

import enum
import functools
import hashlib
import io
import logging
import os
import threading
import types
import weakref
from collections import deque
from typing import Any

import numpy as np
import torch
from torch.nn.modules import module as torch_module

from turnkeyml.analysis import mutable_parts, object_parts
from turnkeyml.analysis.code_names import class_attributes, global_names
from turnkeyml.analysis.mutable_parts import Array, Containers, Named
from turnkeyml.analysis.tensor_state import Role, Tensors, buffer_role

MAX_OBJECTS, MAX_ELEMENTS = 200_000, 100_000
"""Of one model, and of one container. Beyond them, a model holds data that no configuration has."""
_MAX_ARRAY_BYTES = 1 << 20
_HOOKS = ("_forward_hooks", "_forward_pre_hooks")
_HOOK_KINDS = ("_forward_hooks_with_kwargs", "_forward_hooks_always_called", "_forward_pre_hooks_with_kwargs")
_NOT_COMPUTING = frozenset(
    {
        *("training", "_non_persistent_buffers_set", "_is_full_backward_hook", "_compiled_call_impl", *_HOOK_KINDS),
        *("_backward_hooks", "_backward_pre_hooks", "_state_dict_hooks", "_state_dict_pre_hooks"),
        *("_load_state_dict_pre_hooks", "_load_state_dict_post_hooks"),
    }
)
"""Attributes of a module that do not decide what it computes in evaluation mode."""
_ATOMS = frozenset(object_parts.ATOMS)
_NAMED = (types.ModuleType, types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)
"""What a name identifies."""
_TEXTUAL = (enum.Enum, np.generic, torch.dtype, torch.device, slice, range, os.PathLike)
_NEUTRAL = (
    *(weakref.ReferenceType, types.GeneratorType, logging.Logger, io.IOBase, threading.Thread),
    *(type(threading.Lock()), type(threading.RLock()), threading.Condition, threading.Event),
    *(torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler),
)
"""Types of objects that a model may own, but that compute nothing of its outputs."""


class ModelSnapshot:
    """What a model reaches, as it is now. `is_unchanged` and `refresh` watch it, `restore` undoes every change.

    It keeps alive what the model holds, but not the model itself.
    """

    def __init__(self, module: torch.nn.Module) -> None:
        self._root = module
        self.is_complete = True
        """Whether the digest and the watch include everything that the model reaches."""
        self.is_lazy = False
        """Whether parameters are made only in the first call."""
        self._containers = Containers()
        self._tensors = Tensors()
        self._others: list[Named | Array] = []
        self._modules: list[torch.nn.Module] = []
        self._classes: list[type[torch.nn.Module]] = []
        self._root_class = type(module)
        self._numbers: dict[int, int] = {}
        self._alive: list[Any] = []
        self._opaque: list[Any] = []
        """Objects that are named by their ids, which must not become those of others."""
        self._tokens: list[str] = []
        self._pending: list[Any] = []
        self._visit_all(module)
        self.structure_digest = hashlib.sha256("\0".join(self._tokens).encode("utf-8", "backslashreplace")).digest()
        """Of everything but the values of tensors."""
        self.digest = hashlib.sha256(self.structure_digest + self._tensors.values_digest()).digest()
        self.is_complete &= not self._tensors.has_unread_values
        self._tokens, self._numbers, self._alive = [], {}, []
        del self._root
        self._containers.watch()
        self._tensors.refresh()

    def is_unchanged(self, root: torch.nn.Module) -> bool:
        """Whether nothing has changed since the last `refresh`, or only what decides nothing."""
        return (
            self._tensors.is_unchanged()
            and type(root) is self._root_class
            and list(map(type, self._modules)) == self._classes
            and all(other.is_unchanged() for other in self._others)
            and self._containers.is_unchanged()
        )

    def refresh(self) -> None:
        """Compare with the present state from now on: the model itself may have changed it."""
        self._containers.refresh()
        self._tensors.refresh()

    @property
    def is_trained(self) -> bool:
        """Whether values of parameters were changed in place since the snapshot was taken."""
        return self._tensors.is_trained

    def drop_copies(self) -> None:
        """Free the copies of large tensors that the first call has not changed."""
        self._tensors.drop_copies()

    def restore(self, root: torch.nn.Module) -> tuple[str, ...]:
        """Make the model what it was when the snapshot was taken; returns remarks on values that are lost.

        `root` is the model, or the object that has taken over its attributes.
        """
        if type(root) is not self._root_class:
            root.__class__ = self._root_class
        for module, kind in zip(self._modules, self._classes, strict=True):
            if type(module) is not kind:
                module.__class__ = kind
        self._containers.restore()
        for other in self._others:
            other.restore()
        return tuple(self._tensors.restore())

    def _visit_all(self, module: torch.nn.Module) -> None:
        self._pending = [module]
        for name in ("_global_forward_hooks", "_global_forward_pre_hooks"):
            self._pending.append(getattr(torch_module, name))
        while self._pending:
            value = self._pending.pop()
            kind = type(value)
            if kind in _ATOMS or (kind is tuple and _ATOMS.issuperset(map(type, value))):
                self._tokens.append(repr(value))
            elif (number := self._numbers.get(id(value))) is not None:
                self._tokens.append(f"#{number}")
            elif len(self._alive) >= MAX_OBJECTS:
                self.is_complete = False
                return
            else:
                self._numbers[id(value)] = len(self._alive)
                self._alive.append(value)
                self._visit(value)

    def _visit(self, value: Any) -> None:
        """Describe an object, remember its contents, and add what it holds to what is visited next."""
        kind: Any = type(value)
        if isinstance(value, torch.nn.Module):
            self._visit_module(value)
        elif isinstance(value, torch.Tensor):
            self._tokens.append(self._tensors.add(value, Role.STATE))
        elif isinstance(value, _TEXTUAL):
            self._tokens.append(repr(value))
        elif isinstance(value, np.ndarray):
            self._visit_array(value)
        elif isinstance(value, types.FunctionType):
            self._visit_function(value)
        elif isinstance(value, types.MethodType):
            self._add("method", value.__func__, value.__self__)
        elif isinstance(value, functools.partial):
            self._add("partial", value.func, value.args, value.keywords)
        elif isinstance(value, type):
            self._visit_class(value)
        elif isinstance(value, property | staticmethod | classmethod):
            functions = (value.fget, value.fset) if isinstance(value, property) else (value.__func__,)
            self._add(kind.__name__, *functions)
        elif isinstance(value, _NEUTRAL):
            self._tokens.append(kind.__qualname__)
        elif isinstance(value, _NAMED):
            self._tokens.append(f"{kind.__qualname__} {getattr(value, '__module__', '')}.{value.__name__}")
        else:
            self._visit_object(value)

    def _visit_module(self, module: torch.nn.Module) -> None:
        attributes = vars(module)
        self._containers.add_attributes(attributes, _NOT_COMPUTING)
        self._add(f"module {sum(key not in _NOT_COMPUTING for key in attributes)}", type(module))
        if module is not self._root:
            self._modules.append(module)
            self._classes.append(type(module))
        for name, slot in object_parts.slots_of(module).items():
            self._pending += (slot, name)  # a change of it is seen when the model is described, and cannot be undone
        for key, value in attributes.items():
            if key in _NOT_COMPUTING:
                if key in _HOOK_KINDS:
                    self._containers.add_unwatched(value)
            elif key == "_parameters":
                self._visit_tensors(key, value, Role.PARAMETER)
            elif key == "_buffers":
                self._visit_tensors(key, value, buffer_role(module))
            elif key in _HOOKS and not value:
                self._containers.add_empty(value)
            else:
                self._pending += (value, key)

    def _visit_tensors(self, key: str, tensors: dict[str, torch.Tensor | None], role: Role) -> None:
        if not tensors:
            self._containers.add_empty(tensors)
            return
        self._containers.add(tensors)
        for name, tensor in tensors.items():
            known = self._numbers.get(id(tensor))
            if tensor is None or known is not None:
                self._tokens.append(f"{key}.{name} #{known}")
                continue
            self._numbers[id(tensor)] = len(self._alive)
            self._alive.append(tensor)
            self.is_lazy |= torch.nn.parameter.is_lazy(tensor)
            self._tokens.append(f"{key}.{name} {'lazy' if self.is_lazy else self._tensors.add(tensor, role)}")

    def _visit_array(self, array: np.ndarray[Any, Any]) -> None:
        self._tokens.append(f"array {array.dtype}{array.shape}")
        if array.dtype.hasobject:
            self._pending += list(array.reshape(-1))
        elif array.nbytes <= _MAX_ARRAY_BYTES:
            content = array.tobytes()
            self._tokens.append(hashlib.sha256(content).hexdigest())
            self._others.append(Array(array=array, content=content))
        else:
            self.is_complete = False

    def _visit_function(self, function: types.FunctionType) -> None:
        self._add(
            "function", function.__qualname__, hash(function.__code__), function.__defaults__, function.__kwdefaults__
        )
        for target in function.__closure__ or ():
            named = mutable_parts.cell(target)
            self._others.append(named)
            self._pending += named.values
        names = global_names(function)
        if names:
            found = mutable_parts.variables(function.__globals__, names)
            self._others.append(found)
            self._pending += found.values

    def _visit_class(self, kind: type) -> None:
        """A class of the script with all that it defines; of any other module class, `forward` alone."""
        self._tokens.append(f"class {kind.__module__}.{kind.__qualname__}")
        names = class_attributes(kind)
        if names:
            found = mutable_parts.attributes(kind, names)
            self._others.append(found)
            for name, value in zip(names, found.values, strict=True):
                self._pending += (value, name)
        self._pending += [base for base in kind.__bases__ if base not in (object, torch.nn.Module)]

    def _visit_object(self, value: Any) -> None:
        kind: Any = type(value)
        attributes = getattr(value, "__dict__", None)
        parts = None if kind.__module__.partition(".")[0] == "torch" else object_parts.split(value)
        if parts is None and not (type(attributes) is dict and not attributes):
            self._opaque.append(value)
            self._tokens.append(f"{kind.__qualname__} at {id(value)}")  # nothing is known of it: it equals itself alone
            return
        if isinstance(value, dict | list | set | deque):
            if len(value) > MAX_ELEMENTS:
                self._tokens.append(f"{kind.__qualname__} {len(value)}")
                self.is_complete = False
                return
            self._containers.add(value)
        items, named = (parts.items, parts.attributes) if parts is not None else ((), ())
        self._tokens.append(f"object {len(items)} {len(named)}")
        if type(attributes) is dict:
            self._containers.add(attributes)
        slots = [name for name, _ in named if type(attributes) is not dict or name not in attributes]
        if slots:
            self._others.append(mutable_parts.attributes(value, slots))
        self._pending.append(kind)
        for key, part in (*items, *named):
            self._pending += (part, key)

    def _add(self, token: str, *values: Any) -> None:
        self._tokens.append(token)
        self._pending += values
