"""Recognizes the forms of a model: two calls of one object are of two models where it was changed in between."""

from __future__ import annotations

import itertools
import logging
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import torch

from turnkeyml.analysis.constant_text import module_lines
from turnkeyml.analysis.failures import describe_exception
from turnkeyml.analysis.invocation_hash import module_config
from turnkeyml.analysis.kept_models import ModelKeeper, ModelReference
from turnkeyml.analysis.model_snapshot import ModelSnapshot
from turnkeyml.analysis.tensor_state import TRAINED, is_observed, unobserved
from turnkeyml.analysis.torch_modes import TorchModes, current_modes

_ALWAYS_COMPARED, _COMPARED_EVERY = 1_000, 64
"""After this many calls of a model, only every 64th is compared with the one before it."""
_MAX_SNAPSHOTS = 256
"""Of one model that the script changes all the time. Each change after them is taken for another form."""


class ChangedModelError(Exception):
    """A model was changed after its call, and cannot be made what it was."""


@dataclass(kw_only=True)
class ModelForm:
    """A model as it was at the first call of one form."""

    module: ModelReference = ModelReference()  # noqa: RUF009 (a descriptor, without state)
    number: int
    """Of all forms of all models."""
    modes: TorchModes = field(default_factory=TorchModes)
    snapshot: ModelSnapshot | None = None
    """None where it could not be taken (`problem` says why), and where the model died as it was called."""
    problem: str = ""
    lines: tuple[str, ...] = ()
    """Those of `module_lines`."""
    config_text: str = ""
    """That of `module_config`."""
    parameters: int = 0
    parameter_bytes: int = 0
    digest: bytes | None = None
    """Of the snapshot; None where there was none."""
    remarks: tuple[str, ...] = ()
    """On what has changed since."""

    def keep_with(self, keeper: ModelKeeper) -> ModelForm:
        """Let the keeper have the model, which may then die in the script."""
        vars(self)["_kept"] = keeper.keep(self.module)
        return self

    def describe(self, snapshot: ModelSnapshot | None) -> None:
        """Describe the module as it is now."""
        module = self.module
        self.snapshot = snapshot
        self.digest = snapshot.digest if snapshot is not None else None
        if snapshot is not None and snapshot.is_lazy:  # its parameters have no shapes before the first call
            return
        self.lines = tuple(module_lines(module))
        self.config_text = module_config(module)
        parameters = list(module.parameters())
        self.parameters = sum(parameter.numel() for parameter in parameters)
        self.parameter_bytes = sum(parameter.nbytes for parameter in parameters)

    def let_go(self, final: ModelSnapshot) -> None:
        """The model dies in the script: where it is as it was called, nothing of it needs to be kept for `restore`."""
        if self.snapshot is not None and final.digest == self.digest:
            self.remarks += (TRAINED,) if self.snapshot.is_trained else ()
            self.snapshot = None

    def restore(self) -> tuple[str, ...]:
        """Make the model what it was at the call; returns remarks on what is not. Raises `ChangedModelError`."""
        if self.digest is None:
            unknown = (f"the model's state at the call is not known: {self.problem}",) if self.problem else ()
            return self.remarks + unknown
        module = self.module
        remarks: tuple[str, ...] = ()
        with unobserved():
            if self.snapshot is None:
                self.snapshot = ModelSnapshot(module)
            else:
                remarks = self.snapshot.restore(module)
                if ModelSnapshot(module).structure_digest != self.snapshot.structure_digest:
                    raise ChangedModelError("the model was changed after this call, in a way that cannot be undone")
        self.snapshot.refresh()
        if not self.snapshot.is_complete:
            remarks += ("the model holds more data than is compared between its calls",)
        return self.remarks + remarks

    def is_as_restored(self) -> bool:
        """Whether nothing has changed since `restore`."""
        return self.snapshot is None or self.snapshot.is_unchanged(self.module)

    @property
    def identity(self) -> tuple[object, ...]:
        """Equal for forms that are known to compute the same."""
        return self.number if self.digest is None else self.digest, self.modes


