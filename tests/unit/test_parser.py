"""parse(): what model scripts ask for, and what they get."""

import subprocess
import sys

import pytest

import turnkey.parser
import turnkeyml.parser
from turnkeyml.parser import UnknownParameterError, parse

DEFAULTS = {
    "batch_size": 1,
    "max_seq_length": 128,
    "max_audio_seq_length": 25600,
    "height": 224,
    "num_channels": 3,
    "width": 224,
    "pretrained": False,
    "k": 8,
    "alpha": 2.2,
    "out_channels": 16,
    "num_layers": 8,
    "in_channels": 1433,
}


def test_every_argument_has_the_default_that_users_know(monkeypatch):
    """The twelve arguments of TurnkeyML, with its values."""
    monkeypatch.setattr(sys, "argv", ["script.py"])
    assert dict(zip(DEFAULTS, parse(list(DEFAULTS)), strict=True)) == DEFAULTS


@pytest.mark.parametrize("words", [["--batch_size", "8"], ["--batch_size=8"]])
def test_both_spellings_of_a_value_work(monkeypatch, words):
    """`--batch_size 8` and `--batch_size=8`."""
    monkeypatch.setattr(sys, "argv", ["script.py", *words])
    assert parse(["batch_size"]) == [8]


def test_a_flag_needs_no_value(monkeypatch):
    """`--pretrained` alone is True."""
    monkeypatch.setattr(sys, "argv", ["script.py", "--pretrained"])
    assert parse(["pretrained", "width"]) == [True, 224]


def test_an_argument_of_another_script_is_accepted(monkeypatch):
    """One --script-args serves many scripts."""
    monkeypatch.setattr(sys, "argv", ["script.py", "--max_seq_length", "64", "--batch_size", "2"])
    assert parse(["batch_size"]) == [2]


def test_an_unknown_name_lists_the_known_ones():
    """The error of a script that asks for what does not exist."""
    with pytest.raises(UnknownParameterError, match=r"batch_size, max_seq_length, .*in_channels"):
        parse(["batchsize"])


def test_a_mistyped_argument_ends_the_script(monkeypatch, capsys):
    """An option that is silently ignored would be a wrong benchmark."""
    monkeypatch.setattr(sys, "argv", ["script.py", "--batchsize", "8"])
    with pytest.raises(SystemExit) as ending:
        parse(["batch_size"])
    assert ending.value.code == 2
    assert "--batchsize" in capsys.readouterr().err


def test_help_tells_of_the_arguments_that_the_script_uses(monkeypatch, capsys):
    """`python script.py --help` is useful: meaning and default of its own arguments, no others."""
    monkeypatch.setattr(sys, "argv", ["script.py", "--help"])
    with pytest.raises(SystemExit):
        parse(["height", "pretrained"])
    shown = capsys.readouterr().out
    assert "height of an image input, in pixels (default: 224)" in shown
    assert "--pretrained" in shown
    assert "--batch_size" not in shown


def test_the_documented_import_path_is_the_same_object():
    """`from turnkey.parser import parse`, as in TurnkeyML's documentation."""
    for name in turnkey.parser.__all__:
        assert getattr(turnkey.parser, name) is getattr(turnkeyml.parser, name)


@pytest.mark.parametrize("module", ["turnkey.parser", "turnkeyml.parser"])
def test_importing_it_costs_no_torch(module):
    """Standard library only."""
    code = f"import sys, {module}; print(sorted({{'torch', 'numpy', 'click', 'rich'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
