"""What the recorder has seen so far of the models that a script calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from turnkeyml.analysis.child_processes import ChildReports
from turnkeyml.analysis.kept_models import ModelKeeper
from turnkeyml.analysis.model_forms import FormTracker
from turnkeyml.analysis.recorded_call import Call

NO_WEIGHTS = "without weights"
"""Why the calls of a module are passed over where the script calls a model."""


@dataclass
class Trace:
    """The calls that a script has made so far."""

    max_depth: int
    """How many levels of submodules below the models are recorded, too."""
    max_invocations: int
    """How many structures are recorded per model."""
    script: str
    """The path of the script, as in the code objects that it was compiled to."""
    calls: dict[tuple[int, str], Call] = field(default_factory=dict)
    """By the number of the model's form and the structure of its inputs."""
    parameterless: dict[tuple[int, str], Call] = field(default_factory=dict)
    """Calls of modules without parameters. They are invocations only where the script calls no other module."""
    additional_structures: dict[int, set[tuple[int, str]]] = field(default_factory=dict)
    """Forms and structures beyond `max_invocations`, by the token of the model."""
    structure_counts: dict[int, int] = field(default_factory=dict)
    """How many forms and structures are recorded, by the token of the model."""
    models: ModelKeeper = field(default_factory=ModelKeeper)
    """The models of the calls."""
    forms: FormTracker = field(init=False)
    children: ChildReports = field(default_factory=ChildReports)
    """Models that forked children called."""
    passed_over: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Calls of modules that are no invocations, by class and by why."""
    remarks: dict[int, set[str]] = field(default_factory=dict)
    """What should be known of the recording, by the token of the model."""

    def __post_init__(self) -> None:
        self.forms = FormTracker(self.max_invocations, self.models)

    def describe_passed_over(self) -> Iterator[str]:
        """One phrase per kind of calls that are no invocations."""
        for (model_class, reason), count in sorted(self.passed_over.items()):
            if count:
                yield f"{count:,} call{'s' if count > 1 else ''} of {model_class} ({reason})"

    def drop_parameterless(self) -> None:
        """Free the modules without parameters and the copies of their inputs: the script calls a model."""
        for call in self.parameterless.values():
            self.structure_counts.pop(call.token, None)
            self.additional_structures.pop(call.token, None)
            self.forms.forget(id(call.module))
            self.passed_over[type(call.module).__name__, NO_WEIGHTS] += call.count
        self.parameterless.clear()
