"""Every command line of TurnkeyML gets what it means, or one line that says what to type."""

import shlex

import click
import pytest

from turnkeyml.cli import former_words
from turnkeyml.cli.app import _COMMANDS

REWRITTEN = {
    "benchmark s.py": "run s.py",
    "benchmark s.py --device x86 --runtime trt": "run s.py --device x86 --runtime tensorrt",
    "-i s.py discover export-pytorch benchmark": "run s.py",
    "-i a.py b.py -d c discover export-pytorch --opset 17 optimize-ort": (
        "run a.py b.py -d c --onnx-opset 17 --build-only"
    ),
    "--input-files s.py discover": "run s.py --analyze-only",
    "-i s.py discover --max-depth 1 export-pytorch convert-fp16 benchmark --iterations 5": (
        "run s.py --max-depth 1 --precision fp16 --iterations 5"
    ),
    "discover -h": "run -h",
    "s.py --input-files t.py": "run s.py t.py",
    "s.py --sequence onnx-fp32 --build-only": "s.py --build-only",
    "s.py --sequence=optimize-fp16": "s.py --precision fp16",
    "s.py --process-isolation --processes 4 --resume": "s.py --jobs 4",
    "s.py -a": "s.py --analyze-only",
    "run s.py -b --rebuild if_needed": "run s.py --build-only --rebuild if-needed",
    "run s.py --verbosity=static": "run s.py --verbosity=normal",
    "cache report -d c": "report -d c",
    "cache stats b -d c": "cache show b -d c",
    "cache print b": "cache show b",
    "cache benchmark --all -d c": "run -d c",
    "cache --list -d c": "cache list -d c",
    "cache -d c --stats -b b": "cache show -d c b",
    "cache --delete --all": "cache delete --all",
    "cache --clean -b b": "cache clean b",
    "models location --quiet": "models location",
    "report --input-caches a b --output-dir r": "report -d a b --report-dir r",
    "report -i a": "report -d a",
    "system-info": "doctor",
}
UNCHANGED = (
    "run s.py --runtime ort --rebuild if-needed",
    "s.py --script-args --resume",
    "s.py --script-args '--processes 4 --rebuild if_needed'",
    "run s.py -- --resume",
    "cache delete --all -d c",
    "report -d a b",
    "--help",
    "",
)
REFUSED = {
    "s.py --rt-args x": "--threads",
    "s.py --use-slurm": "srun turnkey run",
    "s.py --device nvidia::a100": "--device nvidia;",
    "s.py --device=nvidia::a100": "--device nvidia;",
    "cache benchmark b": "SCRIPT.py::HASH",
}


@pytest.mark.parametrize(("typed", "meant"), REWRITTEN.items())
def test_former_words_are_rewritten_and_told(typed, meant):
    """One line says what the command line is today."""
    notes = []
    rewritten = former_words.rewrite(shlex.split(typed), _COMMANDS, notes.append)
    assert rewritten == shlex.split(meant)
    assert notes == [f"these are TurnkeyML's words; today: turnkey {meant}"]


@pytest.mark.parametrize("typed", UNCHANGED)
def test_todays_words_stay(typed):
    """Those of a script, too."""
    notes = []
    assert former_words.rewrite(shlex.split(typed), _COMMANDS, notes.append) == shlex.split(typed)
    assert notes == []


@pytest.mark.parametrize(("typed", "said"), REFUSED.items())
def test_what_is_not_there_is_refused_with_what_to_type(typed, said):
    """And not with a guess."""
    with pytest.raises(click.UsageError, match=said.replace("|", r"\|")):
        former_words.rewrite(shlex.split(typed), _COMMANDS, lambda line: None)


def test_a_file_is_an_input_whatever_its_name(tmp_path, monkeypatch):
    """A folder `benchmark` with scripts."""
    (tmp_path / "benchmark").mkdir()
    monkeypatch.chdir(tmp_path)
    assert former_words.rewrite(["benchmark", "-a"], _COMMANDS, lambda line: None) == ["benchmark", "--analyze-only"]


def test_variables_without_effect_are_told():
    """With the option that takes their place."""
    (line,) = former_words.ignored_variables(["TURNKEY_ONNX_OPSET", "TURNKEY_CACHE_DIR", "HOME"])
    assert line.startswith("TURNKEY_ONNX_OPSET has no effect")
    assert "--onnx-opset" in line