class FormTracker:
    """The forms of all models that a script calls. No method raises: the script runs as without it."""

    def __init__(self, max_forms: int, keeper: ModelKeeper) -> None:
        self._max_forms = max_forms
        self._keeper = keeper
        self._models: dict[int, _Model] = {}
        self._numbers = itertools.count()
        keeper.on_death = self._let_go

    def identify(self, module: torch.nn.Module) -> ModelForm:
        """The form in which a module is about to be called."""
        try:
            modes, model = current_modes(), self._models.get(id(module))
            same = model.same_form(module, modes) if model is not None else None
            if same is not None:
                return same
            with unobserved():
                if model is None:
                    model = self._models[id(module)] = _Model(self._max_forms, self._numbers, self._keeper)
                    model.reference = weakref.ref(module, self._forgetting(id(module), model))
                return model.identify(module, modes)
        except Exception as error:  # whatever a class of the script raises when it is looked at
            logging.getLogger(__name__).exception("a model's state could not be recorded")
            problem = describe_exception(error)[:200]
            kind = type(module).__qualname__
            form = ModelForm(module=module, number=next(self._numbers), problem=problem, lines=(kind,))
            return form.keep_with(self._keeper)

    def accept_changes(self, module: torch.nn.Module) -> None:
        """After the call of a module that was identified: what has changed in it is the model's own doing."""
        model = self._models.get(id(module))
        if model is not None:
            try:
                model.accept_changes(module)
            except Exception as error:
                model.give_up(describe_exception(error)[:200])

    def compare_next(self, module: torch.nn.Module) -> None:
        """The next call of this module is compared with the one before: some between them were not identified."""
        model = self._models.get(id(module))
        if model is not None:
            model.compare_next()

    def forget(self, identity: int) -> None:
        """Free what is known of the module with this id."""
        self._models.pop(identity, None)

    def finish(self) -> None:
        """At the end of the script: see whether models that were not compared at each call have changed."""
        for model in self._models.values():
            module = model.reference() if model.reference is not None else None
            if module is not None:
                try:
                    model.finish(module)
                except Exception as error:
                    model.give_up(describe_exception(error)[:200])
        self._models.clear()

    def _forgetting(self, identity: int, model: _Model) -> Callable[[object], None]:
        models = self._models

        def forget(_: object) -> None:
            if models.get(identity) is model:
                del models[identity]

        return forget

    def _let_go(self, identity: int, successor: torch.nn.Module) -> None:
        """Called when a module that is kept dies; `successor` has its attributes."""
        model = self._models.pop(identity, None)
        if model is not None:
            with unobserved():
                model.let_go(successor)


class _Model:
    """One module, the forms that it had, and a snapshot that shows whether the script has changed it since."""

    def __init__(self, max_forms: int, numbers: Iterator[int], keeper: ModelKeeper) -> None:
        self.reference: weakref.ref[torch.nn.Module] | None = None
        self._max_forms = max_forms
        self._numbers = numbers
        self._keeper = keeper
        self._forms: list[ModelForm] = []
        self._watch: ModelSnapshot | None = None
        self._last: ModelForm | None = None
        self._snapshots = 0
        self._calls = 0
        self._has_settled = False
        self._changes_itself = False
        self._problem = ""

    def same_form(self, module: torch.nn.Module, modes: TorchModes) -> ModelForm | None:
        """The form of the previous call, if nothing has changed since."""
        last, watch = self._last, self._watch
        if last is None or watch is None or last.modes is not modes or is_observed():
            return None
        return last if not self._is_compared() or watch.is_unchanged(module) else None

    def identify(self, module: torch.nn.Module, modes: TorchModes) -> ModelForm:
        """The form that the module has now."""
        if self._problem or self._snapshots >= _MAX_SNAPSHOTS:
            return self._new_form(module, modes, None)
        if self._watch is None or not self._watch.is_unchanged(module):
            self._watch = ModelSnapshot(module)
            self._snapshots += 1
            self._has_settled = False
        watch = self._watch
        same = next((form for form in self._forms if form.digest == watch.digest and form.modes == modes), None)
        self._last = same or self._new_form(module, modes, watch)
        return self._last

    def accept_changes(self, module: torch.nn.Module) -> None:
        """Take what the call has changed for the model's own state."""
        self._calls += 1
        watch = self._watch
        if watch is None or not self._is_compared():
            return
        if is_observed():
            with unobserved():
                watch.refresh()
            return
        if watch.is_lazy:  # its parameters exist only now
            self._watch = ModelSnapshot(module)
            for form in self._forms:
                if form.snapshot is watch:
                    form.describe(self._watch)
        elif not watch.is_unchanged(module):
            self._changes_itself = True
            watch.refresh()
        if not self._has_settled:
            watch.drop_copies()
        self._has_settled = True

    def compare_next(self) -> None:
        """Count the calls that were not identified, so that the next one is compared."""
        self._calls += -self._calls % _COMPARED_EVERY

    def finish(self, module: torch.nn.Module) -> None:
        """Remark on the last form that calls may have been of another one, where some were not compared."""
        is_compared = self._changes_itself or self._calls <= _ALWAYS_COMPARED
        if not is_compared and self._last is not None and self._watch is not None:
            with unobserved():
                if ModelSnapshot(module).digest != self._watch.digest:
                    self._last.remarks += (f"of {self._calls:,} calls, the last may be of a changed model",)

    def let_go(self, successor: torch.nn.Module) -> None:
        """Keep no more of a dying model than its forms need."""
        final = ModelSnapshot(successor)
        for form in self._forms:
            form.let_go(final)
        self._watch = self._last = None

    def give_up(self, problem: str) -> None:
        """Watch the module no longer."""
        self._problem, self._watch = problem, None

    def _is_compared(self) -> bool:
        """Whether the present call is compared with the one before: two ask for each call, before it and after it."""
        return self._changes_itself or self._calls < _ALWAYS_COMPARED or self._calls % _COMPARED_EVERY <= 1

    def _new_form(self, module: torch.nn.Module, modes: TorchModes, snapshot: ModelSnapshot | None) -> ModelForm:
        form = ModelForm(module=module, number=next(self._numbers), modes=modes, problem=self._problem)
        form.keep_with(self._keeper).describe(snapshot)
        if len(self._forms) < self._max_forms:
            self._forms.append(form)
        return form
