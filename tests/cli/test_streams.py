"""Standard streams that are closed, full, or cannot express a character."""

import subprocess
import sys

import pytest


@pytest.fixture
def shell(clean_environment):
    """Run a line of shell in which $TURNKEY is the command."""

    def run(line, **variables):
        command = {"TURNKEY": f"{sys.executable} -m turnkeyml"}
        environment = {name: value for name, value in clean_environment.items() if name != "PYTHONUNBUFFERED"}
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            env=environment | command | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.parametrize("words", ["version", "models list", "models list --json", "models location", "--help"])
def test_a_closed_pipe_is_no_traceback(shell, words):
    """`turnkey … | head -1` ends with status 1, silently."""
    done = shell(f"$TURNKEY {words} | true")
    assert (done.returncode in (0, 1), done.stderr) == (True, "")


@pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "</dev/null >/dev/null"])
@pytest.mark.parametrize("words", ["version", "models list --corpus selftest", "no-such-command"])
def test_a_closed_stream_is_no_traceback(shell, words, redirection):
    """As services start programs."""
    done = shell(f"$TURNKEY {words} {redirection}")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words", ["report -d /nowhere/\N{SNOWMAN}$'\\x1b[2J'", "models list --corpus selftest", "run --help"]
)
def test_a_terminal_of_ascii_gets_escapes(shell, words):
    """What its encoding lacks is escaped, and control characters are still no sequences."""
    done = shell(f"$TURNKEY {words}", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.returncode in (0, 3)
    assert "Traceback" not in done.stderr
    assert (done.stdout + done.stderr).isascii()
    assert "\x1b" not in done.stdout + done.stderr
