"""The calls of one model with one structure of inputs, as the recorder has seen them."""

from __future__ import annotations

from dataclasses import dataclass

from turnkeyml.analysis.input_structure import Inputs
from turnkeyml.analysis.kept_models import ModelKeeper, ModelReference
from turnkeyml.analysis.model_forms import ModelForm


@dataclass(kw_only=True)
class Call:
    """The calls of a model with one structure of inputs."""

    module: ModelReference = ModelReference()  # noqa: RUF009 (a descriptor, without state)
    inputs: Inputs
    """The inputs of the first call, copied before the model could change them."""
    structure: str
    """The text of `describe`."""
    source_line: str
    """Where the script made the first call: `path:line`."""
    depth: int
    """How many recorded calls the first call was nested in."""
    training: bool
    """Whether the model was in training mode in all calls."""
    form: ModelForm | None = None
    """None where it was not recorded."""
    computes_gradients: bool | None = None
    """Whether the model computes gradients in its forward pass; None until it has been run again."""
    signature: str | None = None
    """The structure of the arguments by parameter; None until it is compared with that of other calls."""
    count: int = 0
    time_s: float = 0.0
    """The time of all calls together."""
    token: int = -1
    """Of the model, among those of the script."""
    has_weights: bool = True
    """Whether it is a model; others are invocations only where the script calls no model."""

    @property
    def as_called(self) -> ModelForm:
        """The model as it was in the first call; as it is now where that was not recorded."""
        if self.form is None:
            self.form = ModelForm(module=self.module, number=-1)
            self.form.describe(None)
        return self.form

    def keep_with(self, keeper: ModelKeeper) -> Call:
        """Let the keeper have the model, which may then die in the script."""
        vars(self)["_kept"] = keeper.keep(self.module)
        return self

    def release(self) -> None:
        """Free the weights of a model that the script has let go; the next use of `module` reads them again."""
        vars(self)["_kept"].release()
