"""Keeps the models of a script for the export without keeping them alive in the script.

While a model lives, only a weak reference to it is kept. When it dies, another object of its class takes over its
attributes; weights that nobody else refers to are written to a file, and are read back when the model is used.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import weakref
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from turnkeyml.analysis import object_parts
from turnkeyml.analysis.own_file import OwnFile

MIN_STORED_BYTES = 1 << 20
"""Smaller weights stay in memory."""
_PLAIN_TYPES = (torch.Tensor, torch.nn.Parameter, torch.nn.Buffer)


@dataclass(frozen=True, kw_only=True)
class _Stored:
    """Weights in the file."""

    storage: torch.UntypedStorage
    offset: int
    size_bytes: int


@dataclass(kw_only=True)
class Kept:
    """A model, or what is left of it after its death."""

    reference: weakref.ref[torch.nn.Module] | None = None
    module: torch.nn.Module | None = None
    """A strong reference: to a model of which the script has not let go at its end, or to the object in its place."""
    stored: list[_Stored] = field(default_factory=list)
    file: OwnFile | None = None

    def get(self) -> torch.nn.Module:
        """The model with its weights."""
        module = self.module
        if module is None and self.reference is not None:
            module = self.reference()
        assert module is not None, "a model died without its finalizer"
        for one in self.stored:
            if one.storage.nbytes() < one.size_bytes:
                one.storage.resize_(one.size_bytes)
                _transfer(self.file, one, os.preadv)
        return module

    def release(self) -> None:
        """Free the weights that are in the file."""
        for one in self.stored:
            one.storage.resize_(0)


class ModelReference:
    """The field of a dataclass that holds a model; assigning makes a strong reference."""

    def __get__(self, owner: Any, _: type | None = None) -> torch.nn.Module:
        if owner is None:
            raise AttributeError("a field without a default")
        kept: Kept = vars(owner)["_kept"]
        return kept.get()

    def __set__(self, owner: Any, module: torch.nn.Module) -> None:
        vars(owner)["_kept"] = Kept(module=module)


class ModelKeeper:
    """Takes over the models that die while it watches."""

    def __init__(self) -> None:
        self.on_death: Callable[[int, torch.nn.Module], None] = _nothing
        """Called with the id of a model that dies, and the object that has its attributes."""
        self._kept: dict[int, Kept] = {}
        self._file: OwnFile | None = None
        self._end = 0

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Watch inside the block; afterwards, models that still live are kept alive."""

        def finalize(module: torch.nn.Module) -> None:
            self.take_over(module)

        torch.nn.Module.__del__ = finalize  # type: ignore[attr-defined]
        try:
            yield
        finally:
            for kept in self._kept.values():
                kept.module = kept.reference() if kept.reference else None
            self._kept.clear()
            del torch.nn.Module.__del__  # type: ignore[attr-defined]

    def keep(self, module: torch.nn.Module) -> Kept:
        """Keep a model: weakly, unless its class has a finalizer of its own, which does not call ours."""
        known = self._kept.get(id(module))
        if known is not None:
            return known
        if getattr(type(module), "__del__", None) is not getattr(torch.nn.Module, "__del__", object):
            return Kept(module=module)
        kept = self._kept[id(module)] = Kept(reference=weakref.ref(module))
        return kept

    def take_over(self, module: torch.nn.Module) -> None:
        """Called when any module dies: if it is kept, let another object have its attributes."""
        kept = self._kept.pop(id(module), None)
        if kept is None:
            return
        successor = object.__new__(type(module))
        object.__setattr__(successor, "__dict__", vars(module))
        slots = object_parts.slots_of(module)
        object_parts.set_attributes(successor, tuple(slots), tuple(slots.values()))
        kept.module = successor
        try:
            self.on_death(id(module), successor)
            self._store(kept, successor)
        except Exception:  # a full disk, another torch, a strange model: the weights stay in memory
            logging.getLogger(__name__).exception("the weights of a model stay in memory")

    def _store(self, kept: Kept, module: torch.nn.Module) -> None:
        for storage in list(_unshared(module)):
            size_bytes = storage.nbytes()
            if self._file is None:
                self._file = OwnFile()
                weakref.finalize(kept, self._file.close)
            one = _Stored(storage=storage, offset=self._end, size_bytes=size_bytes)
            _transfer(self._file, one, os.pwritev)
            self._end += size_bytes
            kept.file = self._file
            kept.stored.append(one)
            storage.resize_(0)


def _nothing(_: int, __: torch.nn.Module) -> None:
    pass


def _transfer(file: OwnFile | None, one: _Stored, transfer: Any) -> None:
    """Read or write all bytes of a storage."""
    assert file is not None
    memory = memoryview((ctypes.c_ubyte * one.size_bytes).from_address(one.storage.data_ptr())).cast("B")
    done = 0
    while done < one.size_bytes:
        count = transfer(file.descriptor, [memory[done:]], one.offset + done)
        if not count:
            raise OSError("the file of a model's weights is too short")
        done += count


def _unshared(module: torch.nn.Module) -> Iterator[torch.UntypedStorage]:
    """The large storages of weights that nothing refers to but the module itself."""
    places: Counter[int] = Counter()
    tensors: dict[int, torch.Tensor] = {}
    for child in module.modules():
        for tensor in (*child._parameters.values(), *child._buffers.values()):
            if tensor is not None and type(tensor) in _PLAIN_TYPES and tensor.layout is torch.strided:
                places[id(tensor)] += 1
                tensors[id(tensor)] = tensor
    tensor = None
    held_once = {"weight": torch.nn.Parameter(torch.empty(1))}
    unshared = _references(dict(held_once).pop("weight"))  # what torch's own objects add differs between its versions
    for identity in list(tensors):
        references = _references(tensors.pop(identity))
        storage = references.storage
        if references.counts(places[identity]) != unshared.counts(1) or not storage.resizable():
            continue
        if storage.nbytes() >= MIN_STORED_BYTES and storage.device.type == "cpu":
            yield storage


@dataclass(frozen=True)
class _References:
    """How many references there are to a tensor, and to its memory."""

    storage: torch.UntypedStorage
    of_object: int
    of_tensor: int
    of_memory: int
    of_storage: int

    def counts(self, places: int) -> tuple[int, ...]:
        """The references besides those of this many dictionaries."""
        return self.of_object - places, self.of_tensor, self.of_memory, self.of_storage


def _references(tensor: Any) -> _References:
    storage = tensor.untyped_storage()
    of_memory = torch._C._storage_Use_Count(storage._cdata)
    return _References(storage, sys.getrefcount(tensor), tensor._use_count(), of_memory, sys.getrefcount(storage))
