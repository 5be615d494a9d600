"""`--sweep NAME=V1,V2`: every combination of values, as arguments of a script or dimensions of an .onnx file."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path

from turnkeyml.errors import UsageError
from turnkeyml.options.run_options import Sweep
from turnkeyml.records import AnalysisOptions


def expand_sweeps(path: Path, options: AnalysisOptions, sweeps: Sequence[Sweep]) -> Iterator[AnalysisOptions]:
    """The options of each run of an input. Raises `UsageError` for a dimension that is not a positive whole number."""
    names = [name for name, _ in sweeps]
    for values in itertools.product(*(values for _, values in sweeps)):
        chosen = dict(zip(names, values, strict=True))
        if path.suffix == ".py":
            arguments = tuple(word for name, value in chosen.items() for word in (f"--{name}", value))
            yield dataclasses.replace(options, script_args=options.script_args + arguments)
        elif all(value.isdigit() and int(value) > 0 for value in chosen.values()):
            dims = {name: int(value) for name, value in chosen.items()}
            yield dataclasses.replace(options, dims=options.dims | dims)
        else:
            raise UsageError(f"{', '.join(chosen.values())}: a dimension must be a positive whole number")
