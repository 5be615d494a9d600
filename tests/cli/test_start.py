"""Commands start fast: they import nothing heavy."""

import subprocess
import sys

import pytest

import turnkeyml

HEAVY = ("torch", "onnx", "numpy", "pandas", "pyarrow", "docker", "requests", "rich", "jsonschema")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["version"], ["--version"], ["run", "--help"], ["cache", "location"]]
)
def test_nothing_heavy_is_imported(arguments, clean_environment):
    """benchmarks/startup.py measures the time itself."""
    code = (
        "import sys; from turnkeyml.cli import main\n"
        f"sys.argv = ['turnkey', *{arguments!r}]\n"
        "try: main()\nexcept SystemExit: pass\n"
        f"print('heavy:', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "heavy: []"


def test_the_package_itself_imports_nothing():
    """`import turnkeyml`."""
    code = "import sys; before = set(sys.modules); import turnkeyml; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['turnkeyml']\n"


def test_the_version_is_one(turnkey):
    """`version` and `--version`."""
    assert turnkey("version").out == f"{turnkeyml.__version__}\n"
    assert turnkeyml.__version__ in turnkey("--version").out
