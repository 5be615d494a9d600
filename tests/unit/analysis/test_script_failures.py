"""How a script's end is explained."""

import io
import sys

import pytest

from turnkeyml.analysis import run_script
from turnkeyml.analysis.stderr_tail import RecordedStderr


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a script here; return its failure."""
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def failure_of(text):
        monkeypatch.setattr(sys, "stderr", RecordedStderr(io.BytesIO(), encoding="utf-8"))
        monkeypatch.setattr(sys, "__stderr__", sys.stderr)
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        script = tmp_path / "model.py"
        script.write_text(text)
        failure = run_script.run_script(script, ())
        run_script.data_files.stop()
        return failure

    return failure_of


ARGPARSE = "import argparse\np = argparse.ArgumentParser()\np.add_argument('--width', required=True)\np.parse_args()\n"
CLICK = "import click\nclick.command()(click.option('--width', required=True)(lambda width: 0))([])\n"
PRINTS = "import sys\nprint('no --width given', file=sys.stderr)\nprint('  ', file=sys.stderr)\nsys.exit(3)\n"


@pytest.mark.parametrize(
    ("text", "status"), [(ARGPARSE, 2), (CLICK, 2), (PRINTS, 3)], ids=["argparse", "click", "print"]
)
def test_a_script_that_ends_itself_says_why(run, text, status):
    """Its own last line is in the failure, and missing arguments have a remedy."""
    failure = run(text)
    assert f"exit status {status}: " in failure.message
    assert "--width" in failure.message
    assert ("--script-args" in failure.remedy) == (status == 2)


READS_STDIN = {
    "input": "input('width? ')",
    "prompt": "import getpass, warnings\nwarnings.simplefilter('ignore')\ngetpass.fallback_getpass()",
}
OTHERS = {
    "pickle": "import io, pickle\npickle.load(io.BytesIO())",
    "own": "raise EOFError('the checkpoint ends early')",
    "wave": "import io, wave\nwave.open(io.BytesIO())",
}


@pytest.mark.parametrize("text", READS_STDIN.values(), ids=READS_STDIN.keys())
def test_a_script_that_asks_at_the_terminal_is_told_so(run, text):
    assert "standard input" in run(text).remedy


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_a_file_that_ends_early_is_no_matter_of_standard_input(run, text):
    failure = run(text)
    assert failure.message.startswith("EOFError")
    assert "standard input" not in failure.remedy
