"""`--sweep`: every combination, for scripts and for .onnx files."""

from pathlib import Path

import pytest

from turnkeyml.errors import UsageError
from turnkeyml.inputs.sweep import expand_sweeps
from turnkeyml.options.resolve import parse_sweeps
from turnkeyml.records import AnalysisOptions

SWEEPS = parse_sweeps(["batch_size=1,2", "width=64"])


def test_a_script_gets_arguments_after_its_own():
    """The last one wins in argparse, so a sweep overrides --script-args."""
    options = AnalysisOptions(script_args=("--batch_size", "7"))
    assert [one.script_args[2:] for one in expand_sweeps(Path("a.py"), options, SWEEPS)] == [
        ("--batch_size", "1", "--width", "64"),
        ("--batch_size", "2", "--width", "64"),
    ]


def test_an_onnx_file_gets_dimensions():
    """Beside those of --dim."""
    options = AnalysisOptions(dims={"tokens": 5})
    found = [one.dims for one in expand_sweeps(Path("a.onnx"), options, SWEEPS)]
    assert found == [{"tokens": 5, "batch_size": size, "width": 64} for size in (1, 2)]


def test_without_a_sweep_there_is_one_run():
    """The options as they are."""
    options = AnalysisOptions(script_args=("x",))
    assert list(expand_sweeps(Path("a.py"), options, ())) == [options]


@pytest.mark.parametrize("words", [["batch_size"], ["=1"], ["a="], ["a=1", "a=2"]])
def test_another_form_is_refused(words):
    """One line with the remedy."""
    with pytest.raises(UsageError, match="not a sweep"):
        parse_sweeps(words)


def test_a_dimension_is_a_number():
    """Of an .onnx file."""
    with pytest.raises(UsageError, match="a dimension must be a positive whole number"):
        list(expand_sweeps(Path("a.onnx"), AnalysisOptions(), parse_sweeps(["n=many"])))
