"""Recognizes the forms of a model: two calls of one object are of two models where it was changed in between."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch

from turnkeyml.analysis.constant_text import module_lines
from turnkeyml.analysis.failures import describe_exception
from turnkeyml.analysis.invocation_hash import module_config
from turnkeyml.analysis.model_snapshot import ModelSnapshot
from turnkeyml.analysis.tensor_state import is_observed, unobserved
from turnkeyml.analysis.torch_modes import TorchModes, current_modes

_MAX_SNAPSHOTS = 256
"""Of one model that the script changes all the time. Each change after them is taken for another form."""


class ChangedModelError(Exception):
    """A model was changed after its call, and cannot be made what it was."""


@dataclass(kw_only=True)
class ModelForm:
    """A model as it was at the first call of one form."""

    module: torch.nn.Module
    number: int
    """Of all forms of all models."""
    modes: TorchModes = field(default_factory=TorchModes)
    snapshot: ModelSnapshot | None = None
    """None where it could not be taken; `problem` says why."""
    problem: str = ""
    lines: tuple[str, ...] = ()
    """Those of `module_lines`."""
    config_text: str = ""
    """That of `module_config`."""
    parameters: int = 0
    parameter_bytes: int = 0

    def describe(self, snapshot: ModelSnapshot | None) -> None:
        """Describe the module as it is now."""
        self.snapshot = snapshot
        if snapshot is not None and snapshot.is_lazy:  # its parameters have no shapes before the first call
            return
        self.lines = tuple(module_lines(self.module))
        self.config_text = module_config(self.module)
        parameters = list(self.module.parameters())
        self.parameters = sum(parameter.numel() for parameter in parameters)
        self.parameter_bytes = sum(parameter.nbytes for parameter in parameters)

    def restore(self) -> tuple[str, ...]:
        """Make the model what it was at the call; returns remarks on what is not. Raises `ChangedModelError`."""
        if self.snapshot is None:
            return (f"the model's state at the call is not known: {self.problem}",) if self.problem else ()
        with unobserved():
            remarks = self.snapshot.restore()
            if ModelSnapshot(self.module).structure_digest != self.snapshot.structure_digest:
                raise ChangedModelError("the model was changed after this call, in a way that cannot be undone")
        self.snapshot.refresh()
        if not self.snapshot.is_complete:
            remarks += ("the model holds more data than is compared between its calls",)
        return remarks

    def is_as_restored(self) -> bool:
        """Whether nothing has changed since `restore`."""
        return self.snapshot is None or self.snapshot.is_unchanged()

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for forms that are known to compute the same."""
        digest = self.snapshot.digest if self.snapshot is not None else self.number
        return digest, self.modes


class FormTracker:
    """The forms of all models that a script calls. No method raises: the script runs as without it."""

    def __init__(self, max_forms: int) -> None:
        self._max_forms = max_forms
        self._models: dict[int, _Model] = {}
        self._numbers = itertools.count()

    def identify(self, module: torch.nn.Module) -> ModelForm:
        """The form in which a module is about to be called."""
        try:
            modes, model = current_modes(), self._models.get(id(module))
            same = model.same_form(modes) if model is not None else None
            if same is not None:
                return same
            with unobserved():
                if model is None:
                    model = self._models[id(module)] = _Model(module, self._max_forms, self._numbers)
                return model.identify(modes)
        except Exception as error:  # whatever a class of the script raises when it is looked at
            logging.getLogger(__name__).exception("a model's state could not be recorded")
            problem = describe_exception(error)[:200]
            kind = type(module).__qualname__
            return ModelForm(module=module, number=next(self._numbers), problem=problem, lines=(kind,))

    @contextmanager
    def calling(self, module: torch.nn.Module) -> Iterator[None]:
        """The call of a module that was identified: what changes in it is the model's own doing."""
        try:
            yield
        finally:
            model = self._models.get(id(module))
            if model is not None:
                try:
                    model.accept_changes()
                except Exception as error:
                    model.give_up(describe_exception(error)[:200])

    def forget(self, identity: int) -> None:
        """Free a module with this id."""
        self._models.pop(identity, None)


class _Model:
    """One module, the forms that it had, and a snapshot that shows whether the script has changed it since."""

    def __init__(self, module: torch.nn.Module, max_forms: int, numbers: Iterator[int]) -> None:
        self._module = module
        self._max_forms = max_forms
        self._numbers = numbers
        self._forms: list[ModelForm] = []
        self._watch: ModelSnapshot | None = None
        self._last: ModelForm | None = None
        self._snapshots = 0
        self._has_settled = False
        self._problem = ""

    def same_form(self, modes: TorchModes) -> ModelForm | None:
        """The form of the previous call, if nothing has changed since."""
        last, watch = self._last, self._watch
        if last is None or watch is None or last.modes is not modes or is_observed() or not watch.is_unchanged():
            return None
        return last

    def identify(self, modes: TorchModes) -> ModelForm:
        """The form that the module has now."""
        if self._problem or self._snapshots >= _MAX_SNAPSHOTS:
            return self._new_form(modes, None)
        if self._watch is None or not self._watch.is_unchanged():
            self._watch = ModelSnapshot(self._module)
            self._snapshots += 1
            self._has_settled = False
        watch = self._watch
        known = (form for form in self._forms if form.snapshot is not None and form.modes == modes)
        same = next(
            (form for form in known if form.snapshot is not None and form.snapshot.digest == watch.digest), None
        )
        self._last = same or self._new_form(modes, watch)
        return self._last

    def accept_changes(self) -> None:
        """Take what the call has changed for the model's own state."""
        watch = self._watch
        if watch is None:
            return
        if is_observed():
            with unobserved():
                watch.refresh()
            return
        if watch.is_lazy:  # its parameters exist only now
            self._watch = ModelSnapshot(self._module)
            for form in self._forms:
                if form.snapshot is watch:
                    form.describe(self._watch)
        elif not watch.is_unchanged():
            watch.refresh()
        if not self._has_settled:
            watch.drop_copies()
        self._has_settled = True

    def give_up(self, problem: str) -> None:
        """Watch the module no longer."""
        self._problem, self._watch = problem, None

    def _new_form(self, modes: TorchModes, snapshot: ModelSnapshot | None) -> ModelForm:
        form = ModelForm(module=self._module, number=next(self._numbers), modes=modes, problem=self._problem)
        form.describe(snapshot)
        if len(self._forms) < self._max_forms:
            self._forms.append(form)
        return form
