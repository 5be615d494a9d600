"""What decides how many processes a job has is light: commands that measure nothing do not wait for numpy."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module", ["contract.codec", "contract.profiles", "stats.intervals", "stats.merge", "stats.samples"]
)
def test_a_light_module_does_not_import_numpy(module):
    code = f"import sys, turnkey_runner.{module}; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
