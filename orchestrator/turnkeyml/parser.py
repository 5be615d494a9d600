"""The arguments of a model script: `parse(["batch_size", "width"])`. Uses the standard library only."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One argument that a model script can read."""

    default: int | float | bool
    help: str


PARAMETERS: dict[str, Parameter] = {
    "batch_size": Parameter(default=1, help="samples in one inference"),
    "max_seq_length": Parameter(default=128, help="tokens of a text input"),
    "max_audio_seq_length": Parameter(default=25600, help="samples of an audio input"),
    "height": Parameter(default=224, help="height of an image input, in pixels"),
    "num_channels": Parameter(default=3, help="channels of an image input"),
    "width": Parameter(default=224, help="width of an image input, in pixels"),
    "pretrained": Parameter(default=False, help="load the published weights instead of random ones"),
    "k": Parameter(default=8, help="order, neighbours or hops of a graph convolution"),
    "alpha": Parameter(default=2.2, help="strength of a graph convolution's residual or power law"),
    "out_channels": Parameter(default=16, help="features per node that a graph convolution returns"),
    "num_layers": Parameter(default=8, help="layers of the model"),
    "in_channels": Parameter(default=1433, help="features per node that a graph convolution takes"),
}
"""Every argument that `parse` knows, with TurnkeyML's default."""


class UnknownParameterError(ValueError):
    """A script called `parse` with the name of an argument that does not exist."""


def parse(names: Sequence[str]) -> list[Any]:
    """Read the named arguments from the command line of the running script.

    Returns the values in the order of `names`, always as a list: `batch_size, width =
    parse(["batch_size", "width"])`, `(k,) = parse(["k"])`. A boolean argument is a flag; both
    `--batch_size 8` and `--batch_size=8` work. An argument that exists but that this script does
    not use is accepted, so that one `--script-args` works for many scripts. One that does not exist
    ends the script, because ignoring a mistyped option would give a wrong benchmark.

    Raises `UnknownParameterError` for a name that is not in `PARAMETERS`.
    """
    for name in names:
        if name not in PARAMETERS:
            raise UnknownParameterError(f"parse() does not know {name!r}; it knows: {', '.join(PARAMETERS)}")
    options = argparse.ArgumentParser(
        allow_abbrev=False,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        description="A model script: it instantiates a model and calls it once.",
    )
    for name, parameter in PARAMETERS.items():
        explanation = parameter.help if name in names else argparse.SUPPRESS
        if isinstance(parameter.default, bool):
            options.add_argument(f"--{name}", action="store_true", help=explanation)
        else:
            kind = type(parameter.default)
            options.add_argument(f"--{name}", type=kind, default=parameter.default, help=explanation, metavar="N")
    values = vars(options.parse_args())
    return [values[name] for name in names]
