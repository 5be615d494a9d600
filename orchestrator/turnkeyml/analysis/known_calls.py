"""Remembers, per model of a script, which calls were recorded, so that the next one like them is found quickly."""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import torch

from turnkeyml.analysis.call_guard import Guard, is_due
from turnkeyml.analysis.script_models import is_model
from turnkeyml.analysis.settled_calls import AFTER, SettledCalls

MAX_GUARDS = 8
"""How many kinds of calls of one model are recognized without a description; those used last come first."""
MAX_DESCRIBED_PARTS = 200_000
"""How many parts of arguments are described for one model after the first of each kind; a part takes microseconds."""
_Record = TypeVar("_Record")


@dataclass(kw_only=True)
class Guarded(Generic[_Record]):
    """A guard, and the record of the calls that it recognizes; None for calls that are only counted."""

    guard: Guard
    form: int
    """The number of the model's form."""
    record: _Record
    parts: int
    """Of the arguments."""
    calls: int = 1


@dataclass(kw_only=True)
class KnownModel(Generic[_Record]):
    """What is known of one module while it lives."""

    token: int
    """Unlike an id, it is never used for another module."""
    is_model: bool
    seen: int = 0
    """How often it was called."""
    described_parts: int = 0
    settles_after: int = AFTER
    """How many calls of one kind it takes until the further ones are compared quickly."""
    guarded: list[Guarded[_Record]] = field(default_factory=list)
    reference: weakref.ref[torch.nn.Module]

    def find(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], form: int) -> Guarded[_Record] | None:
        """The record of a call like this one of this form of the model; None where the arguments must be described."""
        guarded = self.guarded
        for index, one in enumerate(guarded):
            if one.form == form and one.guard.matches(args, kwargs):
                if index:
                    guarded.insert(0, guarded.pop(index))
                calls = one.calls
                one.calls = calls + 1
                if one.guard.is_complete or not is_due(calls, one.parts):
                    return one
                guarded.remove(one)
                return None
        return None

    def add(self, guarded: Guarded[_Record]) -> None:
        """Recognize calls like one that was just described."""
        self.guarded.insert(0, guarded)
        del self.guarded[MAX_GUARDS:]

    @property
    def is_exhausted(self) -> bool:
        """Whether its calls have been described so often that further ones are only counted."""
        return self.described_parts > MAX_DESCRIBED_PARTS


class KnownModels(Generic[_Record]):
    """The modules that were called; what is known of one is forgotten when it dies."""

    def __init__(self) -> None:
        self._by_id: dict[int, KnownModel[_Record]] = {}
        self.settled: dict[int, SettledCalls] = {}
        """The calls of a loop that goes on alike, by the id of the model."""
        self._tokens = itertools.count()

    def of(self, module: torch.nn.Module) -> KnownModel[_Record]:
        """What is known of a module; whether it is a model is asked again as its calls double in number."""
        known = self._by_id.get(id(module))
        if known is None:
            known = self._add(module)
        elif not known.is_model:
            known.seen += 1
            if known.seen & (known.seen - 1) == 0:
                known.is_model = is_model(module)
        return known

    def _add(self, module: torch.nn.Module) -> KnownModel[_Record]:
        identity, known_by_id, settled = id(module), self._by_id, self.settled

        def forget(_: object) -> None:
            known_by_id.pop(identity, None)
            settled.pop(identity, None)

        reference = weakref.ref(module, forget)
        known = KnownModel[_Record](token=next(self._tokens), is_model=is_model(module), reference=reference)
        known_by_id[identity] = known
        return known
