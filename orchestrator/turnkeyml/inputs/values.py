"""`--inputs PATH`: where the values for the inputs of an .onnx file lie."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from turnkeyml.errors import InputError, UsageError
from turnkeyml.records import AnalysisOptions


def locate_values(model: Path, options: AnalysisOptions) -> AnalysisOptions:
    """The options with the absolute path of the values; a relative path may be one of the model's folder.

    Raises `UsageError` for a script, which makes its inputs itself, and `InputError` for a path that leads nowhere.
    """
    if not options.inputs:
        return options
    if model.suffix == ".py":
        message = f"--inputs gives values to .onnx files, and {model.name} is a script"
        raise UsageError(message, remedy="run the script without --inputs")
    typed = Path(options.inputs).expanduser()
    found = next((path for path in (typed, model.parent / typed) if path.is_dir() or path.is_file()), None)
    if found is None:
        raise InputError(
            f"there is no {typed} for {model.name}", remedy="give an .npz file, or a folder with input_0.pb"
        )
    return dataclasses.replace(options, inputs=str(found.absolute()))
